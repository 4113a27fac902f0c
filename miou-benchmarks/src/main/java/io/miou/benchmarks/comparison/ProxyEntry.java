package io.miou.benchmarks.comparison;

import io.miou.benchmarks.proxy.MiouProxy;
import io.miou.benchmarks.proxy.NettyProxy;
import io.miou.benchmarks.proxy.VirtualThreadProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A proxy that takes part.
 *
 * @param name {@code miou-BACKEND}, {@code netty-nio} or {@code virtual-threads}
 * @param program what it is
 * @param forgotten the line that is easily forgotten in it
 * @param options of its JVM
 */
record ProxyEntry(String name, Class<?> program, ForgottenLine forgotten, List<String> options) {

    static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    static ProxyEntry named(String name) {
        return switch (name) {
            case "miou-nio", "miou-epoll" -> new ProxyEntry(name, MiouProxy.class,
                    new ForgottenLine(MiouProxy.class, "try (client; TcpStream upstream = connect(settings)) {",
                            "TcpStream upstream = connect(settings);\n        try (client) {"),
                    List.of("-Dmiou.backend=" + name.substring("miou-".length())));
            case "netty-nio" -> new ProxyEntry(name, NettyProxy.class,
                    new ForgottenLine(NettyProxy.class, "            peer.close();\n", ""), List.of());
            case "virtual-threads" -> new ProxyEntry(name, VirtualThreadProxy.class,
                    new ForgottenLine(VirtualThreadProxy.class, "            to.close();\n", ""),
                    Contender.ONE_CARRIER);
            default -> throw new IllegalArgumentException("no proxy is called '" + name
                    + "': choose from miou-nio, miou-epoll, netty-nio and virtual-threads");
        };
    }

    /** {@return it as it is written, before the upstream at this port} */
    Contender before(int upstream, List<String> jvm) {
        return contender(System.getProperty("java.class.path"), upstream, jvm);
    }

    /** {@return it with its line forgotten; compiled into this directory} */
    Contender forgetful(Path directory, int upstream, List<String> jvm) throws IOException {
        return contender(forgotten.compile(directory, System.getProperty("java.class.path")), upstream, jvm);
    }

    private Contender contender(String classPath, int upstream, List<String> jvm) {
        List<String> command = new ArrayList<>(Contender.javaCommand(classPath));
        command.addAll(options);
        command.addAll(jvm);
        command.addAll(List.of(program.getName(), String.valueOf(upstream),
                String.valueOf(CONNECT_LIMIT.toMillis())));
        return new Contender("proxy-" + name, command);
    }
}
