package io.miou.helidon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A client that sends any bytes, and reads answers as text. */
final class RawClient implements AutoCloseable {

    private static final int MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(RunningServer server) throws IOException {
        socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(MILLIS);
        in = socket.getInputStream();
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Reads to the end of the stream. An end that the system reports as a reset counts too. */
    String readAll() throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        } catch (java.net.SocketException e) {
            // The server has closed with bytes of ours unread.
        }
        return text.toString();
    }

    /** Reads until the text has come. */
    String readUntil(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the end has come after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /** Reads what has come, without waiting. */
    String available() throws IOException {
        return new String(in.readNBytes(in.available()), ISO_8859_1);
    }

    byte[] readAllBytes() throws IOException {
        return readAll().getBytes(ISO_8859_1);
    }

    byte[] readBytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
