package io.miou.top;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The program: shows the domains and tasks of a running process. The exit status is 2 for a wrong command line, 1 if
 * the process cannot be looked into.
 *
 * @since 0.1.0
 */
@Command(name = "miou-top",
        description = "Shows the domains and tasks of a process that uses Miou, live in a terminal, as plain text"
                + " elsewhere.",
        subcommands = Convert.class, synopsisSubcommandLabel = "COMMAND",
        footer = "%nKeys: q quit, s sort, / filter, arrows select, enter detail, esc back.")
public final class MiouTop implements Callable<Integer> {

    /** The exit status when something cannot be looked into, read or written. */
    static final int FAILED = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "PID|HOST:PORT",
            description = "a process of this machine (jps lists them), or the JMX agent of a process")
    private String target = "";

    @SuppressWarnings("unused") // picocli handles it.
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "print this text, and end")
    private boolean help;

    @Option(names = "--once", description = "print one picture as plain text, and end")
    private boolean once;

    @Option(names = "--interval", paramLabel = "SECONDS", defaultValue = "1",
            description = "the time between two pictures (default: ${DEFAULT-VALUE})")
    private double interval;

    @Option(names = "--sort", paramLabel = "ORDER", defaultValue = "tree",
            description = "the order of tasks: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private View.Sort sort = View.Sort.TREE;

    @Option(names = "--filter", paramLabel = "TEXT", defaultValue = "",
            description = "show only tasks whose name, state or resources have this text")
    private String filter = "";

    @Option(names = "--tasks", paramLabel = "NUMBER", defaultValue = "10000",
            description = "the most tasks of a run that are asked for (default: ${DEFAULT-VALUE})")
    private int most;

    private MiouTop() {
    }

    /**
     * Runs the program, and ends the JVM with its exit status.
     *
     * @param arguments those of the command line
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, System.out.charset());
        PrintWriter errors = new PrintWriter(System.err, true, System.err.charset());
        int status = run(out, errors, arguments);
        out.flush();
        System.exit(status);
    }

    /** Runs the program. {@return its exit status} */
    static int run(PrintWriter out, PrintWriter errors, String... arguments) {
        return new CommandLine(new MiouTop()).setOut(out).setErr(errors).setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (target.isEmpty()) {
            throw new CommandLine.ParameterException(line,
                    "Name a process: PID, as jps prints it, or HOST:PORT of its JMX agent");
        }
        if (interval <= 0 || most < 1) {
            throw new CommandLine.ParameterException(line, "--interval and --tasks must be above 0");
        }
        try (Connection connection = Connection.to(target)) {
            View view = new View(sort, filter, 0, false);
            long millis = Math.max(1, (long) (interval * 1_000));
            if (once || !isTerminal()) {
                print(connection, view, millis, line.getOut());
            } else {
                show(connection, view, millis);
            }
            return 0;
        } catch (UnreachableException e) {
            line.getErr().println("miou-top: " + e.getMessage());
            return FAILED;
        } catch (UndeclaredThrowableException e) {
            line.getErr().println("miou-top: the process has ended, or its last run has");
            return FAILED;
        }
    }

    @SuppressWarnings("SystemConsoleNull") // Null or not without a terminal: that differs between versions of the JDK.
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private void print(Connection connection, View view, long millis, PrintWriter out) throws InterruptedException {
        Snapshot before = null;
        while (true) {
            Snapshot now = Snapshot.of(connection.bean(), most);
            new Page(now, before).whole(view).lines().forEach(out::println);
            out.flush();
            if (once || out.checkError()) {
                return;
            }
            out.println();
            before = now;
            Thread.sleep(millis);
        }
    }

    private void show(Connection connection, View view, long millis) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().name("miou-top").system(true).build()) {
            new LiveScreen(terminal, () -> Snapshot.of(connection.bean(), most), view, millis).run();
        }
    }
}
