package io.miou.benchmarks.comparison;

import io.miou.benchmarks.options.Numbers;
import io.miou.benchmarks.options.Refused;
import io.miou.benchmarks.options.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that compares servers. */
@Command(name = "comparison", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Compares servers side by side, each a process on one core, the clients on another.",
        footer = Usage.MAVEN + "-Dcomparison=\"--servers=miou-nio,netty-nio --connections=64\"")
public final class ComparisonCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--servers", paramLabel = "NAME", split = ",",
            defaultValue = "miou-epoll,netty-epoll,miou-kqueue,netty-kqueue,miou-nio,netty-nio,virtual-threads,c",
            description = "Servers; the first that can run is compared with each of the others. Choose from"
                    + " miou-BACKEND, miou-BACKEND-ENGINE, miou-BACKEND-pool (an echo with buffers of the domain's"
                    + " pool), netty-BACKEND, virtual-threads and c, with BACKEND nio, epoll or kqueue, ENGINE"
                    + " carried or portable.")
    private List<String> servers;

    @Option(names = "--connections", paramLabel = "COUNT", split = ",",
            defaultValue = "1,64,1000", converter = Numbers.Count.class,
            description = "Connections at once, one comparison for each number.")
    private List<Integer> connections;

    @Option(names = "--rate", paramLabel = "RATE", defaultValue = "0", converter = Numbers.Rate.class,
            description = "Messages per second, on all connections together. 0: a closed loop.")
    private long rate;

    @Mixin
    private LoadOptions load;

    @Option(names = "--json", paramLabel = "FILE", defaultValue = "target/echo-comparison.json",
            description = "File of the result.")
    private Path json;

    /** {@return the plan that the options ask for} */
    Plan plan() {
        return Refused.asWrongCommandLine(spec, () -> {
            servers.forEach(Contender::requireKnown);
            return load.plan(servers, connections, rate, json);
        });
    }

    @Override
    public Integer call() throws Exception {
        EchoComparison.run(plan());
        return ExitCode.OK;
    }
}
