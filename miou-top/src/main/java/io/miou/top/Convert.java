package io.miou.top;

import io.miou.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that makes a trace file of a recording. The exit status is 1 if a file cannot be read or written. */
@Command(name = "convert",
        description = "Makes a file for the viewer at https://ui.perfetto.dev of a recording of the JDK's flight"
                + " recorder.")
final class Convert implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @SuppressWarnings("unused") // picocli handles it.
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "print this text, and end")
    private boolean help;

    @Parameters(index = "0", paramLabel = "RECORDING", description = "made with the settings miou.jfc")
    private Path recording = Path.of("");

    @Parameters(index = "1", paramLabel = "FILE", description = "created, or replaced")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        try {
            Trace.convert(recording, file);
            return 0;
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            Objects.requireNonNull(spec).commandLine().getErr()
                    .println("miou-top: " + recording + " was not converted (" + e + ")");
            return MiouTop.FAILED;
        }
    }
}
