package io.miou.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A wire for every operating system, on a selector. */
final class NioWire implements Wire {

    private static final long SECOND = Duration.ofSeconds(1).toMillis();

    private final Selector selector = Selector.open();
    private final SocketChannel[] channels;
    private final int[] ready;
    private final ByteBuffer pattern;
    private final ByteBuffer answer;

    private int found;

    NioWire(InetSocketAddress server, int connections, Messages messages) throws IOException {
        channels = new SocketChannel[connections];
        ready = new int[connections];
        pattern = messages.pattern().asByteBuffer();
        answer = messages.answer().asByteBuffer();
        try {
            for (int i = 0; i < connections; i++) {
                Pace.next(i);
                channels[i] = SocketChannel.open(server).setOption(StandardSocketOptions.TCP_NODELAY, true);
                channels[i].setOption(StandardSocketOptions.SO_LINGER, 0).configureBlocking(false);
                channels[i].register(selector, SelectionKey.OP_READ, i);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int connections() {
        return channels.length;
    }

    @Override
    public int await() throws IOException {
        found = 0;
        selector.select(this::found, SECOND);
        return found;
    }

    @Override
    public int look() throws IOException {
        found = 0;
        selector.selectNow(this::found);
        return found;
    }

    private void found(SelectionKey key) {
        ready[found++] = (Integer) key.attachment();
    }

    @Override
    public int ready(int i) {
        return ready[i];
    }

    @Override
    public int receive(int connection) throws IOException {
        int count = channels[connection].read(answer.clear());
        if (count < 0) {
            throw Wire.gone(connection);
        }
        return count;
    }

    @Override
    public int send(int connection, int from, int length) throws IOException {
        return channels[connection].write(pattern.clear().position(from).limit(from + length));
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            if (channel != null) {
                channel.close();
            }
        }
        selector.close();
    }
}
