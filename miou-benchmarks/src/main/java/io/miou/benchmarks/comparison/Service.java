package io.miou.benchmarks.comparison;

import io.miou.benchmarks.options.Choice;
import io.miou.benchmarks.services.Answer;
import io.miou.benchmarks.services.ExampleServer;
import io.miou.benchmarks.services.HelidonProgram;
import io.miou.benchmarks.services.JdkHttpServer;
import io.miou.benchmarks.services.NettyHttp2Server;
import io.miou.benchmarks.services.NettyHttpServer;
import io.miou.benchmarks.services.VirtualThreadHttpServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A protocol that everybody knows, the tool that measures it, and the servers that take part. */
enum Service {

    /** HTTP/1.1 by {@code CodecStream}. */
    HTTP(LoadTool.WRK, "codec", "netty", "helidon-miou", "helidon-own", "jdk", "virtual-threads"),

    /** The same with an answer that is made for each request. */
    HTTP_JSON(LoadTool.WRK, "codec", "netty", "helidon-miou", "helidon-own", "jdk", "virtual-threads"),

    /** HTTP/1.1 by Helidon. */
    HELIDON(LoadTool.WRK, "helidon-miou", "helidon-own", "netty", "jdk"),

    /** The same with an answer that is made for each request. */
    HELIDON_JSON(LoadTool.WRK, "helidon-miou", "helidon-own", "netty", "jdk"),

    /** HTTP/2 by {@code CodecStream}. */
    HTTP2(LoadTool.H2LOAD, "codec-h2", "netty-h2"),

    /** HTTP/2 by Helidon. */
    HELIDON_HTTP2(LoadTool.H2LOAD, "helidon-miou", "helidon-own", "netty-h2"),

    /** Redis by {@code CodecStream}. */
    REDIS(LoadTool.REDIS, "codec-redis", "redis-server"),

    /** Commands are sent 16 at a time. */
    REDIS_16(LoadTool.REDIS_16, "codec-redis", "redis-server");

    /** The examples take more domains than one, even on one processor. */
    private static final List<String> ONE_DOMAIN = List.of("-Dmiou.domains=0");

    private final LoadTool tool;
    private final List<String> contenders;

    Service(LoadTool tool, String... contenders) {
        this.tool = tool;
        this.contenders = List.of(contenders);
    }

    LoadTool tool() {
        return tool;
    }

    /** {@return the path of the requests} */
    String path() {
        return this == HTTP_JSON || this == HELIDON_JSON ? Answer.JSON_PATH : "/";
    }

    /** {@return the names; the first is compared with each of the others} */
    List<String> contenders() {
        return contenders;
    }

    /**
     * {@return the one of this name}
     *
     * @param options for the JVM of the servers in Java
     */
    static Contender contender(String name, List<String> options) throws IOException {
        return switch (name) {
            case "codec" -> java(name, options, ONE_DOMAIN, ExampleServer.class, "HttpServer");
            case "codec-h2" -> java(name, options, ONE_DOMAIN, ExampleServer.class, "Http2Server");
            case "codec-redis" -> java(name, options, ONE_DOMAIN, ExampleServer.class, "RedisServer");
            case "netty" -> java(name, options, List.of(), NettyHttpServer.class, "epoll");
            case "netty-h2" -> java(name, options, List.of(), NettyHttp2Server.class, "epoll");
            case "helidon-miou" -> java(name, options, List.of(), HelidonProgram.class, "miou");
            case "helidon-own" -> java(name, options, Contender.ONE_CARRIER, HelidonProgram.class, "own");
            case "jdk" -> java(name, options, Contender.ONE_CARRIER, JdkHttpServer.class);
            case "virtual-threads" ->
                java(name, options, Contender.ONE_CARRIER, VirtualThreadHttpServer.class);
            case "redis-server" -> redisServer(name);
            default -> throw new IllegalArgumentException("no server is called '" + name + "'");
        };
    }

    private static Contender java(String name, List<String> options, List<String> more, Class<?> main,
            String... arguments) {
        List<String> command = new ArrayList<>(Contender.javaCommand(System.getProperty("java.class.path")));
        command.addAll(more);
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new Contender(name, command);
    }

    /** It keeps nothing on the disk. It ends with its input, as the others do. */
    private static Contender redisServer(String name) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String script = "command -v redis-server >/dev/null || { echo 'there is no redis-server' >&2; exit 69; }; "
                + "exec 3<&0; (cat <&3 >/dev/null; kill -TERM $$) & echo " + port
                + "; exec redis-server --bind 127.0.0.1 --port " + port + " --save '' --appendonly no 3<&-";
        return new Contender(name, List.of("sh", "-c", script));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Finds a service by its name. */
    static final class Converter extends Choice<Service> {

        Converter() {
            super(Service.class);
        }
    }
}
