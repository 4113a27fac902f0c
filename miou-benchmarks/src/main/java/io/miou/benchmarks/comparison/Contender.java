package io.miou.benchmarks.comparison;

import io.miou.benchmarks.echo.MiouEchoServer;
import io.miou.benchmarks.echo.NettyEchoServer;
import io.miou.benchmarks.echo.VirtualThreadEchoServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private static final int SMALLEST_BUFFER = 4096;

    /**
     * {@return the one of this name}
     *
     * @param name {@code miou-BACKEND}, {@code miou-BACKEND-FIBERS}, {@code netty-nio}, {@code netty-epoll},
     *     {@code virtual-threads} or {@code c}
     * @param messageSize in bytes; a buffer holds two, so that one is a short read
     * @param options for the JVM of the servers in Java
     */
    static Contender named(String name, int messageSize, List<String> options)
            throws UnavailableException, IOException, InterruptedException {
        String buffer = String.valueOf(Math.max(SMALLEST_BUFFER, 2 * messageSize));
        List<String> java = new ArrayList<>(javaCommand(System.getProperty("java.class.path")));
        java.addAll(options);
        List<String> parts = List.of(name.split("-"));
        List<String> command = switch (parts.getFirst()) {
            case "miou" -> {
                java.add("-Dmiou.backend=" + parts.get(1));
                if (parts.size() > 2) {
                    java.add("-Dmiou.fibers=" + parts.get(2));
                }
                yield with(java, MiouEchoServer.class, buffer);
            }
            case "netty" -> with(java, NettyEchoServer.class, parts.get(1));
            case "virtual" -> {
                java.addAll(ONE_CARRIER);
                yield with(java, VirtualThreadEchoServer.class, buffer);
            }
            case "c" -> List.of(CompiledProgram.compile().toString());
            default -> throw new IllegalArgumentException("no server is called " + name
                    + ": choose miou-nio, miou-epoll, netty-nio, netty-epoll, virtual-threads or c");
        };
        return new Contender(name, command);
    }

    /** The same JVM and the same options for everybody: a collector of one thread, as there is one processor. */
    static List<String> javaCommand(String classPath) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-Xmx1g", "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", classPath);
    }

    private static List<String> with(List<String> java, Class<?> main, String argument) {
        List<String> command = new ArrayList<>(java);
        command.add(main.getName());
        command.add(argument);
        return command;
    }
}
