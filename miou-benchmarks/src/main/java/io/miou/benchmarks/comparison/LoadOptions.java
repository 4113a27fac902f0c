package io.miou.benchmarks.comparison;

import io.miou.benchmarks.options.Durations;
import io.miou.benchmarks.options.Numbers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options that the comparisons of servers and of proxies share. */
final class LoadOptions {

    @Option(names = "--protocol", paramLabel = "PROTOCOL", split = ",",
            defaultValue = "echo", converter = Protocol.Converter.class,
            description = "Protocols, one comparison for each: ${COMPLETION-CANDIDATES}.")
    private List<Protocol> protocols;

    @Option(names = "--size", paramLabel = "BYTES", split = ",",
            defaultValue = "64", converter = Numbers.Count.class,
            description = "Bytes of a message's body, one comparison for each.")
    private List<Integer> sizes;

    @Option(names = "--open", paramLabel = "PART", defaultValue = "0", converter = Numbers.Part.class,
            description = "Part of the slowest one's rate for an open loop after the closed one, at most 1. 0: none.")
    private double open;

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "7", converter = Numbers.Count.class,
            description = "Rounds. In each round every contender gives one sample.")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "SECONDS", defaultValue = "2", converter = Durations.Seconds.class,
            description = "Seconds of a sample.")
    private Duration interval;

    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "6", converter = Durations.SecondsOrZero.class,
            description = "Seconds under load before the first sample.")
    private Duration warmup;

    @Option(names = "--trace", paramLabel = "SECONDS", defaultValue = "0", converter = Durations.SecondsOrZero.class,
            description = "Seconds in which system calls are counted. 0: they are not.")
    private Duration trace;

    @Option(names = "--jvm", paramLabel = "OPTION", showDefaultValue = Visibility.NEVER,
            description = "Option for the JVMs of contenders; once for each, such as --jvm=-Xlog:gc,safepoint.")
    private List<String> jvm = List.of();

    /** {@return the plan that these options and those of a command ask for} */
    Plan plan(List<String> servers, List<Integer> connections, long rate, Path json) {
        List<Exchange> exchanges = new ArrayList<>();
        for (Protocol protocol : protocols) {
            sizes.forEach(size -> exchanges.add(new Exchange(protocol, size)));
        }
        return new Plan(servers, exchanges, connections, rate, open, rounds, interval, warmup, trace, jvm, json);
    }
}
