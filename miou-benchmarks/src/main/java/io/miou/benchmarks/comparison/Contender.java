package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A server that takes part.
 *
 * @param name as in the command line and in the report
 * @param command what starts it
 */
record Contender(String name, List<String> command) {

    /** Virtual threads on one thread, as the others. */
    static final List<String> ONE_CARRIER = List.of("-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    private static final String POOL = "pool";

    private static final Pattern NAME = Pattern.compile("c|virtual-threads|netty-\\w+|miou-\\w+(-\\w+)?");

    /** Refuses a name that no server has on any machine. */
    static void requireKnown(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no server is called '" + name
                    + "': choose from miou-nio, miou-epoll and miou-kqueue, each also with -carried, -portable or -pool"
                    + " (an echo with buffers of the domain's pool) at its end, netty-nio, netty-epoll, netty-kqueue,"
                    + " virtual-threads and c");
        }
    }

    /**
     * {@return the one of this name}
     *
     * @param name {@code miou-BACKEND}, {@code miou-BACKEND-FIBERS}, {@code miou-BACKEND-pool},
     *     {@code netty-TRANSPORT}, {@code virtual-threads} or {@code c}
     * @param exchange what it has to know
     * @param options for the JVM of the servers in Java
     */
    static Contender named(String name, Exchange exchange, List<String> options)
            throws UnavailableException, IOException, InterruptedException {
        requireKnown(name);
        Protocol protocol = exchange.protocol();
        String buffer = String.valueOf(exchange.bufferSize());
        List<String> parts = List.of(name.split("-"));
        List<String> java = new ArrayList<>(javaCommand(System.getProperty("java.class.path")));
        java.addAll(protocol.options());
        java.addAll(options);
        if (name.equals("c")) {
            if (protocol != Protocol.ECHO) {
                throw new UnavailableException("the server in C can only echo");
            }
            return new Contender(name, List.of(CompiledProgram.compile().toString(), buffer));
        }
        if (name.equals("virtual-threads")) {
            java.addAll(ONE_CARRIER);
            return new Contender(name, with(java, protocol.virtualThreads(), buffer));
        }
        if (parts.getFirst().equals("netty")) {
            return new Contender(name, with(java, protocol.netty(), parts.get(1), buffer));
        }
        java.add("-Dmiou.backend=" + parts.get(1));
        if (parts.size() == 3 && parts.get(2).equals(POOL)) {
            if (protocol != Protocol.ECHO) {
                throw new UnavailableException("only the echo server has a form with buffers of the pool");
            }
            return new Contender(name, with(java, protocol.miou(), buffer, POOL));
        }
        if (parts.size() == 3) {
            java.add("-Dmiou.fibers=" + parts.get(2));
            java.addAll(ONE_CARRIER);
        }
        return new Contender(name, with(java, protocol.miou(), buffer));
    }

    /** The same JVM and the same options for all: a collector of one thread, as there is one processor. */
    static List<String> javaCommand(String classPath) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-Xmx1g", "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", classPath);
    }

    private static List<String> with(List<String> java, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(java);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
