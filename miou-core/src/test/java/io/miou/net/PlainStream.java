package io.miou.net;

/** A stream that has only what a {@link ByteStream} has to have. */
record PlainStream(TcpStream inner) implements ForwardingStream {
}
