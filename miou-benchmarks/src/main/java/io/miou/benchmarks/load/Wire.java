package io.miou.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * The client's end of many connections, numbered from 0. Confined to one thread, which waits in {@link #await} only.
 */
public interface Wire extends AutoCloseable {

    /** {@return the cheapest wire this machine has, connected} */
    static Wire connect(InetSocketAddress server, int connections, Messages messages) throws IOException {
        return EpollWire.isUsable()
                ? new EpollWire(server, connections, messages)
                : new NioWire(server, connections, messages);
    }

    String name();

    int connections();

    /** Waits until a connection can be read from, for a second at most. Returns how many can: see {@link #ready}. */
    int await() throws IOException;

    /** Looks for ready connections as {@link #await} does, without waiting. */
    int look() throws IOException;

    /** {@return the number of the i-th connection that the last await or look found} */
    int ready(int i);

    /** Receives into the answer of the messages. Returns how many bytes there were, 0 if none. */
    int receive(int connection) throws IOException;

    /** Sends so much of the pattern. Returns how many bytes were taken, 0 if none. */
    int send(int connection, int from, int length) throws IOException;

    /** Cuts the connections; nothing of them lingers, so that another ten thousand can be opened at once. */
    @Override
    void close() throws IOException;

    /** The error when a connection ends that should not. */
    static IOException gone(int connection) {
        return new IOException(
                "the server has closed connection " + connection + "; look for the reason in what it printed");
    }
}
