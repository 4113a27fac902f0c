package io.miou.benchmarks.dump;

import io.miou.TaskTree;
import io.miou.benchmarks.options.Numbers;
import io.miou.benchmarks.options.Usage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The command that measures the dump of very many tasks. */
@Command(name = "dump", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Writes the tree of many sleeping tasks of one domain: how long that takes, what it allocates,"
                + " and how long it stops the domain, beside stretches without a dump.",
        footer = Usage.MAVEN + "-Ddump=\"--tasks=1000000 --rounds=7\"")
public final class DumpCommand implements Callable<Integer> {

    @Option(names = "--tasks", paramLabel = "COUNT", defaultValue = "1000000", converter = Numbers.Count.class,
            description = "Number of tasks.")
    private int tasks;

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "7", converter = Numbers.Count.class,
            description = "Number of dumps.")
    private int rounds;

    @Option(names = "--json", description = "Writes JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        new DumpMeasurement(tasks, rounds, json ? TaskTree.Format.JSON : TaskTree.Format.TEXT, System.out).run();
        return ExitCode.OK;
    }
}
