package io.miou.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.Options;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

class CaseCommandTest {

    private static Options options(String... arguments) {
        return CommandLine.populateCommand(new CaseCommand(), arguments).options();
    }

    @Test
    void name_isMeasuredAsTheCaseSaysItself_withItsAllocations() {
        Options options = options("Yield");

        assertThat(options.getIncludes()).containsExactly("Yield");
        assertThat(options.getProfilers()).singleElement()
                .satisfies(profiler -> assertThat(profiler.getKlass()).isEqualTo(GCProfiler.class.getName()));
        assertThat(options.getResultFormat().get()).isEqualTo(ResultFormatType.JSON);
        assertThat(Path.of(options.getResult().get())).isEqualTo(Path.of("target", "jmh.json"));
        assertThat(options.getMeasurementTime().hasValue()).isFalse();
    }

    @Test
    void choices_areTaken() {
        Options options = options("Yield", "Spawn.*kotlin", "--form=quick", "--parameter=fibers=carried,portable",
                "--parameter=count=2", "--json=there.json");

        assertThat(options.getIncludes()).containsExactly("Yield", "Spawn.*kotlin");
        assertThat(options.getParameter("fibers").get()).containsExactly("carried", "portable");
        assertThat(options.getParameter("count").get()).containsExactly("2");
        assertThat(options.getMeasurementTime().hasValue()).isTrue();
        assertThat(options.getResult().get()).isEqualTo("there.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Yeild                       | no case of JMH has 'Yeild' in its name: choose from [
            Yeild                       | Yield
            Yield(                      | Yield(
            Yield --form=slow           | 'slow' is unknown: choose all, quick or short
            Yield --parameter=cuont=1   | 'cuont' in --parameter is no parameter of the cases: choose from [
            Yield --parameter=cuont=1   | count
            Yield --parameter=count     | NAME=VALUE
            """)
    void badValue_isRefusedWithTheChoices(String arguments, String message) {
        assertThatThrownBy(() -> options(arguments.split(" "))).isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void noName_isRefused() {
        assertThatThrownBy(() -> options()).isInstanceOf(MissingParameterException.class).hasMessageContaining("NAME");
    }

    @Test
    void oneCase_isWrittenAsJson(@TempDir Path directory) {
        Path json = directory.resolve("new").resolve("jmh.json");

        assertThat(new CommandLine(new CaseCommand()).execute("TimeoutBenchmark.miou$", "--form=short",
                "--parameter=fibers=portable", "--parameter=backend=nio", "--json=" + json)).isZero();

        assertThat(json).content().contains("TimeoutBenchmark.miou").contains("gc.alloc.rate.norm");
    }
}
