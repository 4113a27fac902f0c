package io.miou.benchmarks.suite;

import io.miou.benchmarks.options.Choice;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The duration of all measurements. */
enum Form {

    /** The duration that each benchmark sets itself. */
    ALL("--rounds=7", "--seconds=2", "--warmup=6", "--protocol=echo,request-response", "--size=64,16384",
            "--connections=1,64,1000,10000", "--open=0.5", "--trace=1") {
        @Override
        void choose(ChainedOptionsBuilder options) {
            // Nothing: the annotations say it.
        }
    },

    /** Everything, in less than half an hour. */
    QUICK("--rounds=5", "--seconds=1.5", "--warmup=3") {
        @Override
        void choose(ChainedOptionsBuilder options) {
            // Not how many iterations: a benchmark of a million fibers has one, as it says itself.
            options.warmupTime(TimeValue.milliseconds(400)).measurementTime(TimeValue.milliseconds(400));
        }
    },

    /** Whether it runs at all; the numbers mean nothing. */
    SHORT("--rounds=1", "--seconds=0.2", "--warmup=0.2", "--connections=1,64") {
        @Override
        void choose(ChainedOptionsBuilder options) {
            options.warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(1));
        }
    };

    private final List<String> echo;

    Form(String... echo) {
        this.echo = List.of(echo);
    }

    abstract void choose(ChainedOptionsBuilder options);

    /** {@return options of the comparison of echo servers} */
    List<String> echo() {
        return echo;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a form by its name. */
    static final class Converter extends Choice<Form> {

        Converter() {
            super(Form.class);
        }
    }
}
