package io.miou.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.benchmarks.Benchmarks;
import io.miou.benchmarks.Peers;
import io.miou.benchmarks.options.Backend;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SuiteCommandTest {

    private static SuiteCommand command() {
        return new SuiteCommand(Benchmarks.class, Peers::missing);
    }

    private static SuitePlan plan(String... arguments) {
        return CommandLine.populateCommand(command(), arguments).plan();
    }

    @Test
    void nothing_isEverythingAtFullLength_intoTheDocuments() {
        SuitePlan plan = plan();

        assertThat(plan.form()).isEqualTo(Form.ALL);
        assertThat(plan.isOfAllClasses()).isTrue();
        assertThat(plan.resumes()).isFalse();
        assertThat(plan.backends()).isEmpty();
        assertThat(plan.directory()).startsWithRaw(Path.of("..", "docs", "benchmarks"));
        assertThat(plan.work()).isEqualTo(Path.of("target", "suite", "all"));
    }

    @Test
    void choices_areTaken() {
        SuitePlan plan = plan("quick", "--classes=Yield,Call", "--backends=epoll,nio", "--resume", "--directory=here");

        assertThat(plan.form()).isEqualTo(Form.QUICK);
        assertThat(plan.classes()).containsExactly("Yield", "Call");
        assertThat(plan.backends()).containsExactly("epoll", "nio");
        assertThat(plan.resumes()).isTrue();
        assertThat(plan.directory()).isEqualTo(Path.of("here"));
        assertThat(plan.work()).isEqualTo(Path.of("target", "suite", "quick"));
    }

    @Test
    void shortForm_staysOutOfTheDocuments() {
        assertThat(plan("short").directory()).startsWithRaw(Path.of("target"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            slow              | 'slow' is unknown: choose all, quick or short
            --backends=horses | 'horses' is unknown: choose nio, epoll or kqueue
            --classes=Yeild   | 'Yeild' in --classes is no class of benchmarks: choose from [
            --classes=Yeild   | Yield
            """)
    void badValue_isRefusedWithTheChoices(String argument, String message) {
        assertThatThrownBy(() -> plan(argument)).isInstanceOf(ParameterException.class).hasMessageContaining(message);
    }

    @Test
    void backendsOfOtherMachines_areRefusedBeforeAnythingIsMeasured() {
        Equipment equipment = Equipment.here(Peers.missing());
        String lacking = Arrays.stream(Backend.values()).map(Backend::toString)
                .filter(backend -> !equipment.backends().contains(backend)).findFirst().orElseThrow();
        StringWriter err = new StringWriter();

        assertThat(new CommandLine(command()).setErr(new PrintWriter(err)).execute("short", "--backends=" + lacking))
                .isEqualTo(2);
        assertThat(err.toString()).contains(lacking).contains("choose from " + equipment.backends());
    }
}
