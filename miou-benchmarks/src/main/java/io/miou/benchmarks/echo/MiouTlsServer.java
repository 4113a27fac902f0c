package io.miou.benchmarks.echo;

import io.miou.Owned;
import io.miou.codec.OpenSslEngines;
import io.miou.net.Buffers;
import io.miou.net.TcpStream;
import io.miou.net.Tls;
import io.miou.net.TlsStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An echo server on Miou that encrypts. A connection that waits has no buffer. */
public final class MiouTlsServer {

    private MiouTlsServer() {
    }

    /** @param args unused: the buffers are those of the domain */
    public static void main(String... args) throws IOException {
        Tls tls = ServerKeys.isOpenSsl()
                ? Tls.ofEngines(OpenSslEngines.forServer(ServerKeys.load(), null))
                : Tls.of(ServerKeys.jdkContext()).ciphers(ServerKeys.CIPHER);
        MiouServer.run(client -> echo(client, tls));
    }

    private static void echo(TcpStream client, Tls tls) throws IOException {
        try (TlsStream stream = TlsStream.server(client, tls)) {
            for (int count = 0; count >= 0;) {
                stream.awaitReadable();
                try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                    count = stream.read(buffer.get());
                    if (count > 0) {
                        stream.write(buffer.get().flip());
                    }
                }
            }
        }
    }
}
