package io.miou.net;

import io.miou.Ownership;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream over a connection, with nothing but what a {@link ByteStream} has to have: its defaults do the rest. */
interface ForwardingStream extends ByteStream {

    TcpStream inner();

    @Override
    default int read(ByteBuffer target) throws IOException {
        return inner().read(target);
    }

    @Override
    default void write(ByteBuffer source) throws IOException {
        inner().write(source);
    }

    @Override
    default void shutdownOutput() throws IOException {
        inner().shutdownOutput();
    }

    @Override
    default Ownership ownership() {
        return inner().ownership();
    }

    @Override
    default ByteStream adopt() {
        inner().adopt();
        return this;
    }

    @Override
    default ByteStream transfer() {
        inner().transfer();
        return this;
    }
}
