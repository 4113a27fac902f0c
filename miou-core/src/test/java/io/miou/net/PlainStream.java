package io.miou.net;

import io.miou.Ownership;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream with nothing but what a {@link ByteStream} has to have: its defaults do the rest. */
record PlainStream(TcpStream inner) implements ByteStream {

    @Override
    public int read(ByteBuffer target) throws IOException {
        return inner.read(target);
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        inner.write(source);
    }

    @Override
    public void shutdownOutput() throws IOException {
        inner.shutdownOutput();
    }

    @Override
    public Ownership ownership() {
        return inner.ownership();
    }

    @Override
    public PlainStream adopt() {
        inner.adopt();
        return this;
    }

    @Override
    public PlainStream transfer() {
        inner.transfer();
        return this;
    }
}
