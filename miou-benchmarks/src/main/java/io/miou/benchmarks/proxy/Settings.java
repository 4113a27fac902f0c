package io.miou.benchmarks.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The settings of a proxy at its start.
 *
 * @param upstream the server that it connects its clients to
 * @param connectLimit how long that may take
 */
record Settings(InetSocketAddress upstream, Duration connectLimit) {

    /** The time in which everything must be closed when the program ends. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** @param args the upstream's port on 127.0.0.1, and the limit in milliseconds */
    static Settings parse(String... args) {
        if (args.length < 2) {
            throw new IllegalArgumentException("a proxy wants two arguments: the port of the upstream, and how many "
                    + "milliseconds a connection to it may take");
        }
        return new Settings(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])),
                Duration.ofMillis(Long.parseLong(args[1])));
    }
}
