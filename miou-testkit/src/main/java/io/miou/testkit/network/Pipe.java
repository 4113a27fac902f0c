package io.miou.testkit.network;

import io.miou.spi.Direction;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A direction of a connection: the bytes that were written and have not arrived, and the bytes that have arrived and
 * were not read. In order, as TCP has it. Confined to the domain that has the turn.
 */
final class Pipe {

    static final int CAPACITY = 1 << 16;

    private enum Kind {
        BYTES, END, RESET
    }

    private record Flying(Kind kind, ByteBuffer bytes, long due) {
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Net net;
    private final SimulatedStream writer;
    private final SimulatedStream reader;
    private final ArrayDeque<Flying> flying = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
    private int held;
    private int readable;
    private boolean ended;
    private boolean nothingMore;
    private long lastDue;

    Pipe(Net net, SimulatedStream writer, SimulatedStream reader) {
        this.net = net;
        this.writer = writer;
        this.reader = reader;
        this.lastDue = net.agenda().now();
    }

    // The writer's side

    int room() {
        return CAPACITY - held;
    }

    /** Takes bytes, at most as many as there is room for. */
    void write(ByteBuffer source, int count) {
        ByteBuffer copy = ByteBuffer.allocate(count);
        copy.put(source.slice(source.position(), count)).flip();
        source.position(source.position() + count);
        held += count;
        send(Kind.BYTES, copy);
    }

    void end() {
        if (!nothingMore) {
            nothingMore = true;
            send(Kind.END, NOTHING);
        }
    }

    void reset() {
        nothingMore = true;
        send(Kind.RESET, NOTHING);
    }

    private void send(Kind kind, ByteBuffer bytes) {
        long now = net.agenda().now();
        long due = now + net.dice().delay();
        if (due - lastDue < 0) {
            due = lastDue;
        }
        lastDue = due;
        flying.add(new Flying(kind, bytes, due));
        net.agenda().in(due - now, this::arrive);
    }

    private void arrive() {
        if (!writer.reaches(reader)) {
            net.holdUp(this::arrive);
            return;
        }
        for (Flying next = flying.peek(); next != null
                && next.due - net.agenda().now() <= 0; next = flying.peek()) {
            flying.remove();
            switch (next.kind) {
                case BYTES -> bytesArrive(next.bytes);
                case END -> endArrives();
                case RESET -> {
                    net.note("reset arrives at " + reader);
                    reader.resetArrives();
                }
            }
            reader.changed(Direction.READ);
        }
    }

    private void endArrives() {
        if (!reader.isReset()) {
            net.note("end of stream arrives at " + reader);
            ended = true;
        }
    }

    private void bytesArrive(ByteBuffer bytes) {
        if (reader.isReset()) {
            held -= bytes.remaining();
            return;
        }
        net.note(bytes.remaining() + " bytes arrive at " + reader);
        if (reader.isOpen()) {
            readable += bytes.remaining();
            arrived.add(bytes);
        } else {
            // The reader is closed: the sender's next operation fails.
            held -= bytes.remaining();
            reader.refuseBytes();
        }
    }

    // The reader's side

    int readable() {
        return readable;
    }

    /** {@return whether something is there or on its way that was not read} */
    boolean isUnread() {
        return held > 0;
    }

    /** {@return whether the end has arrived, behind the readable bytes} */
    boolean hasEnd() {
        return ended;
    }

    boolean isEnded() {
        return ended && readable == 0;
    }

    /** Gives bytes, at most as many as are readable. */
    void read(ByteBuffer target, int count) {
        int left = count;
        while (left > 0) {
            ByteBuffer first = arrived.getFirst();
            int part = Math.min(left, first.remaining());
            target.put(first.slice(first.position(), part));
            first.position(first.position() + part);
            if (!first.hasRemaining()) {
                arrived.removeFirst();
            }
            left -= part;
        }
        readable -= count;
        held -= count;
        writer.changed(Direction.WRITE);
    }

    /** Drops the bytes that have arrived. */
    void drop() {
        arrived.clear();
        held -= readable;
        readable = 0;
    }
}
