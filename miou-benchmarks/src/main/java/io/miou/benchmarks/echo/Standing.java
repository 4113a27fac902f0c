package io.miou.benchmarks.echo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The common part of all servers: their address, its announcement, and their end. Any thread. */
public final class Standing {

    /** The exit status of a server that this machine lacks something for; the reason is on standard error. */
    public static final int UNAVAILABLE = 69;

    /** The number of connections that may wait to be accepted. */
    public static final int BACKLOG = 4096;

    private Standing() {
    }

    /** {@return any free port of 127.0.0.1} */
    public static InetSocketAddress freePort() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    /** Says at which port the server listens. */
    public static void announce(SocketAddress address) {
        System.out.println(((InetSocketAddress) address).getPort());
    }

    /**
     * Blocks the calling thread until standard input ends: the process that started the server has closed it, or has
     * died.
     */
    static void awaitEnd() throws IOException {
        while (System.in.read() >= 0) {
            // Whatever is written there means nothing.
        }
    }

    /** Lets the program exit, as a signal would, when its standard input ends. Returns at once. */
    public static void exitAtEndOfInput() {
        Thread.ofPlatform().daemon().name("until standard input ends").start(() -> {
            try {
                awaitEnd();
            } catch (IOException e) {
                System.err.println("standard input cannot be read, the server ends: " + e);
            }
            System.exit(0);
        });
    }

    /** Says why a client is cut off that does not keep to the protocol. */
    static void refuse(Throwable reason) {
        System.err.println("a client is cut off: " + reason.getMessage());
    }

    /** Ends the program, which lacks something. */
    public static void unavailable(Throwable reason) {
        System.err.println(reason.getMessage());
        System.exit(UNAVAILABLE);
    }
}
