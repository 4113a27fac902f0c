package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sockets and threads left behind in a proxy when all is quiet again.
 *
 * @param sockets open descriptors, beyond those of before
 * @param threads virtual threads, beyond those of before: fibers too are virtual threads
 * @param waiting clients that have not been told that their connection has ended
 * @param reported whether the proxy has told of a leak in its log
 */
record Leftovers(int sockets, int threads, int waiting, boolean reported) {

    private static final Duration LOOK = Duration.ofMillis(100);

    /**
     * The pattern of virtual threads that are not the JDK's. The JDK's own pollers, which start with the first wait for
     * a socket, have a name.
     */
    private static final Pattern VIRTUAL = Pattern.compile("#\\d+ \"(?![^\"]*Poller)[^\"]*\" virtual.*");

    /**
     * Lets clients and upstream fail, and counts when all is quiet.
     *
     * @param clients how many
     * @param patience how long to wait for what is left to go away
     */
    static Leftovers after(Mishap mishap, Upstream upstream, RunningServer proxy, int clients, Duration patience)
            throws UnavailableException, IOException, InterruptedException {
        if (!Files.isDirectory(descriptors(proxy))) {
            throw new UnavailableException("open descriptors are counted in /proc, which this system does not have");
        }
        // The first look leaves something behind itself: what the JVM needs to answer.
        int threadsBefore = threads(proxy);
        int socketsBefore = sockets(proxy);
        AtomicInteger waiting = new AtomicInteger();
        List<Socket> connections = Mishap.connect(proxy.address(), clients);
        try {
            mishap.begin(connections, upstream, waiting);
            long start = System.nanoTime();
            while (true) {
                Thread.sleep(LOOK);
                proxy.awaitQuiet();
                Leftovers left = new Leftovers(sockets(proxy) - socketsBefore, threads(proxy) - threadsBefore,
                        waiting.get(), proxy.said().contains("ResourceLeakedError") || proxy.said().contains("LEAK"));
                if (left.isNothing() || System.nanoTime() - start > patience.toNanos()) {
                    return left;
                }
            }
        } finally {
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    /** {@return whether the proxy is as it was before} */
    boolean isNothing() {
        return sockets == 0 && threads == 0 && waiting == 0;
    }

    private static Path descriptors(RunningServer proxy) {
        return Path.of("/proc", String.valueOf(proxy.pid()), "fd");
    }

    private static int sockets(RunningServer proxy) throws IOException {
        int count = 0;
        try (Stream<Path> all = Files.list(descriptors(proxy))) {
            for (Path descriptor : all.toList()) {
                try {
                    if (Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
                        count++;
                    }
                } catch (IOException e) {
                    // It was closed meanwhile.
                }
            }
        }
        return count;
    }

    private static int threads(RunningServer proxy) throws UnavailableException, IOException, InterruptedException {
        Path dump = Files.createTempFile("threads", ".txt");
        try {
            Command.run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    String.valueOf(proxy.pid()), "Thread.dump_to_file", "-overwrite", "-format=text", dump.toString());
            try (Stream<String> lines = Files.lines(dump)) {
                return (int) lines.filter(line -> VIRTUAL.matcher(line).matches()).count();
            }
        } finally {
            Files.delete(dump);
        }
    }

    @Override
    public String toString() {
        return "%7d %7d %7d %8s".formatted(sockets, threads, waiting, reported ? "yes" : "no");
    }
}
