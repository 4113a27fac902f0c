package io.miou.benchmarks.comparison;

import io.miou.benchmarks.options.Durations;
import io.miou.benchmarks.options.Numbers;
import io.miou.benchmarks.options.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The command that compares servers of HTTP and Redis. */
@Command(name = "services", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Compares servers of HTTP and Redis with those of others, by wrk, h2load and redis-benchmark.",
        footer = Usage.MAVEN + "-Dservices=\"--services=http,redis --connections=64,256\"")
public final class ServicesCommand implements Callable<Integer> {

    @Option(names = "--services", paramLabel = "NAME", split = ",",
            defaultValue = "http,http-json,helidon,helidon-json,http2,helidon-http2,redis,redis-16",
            converter = Service.Converter.class,
            description = "Comparisons. Choose from: ${COMPLETION-CANDIDATES}.")
    private List<Service> services;

    @Option(names = "--servers", paramLabel = "NAME", split = ",", showDefaultValue = Visibility.NEVER,
            description = "Only these of the servers of a comparison.")
    private List<String> servers = List.of();

    @Option(names = "--connections", paramLabel = "COUNT", split = ",", defaultValue = "64,256",
            converter = Numbers.Count.class, description = "Connections at once, one comparison for each number.")
    private List<Integer> connections;

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "7", converter = Numbers.Count.class,
            description = "Rounds. In each round every server gives one sample.")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "SECONDS", defaultValue = "2", converter = Durations.Seconds.class,
            description = "Seconds of a sample. wrk and h2load take whole ones.")
    private Duration interval;

    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "8", converter = Durations.Seconds.class,
            description = "Seconds under load before the first sample.")
    private Duration warmup;

    @Option(names = "--jvm", paramLabel = "OPTION", showDefaultValue = Visibility.NEVER,
            description = "Option for the JVMs of the servers; once for each.")
    private List<String> jvm = List.of();

    @Option(names = "--json", paramLabel = "FILE", defaultValue = "target/service-comparison.json",
            description = "File of the result.")
    private Path json;

    /** {@return the plan that the options ask for} */
    ServiceComparison.Plan plan() {
        return new ServiceComparison.Plan(services, servers, connections, rounds, interval, warmup, jvm, json);
    }

    @Override
    public Integer call() throws Exception {
        ServiceComparison.run(plan());
        return ExitCode.OK;
    }
}
