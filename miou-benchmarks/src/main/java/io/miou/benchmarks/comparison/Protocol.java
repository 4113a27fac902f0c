package io.miou.benchmarks.comparison;

import io.miou.benchmarks.echo.MiouEchoServer;
import io.miou.benchmarks.echo.MiouRequestServer;
import io.miou.benchmarks.echo.NettyEchoServer;
import io.miou.benchmarks.echo.NettyRequestServer;
import io.miou.benchmarks.echo.Requests;
import io.miou.benchmarks.echo.VirtualThreadEchoServer;
import io.miou.benchmarks.echo.VirtualThreadRequestServer;
import io.miou.benchmarks.options.Choice;
import java.nio.ByteBuffer;

/** The protocols between clients and servers, with the servers in Java that implement them. */
enum Protocol {

    /** An echo: each byte that is sent comes back. */
    ECHO("echo", MiouEchoServer.class, NettyEchoServer.class, VirtualThreadEchoServer.class) {

        @Override
        byte[] message(byte[] body) {
            return body;
        }

        @Override
        byte[] answer(byte[] body) {
            return body;
        }
    },

    /** A request is taken apart and answered: see {@link Requests}. */
    REQUEST_RESPONSE("request-response", MiouRequestServer.class, NettyRequestServer.class,
            VirtualThreadRequestServer.class) {

        @Override
        byte[] message(byte[] body) {
            return ByteBuffer.allocate(Requests.LENGTH + body.length).putInt(body.length).put(body).array();
        }

        @Override
        byte[] answer(byte[] body) {
            ByteBuffer answer = ByteBuffer.allocate(Requests.LENGTH + Requests.ANSWER).putInt(Requests.ANSWER);
            while (answer.hasRemaining()) {
                answer.put(body, 0, Math.min(body.length, answer.remaining()));
            }
            return answer.array();
        }
    };

    private final String name;
    private final Class<?> miou;
    private final Class<?> netty;
    private final Class<?> virtualThreads;

    Protocol(String name, Class<?> miou, Class<?> netty, Class<?> virtualThreads) {
        this.name = name;
        this.miou = miou;
        this.netty = netty;
        this.virtualThreads = virtualThreads;
    }

    /** {@return the bytes that are sent for a message with this body} */
    abstract byte[] message(byte[] body);

    /** {@return the bytes that must come back for it} */
    abstract byte[] answer(byte[] body);

    Class<?> miou() {
        return miou;
    }

    Class<?> netty() {
        return netty;
    }

    Class<?> virtualThreads() {
        return virtualThreads;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Finds a protocol by its name. */
    static final class Converter extends Choice<Protocol> {

        Converter() {
            super(Protocol.class);
        }
    }
}
