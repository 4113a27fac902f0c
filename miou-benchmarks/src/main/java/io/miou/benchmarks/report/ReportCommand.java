package io.miou.benchmarks.report;

import io.miou.benchmarks.options.Refused;
import io.miou.benchmarks.options.Usage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that writes the page of results that are already there. */
@Command(name = "report", sortOptions = false, abbreviateSynopsis = true,
        description = "Writes the page of results once more, with its tables and plots. Measures nothing.",
        footer = Usage.MAVEN + "-Dreport=../docs/benchmarks/linux-amd64")
public final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY",
            description = "Directory with " + BenchmarkReport.JMH + " or " + BenchmarkReport.ECHO
                    + ", which gets the page. By custom ../docs/benchmarks/SYSTEM-ARCHITECTURE.")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        Path page = Refused.asWrongCommandLine(spec, () -> BenchmarkReport.write(directory));
        System.out.println("written to " + page);
        return ExitCode.OK;
    }
}
