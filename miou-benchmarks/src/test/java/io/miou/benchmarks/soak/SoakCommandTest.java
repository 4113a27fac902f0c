package io.miou.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SoakCommandTest {

    /** {@return the plan of a command line} */
    static SoakPlan plan(String... arguments) {
        SoakCommand command = new SoakCommand();
        new CommandLine(command).parseArgs(String.join(" ", arguments).strip().split(" ++"));
        return command.plan();
    }

    @Test
    void nothingChosen_isTenMinutesOnEachBackend_aReadingEveryTenSeconds() {
        SoakCommand command = new SoakCommand();
        new CommandLine(command).parseArgs();

        SoakPlan plan = command.plan();

        assertThat(plan.variants()).extracting(Variant::toString)
                .containsExactly("nio/carried", "epoll/carried", "kqueue/carried");
        assertThat(plan.readings()).isEqualTo(60);
        assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan.patience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan.directory()).isEqualTo(Path.of("target", "soak"));
        assertThat(plan.leak()).isEqualTo(Leak.NONE);
    }

    @Test
    void choices_areKept() {
        SoakPlan plan = plan("--minutes=0.1 --every=0.5 --backends=nio --fibers=carried,portable --leak=tasks",
                "--patience=3 --directory=here");

        assertThat(plan.variants()).containsExactly(new Variant("nio", "carried"), new Variant("nio", "portable"));
        assertThat(plan.readings()).isEqualTo(12);
        assertThat(plan.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(plan.patience()).isEqualTo(Duration.ofSeconds(3));
        assertThat(plan.directory()).isEqualTo(Path.of("here"));
        assertThat(plan.leak()).isEqualTo(Leak.TASKS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --backends=horses           | 'horses' is unknown: choose nio, epoll or kqueue
            --fibers=carried,green      | 'green' is unknown: choose carried or portable
            --leak=water                | 'water' is unknown: choose none, memory, descriptors or tasks
            --minutes=ten               | 'ten' is not a number of minutes: choose a number above 0
            --every=0                   | '0' is not a number of seconds: choose a number above 0
            --patience=-1               | '-1' is not a number of seconds: choose a number above 0
            --minutes=0.1 --every=10    | choose more --minutes, or fewer seconds for --every than the 10.0 s
            """)
    void badValue_isRefusedWithTheOptionAndTheChoices(String arguments, String message) {
        assertThatThrownBy(() -> plan(arguments)).isInstanceOf(ParameterException.class).hasMessageContaining(message)
                .hasMessageContaining(arguments.substring(0, arguments.indexOf('=')));
    }
}
