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

/** The command that compares proxies, by default under a load that all of them can bear. */
@Command(name = "proxies", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Compares one proxy on Miou, Netty and virtual threads: length, leftovers of failures, latency.",
        footer = Usage.MAVEN + "-Dproxies=\"--connections=64 --rate=5000\"")
public final class ProxiesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--servers", paramLabel = "NAME", split = ",", defaultValue = "miou-nio,netty-nio,virtual-threads",
            description = "Proxies; the first is compared with each of the others. Choose from miou-nio, miou-epoll,"
                    + " netty-nio and virtual-threads.")
    private List<String> servers;

    @Option(names = "--connections", paramLabel = "COUNT", split = ",",
            defaultValue = "64", converter = Numbers.Count.class,
            description = "Connections at once, one comparison for each number.")
    private List<Integer> connections;

    @Option(names = "--rate", paramLabel = "RATE", defaultValue = "5000", converter = Numbers.Rate.class,
            description = "Messages per second, on all connections together. 0: a closed loop.")
    private long rate;

    @Mixin
    private LoadOptions load;

    @Option(names = "--json", paramLabel = "FILE", defaultValue = "target/proxy-comparison.json",
            description = "File of the result.")
    private Path json;

    /** {@return the plan that the options ask for} */
    Plan plan() {
        return Refused.asWrongCommandLine(spec, () -> {
            servers.forEach(ProxyEntry::named);
            return load.plan(servers, connections, rate, json);
        });
    }

    @Override
    public Integer call() throws Exception {
        ProxyComparison.run(plan());
        return ExitCode.OK;
    }
}
