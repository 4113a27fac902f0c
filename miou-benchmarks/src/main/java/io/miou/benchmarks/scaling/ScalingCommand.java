package io.miou.benchmarks.scaling;

import io.miou.benchmarks.options.Backend;
import io.miou.benchmarks.options.Numbers;
import io.miou.benchmarks.options.Usage;
import io.miou.spi.BackendProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The command that counts what domains do to each other. */
@Command(name = "scaling", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Counts polls, wakeups and visits to shared variables with more and more domains, on whatever"
                + " processors there are; and the cost of each of very many fibers and timers.",
        footer = Usage.MAVEN + "-Dscaling=\"--domains=1,2,4,8 --backend=epoll\"")
public final class ScalingCommand implements Callable<Integer> {

    @Option(names = "--domains", paramLabel = "COUNT", split = ",", defaultValue = "1,2,4,8",
            converter = Numbers.Count.class, description = "Numbers of pool domains, one row for each.")
    private List<Integer> domains;

    @Option(names = "--backend", paramLabel = "NAME", defaultValue = "epoll", converter = Backend.Converter.class,
            description = "Backend: ${COMPLETION-CANDIDATES}. Several listeners at one port need Linux.")
    private Backend backend;

    @Option(names = "--connections", paramLabel = "COUNT", defaultValue = "256", converter = Numbers.Count.class,
            description = "Number of connections of the echo.")
    private int connections;

    @Option(names = "--messages", paramLabel = "COUNT", defaultValue = "500", converter = Numbers.Count.class,
            description = "Number of messages on each connection.")
    private int messages;

    @Option(names = "--tasks", paramLabel = "COUNT", defaultValue = "100000", converter = Numbers.Count.class,
            description = "Number of tasks, and of calls, of each domain.")
    private int tasks;

    @Option(names = "--fibers", paramLabel = "COUNT", split = ",", defaultValue = "1000,10000,100000,1000000",
            converter = Numbers.Count.class, description = "Numbers of fibers that wait, one row for each.")
    private List<Integer> fibers;

    @Override
    public Integer call() {
        String name = backend.toString();
        BackendProvider provider = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get).filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        ScalingReport report = new ScalingReport(System.out, provider, domains);
        report.echo(connections, messages);
        report.ownTasks(tasks);
        report.calls(tasks);
        report.crowds(fibers);
        return ExitCode.OK;
    }
}
