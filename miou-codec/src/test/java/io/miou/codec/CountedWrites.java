package io.miou.codec;

import io.miou.Ownership;
import io.miou.Resource;
import io.miou.net.ByteStream;
import io.miou.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A stream that remembers which task has written, once for each write. */
final class CountedWrites implements ByteStream {

    private final ByteStream stream;
    private final List<Task<?>> writers = new ArrayList<>();

    CountedWrites(ByteStream stream) {
        this.stream = stream;
    }

    List<Task<?>> writers() {
        return writers;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return stream.read(target);
    }

    @Override
    public void awaitReadable() throws IOException {
        stream.awaitReadable();
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        writers.add(Task.current());
        stream.write(source);
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        writers.add(Task.current());
        stream.write(sources);
    }

    @Override
    public void shutdownOutput() throws IOException {
        stream.shutdownOutput();
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public Ownership ownership() {
        return stream.ownership();
    }

    @Override
    public void check() {
        stream.check();
    }

    @Override
    public void disown() {
        stream.disown();
    }

    @Override
    public ByteStream adopt() {
        Resource _ = stream.adopt();
        return this;
    }

    @Override
    public ByteStream transfer() {
        Resource _ = stream.transfer();
        return this;
    }
}
