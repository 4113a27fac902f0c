package io.miou.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line as a user sees it: helps, mistakes, exit statuses. */
class BenchmarksTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return Benchmarks.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    @Test
    void help_namesEveryCommand() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: benchmarks").contains(Benchmarks.commandLine().getSubcommands()
                .keySet());
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"suite", "case", "comparison", "proxies", "services", "soak", "dump", "scaling", "observing",
                "report"})
    void helpOfACommand_describesEveryOption_andNamesItsProfileOfMaven(String command) throws Exception {
        assertThat(execute(command, "--help")).isZero();

        String help = out.toString();
        assertThat(help).contains("Usage: benchmarks " + command);
        CommandLine line = Objects.requireNonNull(Benchmarks.commandLine().getSubcommands().get(command));
        for (OptionSpec option : line.getCommandSpec().options()) {
            assertThat(help).contains(option.longestName());
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
            if (option.defaultValue() != null) {
                assertThat(help.replaceAll("\\s+", "")).contains("Default:" + option.defaultValue());
            }
        }
        Matcher property = Pattern.compile(" -D(\\w+)=").matcher(help);
        assertThat(property.find()).isTrue();
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<commandlineArgs>${miou.program} " + command + " ${"
                + property.group(1) + "}</commandlineArgs>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"suite", "case Yield", "comparison", "proxies", "services", "soak", "dump", "scaling",
        "observing", "report here"})
    void unknownOption_isRefused(String command) {
        assertThat(execute((command + " --hours=3").split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown").contains("--hours=3").contains("See: benchmarks "
                + command.split(" ")[0] + " --help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void optionThatIsMisspelled_isRefusedWithTheOneThatWasMeant() {
        assertThat(execute("soak", "--minute=3")).isEqualTo(2);
        assertThat(err.toString()).contains("--minutes");
    }

    @ParameterizedTest
    @CsvSource({"suite, classes=Yield", "comparison, rounds=3", "soak, minutes=3"})
    void optionWithoutDashes_isRefusedWithThem(String command, String argument) {
        assertThat(execute(command, argument)).isEqualTo(2);
        assertThat(err.toString()).contains("An option begins with two dashes: --" + argument);
    }

    @Test
    void unknownCommand_isRefused() {
        assertThat(execute("saok")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown: saok",
                "The commands are suite, case, comparison, proxies, services, soak, dump, scaling, observing, report.",
                "See: benchmarks --help");
    }

    @Test
    void noCommand_isRefused() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required subcommand").contains("See: benchmarks --help");
    }

    @Test
    void badValue_isRefusedWithTheOption() {
        assertThat(execute("soak", "--minutes=ten")).isEqualTo(2);
        assertThat(err.toString()).contains("--minutes").contains("'ten' is not a number of minutes");
    }

    @Test
    void commandThatFails_endsWithOne() {
        CommandLine line = Benchmarks.commandLine();
        line.addSubcommand("fail", new Failing());

        assertThat(line.setErr(new PrintWriter(err)).execute("fail")).isEqualTo(1);
        assertThat(err.toString()).contains("IllegalStateException: the disk is full");
    }

    @CommandLine.Command
    private static final class Failing implements Runnable {

        @Override
        public void run() {
            throw new IllegalStateException("the disk is full");
        }
    }

    @Test
    void propertyWithoutAValue_isTheCommandWithoutOptions() {
        assertThat(Benchmarks.withoutMavensTrue("soak", "true")).containsExactly("soak");
        assertThat(Benchmarks.withoutMavensTrue("soak", "--every=1")).containsExactly("soak", "--every=1");
        assertThat(Benchmarks.withoutMavensTrue("soak")).containsExactly("soak");
    }
}
