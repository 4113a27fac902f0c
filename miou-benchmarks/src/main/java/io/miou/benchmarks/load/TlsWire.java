package io.miou.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted wire. A connection begins with its first message. It is kept for the next one, or each message has a
 * connection of its own, so that handshakes are counted.
 */
public final class TlsWire implements Wire {

    /** The attachment of the key of a connection whose server is to close it. */
    static final Integer RETIRED = -1;

    /** The bytes of three records, whose content is less than {@link Messages#CHUNK}. */
    private static final int THREE_RECORDS = 3 * (16384 + 256 + 5);

    private static final long SECOND = Duration.ofSeconds(1).toMillis();

    private final InetSocketAddress server;
    private final Messages messages;
    private final boolean kept;
    private final ClientEngines engines = new ClientEngines();
    private final Selector selector = Selector.open();
    private final @Nullable TlsClient[] clients;
    private final int[] answered;
    private final int[] ready;
    private final ByteBuffer pattern;
    private final ByteBuffer answer;
    private final ByteBuffer net = ByteBuffer.allocateDirect(THREE_RECORDS);

    private int found;

    /**
     * Opens nothing yet.
     *
     * @param server listens
     * @param connections at once
     * @param messages to exchange
     * @param kept whether a connection is kept for the next message
     */
    public TlsWire(InetSocketAddress server, int connections, Messages messages, boolean kept) throws IOException {
        this.server = server;
        this.messages = messages;
        this.kept = kept;
        clients = new TlsClient[connections];
        answered = new int[connections];
        ready = new int[connections];
        pattern = messages.pattern().asByteBuffer();
        answer = messages.answer().asByteBuffer();
    }

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public int connections() {
        return clients.length;
    }

    @Override
    public int await() throws IOException {
        found = 0;
        long end = System.nanoTime() + Duration.ofMillis(SECOND).toNanos();
        do {
            // Connections that end are no answer.
            selector.select(this::found, SECOND);
        } while (found == 0 && System.nanoTime() - end < 0);
        return found;
    }

    @Override
    public int look() throws IOException {
        found = 0;
        selector.selectNow(this::found);
        return found;
    }

    private void found(SelectionKey key) {
        Integer number = (Integer) key.attachment();
        if (number.equals(RETIRED)) {
            discard((SocketChannel) key.channel());
        } else {
            ready[found++] = number;
        }
    }

    private void discard(SocketChannel channel) {
        try (SocketChannel _ = channel.read(net.clear()) < 0 ? channel : null) {
            // It is closed at its end.
        } catch (IOException e) {
            try {
                channel.close();
            } catch (IOException second) {
                // It is gone.
            }
        }
    }

    @Override
    public int ready(int i) {
        return ready[i];
    }

    @Override
    public int receive(int connection) throws IOException {
        TlsClient client = clients[connection];
        if (client == null) {
            return 0;
        }
        int count = client.receive(answer.clear(), net);
        if (count < 0) {
            throw Wire.gone(connection);
        }
        answered[connection] += count;
        if (!kept && answered[connection] == messages.answerSize()) {
            client.retire(net);
            clients[connection] = null;
            answered[connection] = 0;
        }
        return count;
    }

    @Override
    public int send(int connection, int from, int length) throws IOException {
        TlsClient client = clients[connection];
        if (client == null) {
            client = new TlsClient(server, selector, connection, engines);
            clients[connection] = client;
        }
        ByteBuffer content = pattern.duplicate().clear().position(from).limit(from + length);
        return client.send(content, net) ? length : 0;
    }

    @Override
    public void close() throws IOException {
        for (TlsClient client : clients) {
            if (client != null) {
                client.close();
            }
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
