package io.miou.benchmarks;

import io.miou.benchmarks.comparison.ComparisonCommand;
import io.miou.benchmarks.comparison.ProxiesCommand;
import io.miou.benchmarks.comparison.ServicesCommand;
import io.miou.benchmarks.dump.DumpCommand;
import io.miou.benchmarks.report.ReportCommand;
import io.miou.benchmarks.scaling.ScalingCommand;
import io.miou.benchmarks.soak.SoakCommand;
import io.miou.benchmarks.suite.CaseCommand;
import io.miou.benchmarks.suite.SuiteCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program: one command for each thing that is measured. The exit status is 2 for a wrong command line, and 1 if the
 * command fails or finds that something is wrong.
 */
@Command(name = "benchmarks", description = "Measures Miou beside its peers.", synopsisSubcommandLabel = "COMMAND",
        footer = "%nbenchmarks COMMAND --help lists the options of a command and their defaults.")
public final class Benchmarks {

    private static final int WIDTH = 110;

    /** An option without its dashes. */
    private static final Pattern ASSIGNMENT = Pattern.compile("([a-z]+)=.*");

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Prints this help.")
    private boolean help;

    private Benchmarks() {
    }

    /** @param arguments a command and its options */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(withoutMavensTrue(arguments)));
    }

    /** {@return the command line with all commands} */
    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks())
                .addSubcommand(new SuiteCommand(Benchmarks.class, Peers::missing))
                .addSubcommand(new CaseCommand())
                .addSubcommand(new ComparisonCommand())
                .addSubcommand(new ProxiesCommand())
                .addSubcommand(new ServicesCommand())
                .addSubcommand(new SoakCommand())
                .addSubcommand(new DumpCommand())
                .addSubcommand(new ScalingCommand())
                .addSubcommand(new ObservingCommand())
                .addSubcommand(new ReportCommand())
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler(Benchmarks::explain);
    }

    /** Leaves out what Maven makes of a property without a value: {@code -Dsoak} is the command without options. */
    static String[] withoutMavensTrue(String... arguments) {
        return arguments.length == 2 && arguments[1].equals("true") ? new String[]{arguments[0]} : arguments;
    }

    /** Prints what is wrong and where to look; the whole help would hide it. */
    private static int explain(ParameterException mistake, String... arguments) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(mistake instanceof UnmatchedArgumentException unmatched
                ? "Unknown: " + String.join(" ", unmatched.getUnmatched())
                : mistake.getMessage());
        UnmatchedArgumentException.printSuggestions(mistake, err);
        for (String argument : List.of(arguments)) {
            Matcher assignment = ASSIGNMENT.matcher(argument);
            if (assignment.matches() && command.getCommandSpec().findOption("--" + assignment.group(1)) != null) {
                err.println("An option begins with two dashes: --" + argument);
            }
        }
        if (!command.getSubcommands().isEmpty()) {
            err.println("The commands are " + String.join(", ", command.getSubcommands().keySet()) + ".");
        }
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
