package io.miou.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Resource;
import io.miou.TaskFailedException;
import io.miou.net.ByteStream;
import io.miou.net.ClientResetException;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Serves the files of a directory by HTTP/1.1, on 127.0.0.1, until SIGINT (Ctrl-C) or SIGTERM. On Linux and macOS the
 * system copies a file to the connection by itself ({@code sendfile}); no byte of it comes into this program.
 *
 * <p>It knows {@code GET} and {@code HEAD} without ranges, and no request with a body: enough to show files, not a web
 * server for strangers.
 */
public final class FileServer {

    /** The time that a client has to send a request, and to take each mebibyte of the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PIECE = 1 << 20;

    private final Path root;

    /** Serves the files below a directory. */
    FileServer(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    /** Answers the requests of one client, in order. */
    void serve(ByteStream client) throws IOException, TimeoutException {
        FileRequests requests = new FileRequests(client);
        Optional<FileRequest> next = next(requests);
        while (next.isPresent()) {
            answer(client, next.get());
            next = next.get().keepsConnection() ? next(requests) : Optional.empty();
        }
    }

    private static Optional<FileRequest> next(FileRequests requests) throws IOException, TimeoutException {
        // The server limits how long a client may be idle, and this how long a request that has begun may take.
        requests.awaitNext();
        return Miou.timeout(PATIENCE, requests::next);
    }

    private void answer(ByteStream client, FileRequest request) throws IOException, TimeoutException {
        if (!request.isGet() && !request.isHead()) {
            refuse(client, request, "405 Method Not Allowed");
            return;
        }
        Optional<Path> file = Miou.blocking(() -> find(request.path()));
        if (file.isEmpty()) {
            refuse(client, request, "404 Not Found");
            return;
        }
        try (Owned<FileChannel> content = open(file.get())) {
            long size = content.get().size();
            client.write(head(request, "200 OK", size));
            if (request.isGet()) {
                send(client, content.get(), size);
            }
        }
    }

    private static Owned<FileChannel> open(Path file) throws IOException {
        // A cancellation between the two calls would leave an open file that no task owns.
        return Miou.shield(() -> Resource.own(Miou.blocking(() -> FileChannel.open(file)), FileChannel::close));
    }

    /** Sends a file in pieces: so a client that is slow has time, and one that takes nothing has not. */
    private static void send(ByteStream client, FileChannel content, long size) throws IOException, TimeoutException {
        for (long position = 0; position < size;) {
            long start = position;
            long sent = Miou.timeout(PATIENCE,
                    () -> client.transferFrom(content, start, Math.min(PIECE, size - start)));
            if (sent == 0) {
                throw new IOException("the file was cut while it was sent");
            }
            position += sent;
        }
    }

    /** Returns the file that a path means; empty if there is none, or it is outside of the directory. */
    private Optional<Path> find(String path) {
        try {
            Path file = root.resolve(path.substring(1)).toRealPath();
            if (Files.isDirectory(file)) {
                file = file.resolve("index.html").toRealPath();
            }
            return file.startsWith(root) && Files.isRegularFile(file) && Files.isReadable(file)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static void refuse(ByteStream client, FileRequest request, String status) throws IOException {
        byte[] text = (status + "\n").getBytes(UTF_8);
        client.write(head(request, status, text.length));
        if (!request.isHead()) {
            client.write(text);
        }
    }

    private static byte[] head(FileRequest request, String status, long length) {
        return ("HTTP/1.1 " + status + "\r\nContent-Length: " + length
                + (request.keepsConnection() ? "" : "\r\nConnection: close") + "\r\n\r\n").getBytes(UTF_8);
    }

    private static void failed(SocketAddress peer, Throwable failure) {
        if (!(failure instanceof ClientResetException)) {
            System.err.println("client " + peer + ": " + failure.getMessage());
        }
    }

    /**
     * Starts the server.
     *
     * @param args the directory, and the port (7000; 0 for any)
     */
    public static void main(String[] args) {
        Arguments arguments = new Arguments("FileServer DIRECTORY [PORT]", args);
        Path root = Path.of(arguments.required("directory"));
        int port = arguments.number("port", 7000, 0, 65535);
        arguments.end();
        if (!Files.isDirectory(root)) {
            throw arguments.refuse("'" + root + "' is not a directory");
        }
        Server server = Server.at("127.0.0.1", port).signals("INT", "TERM").clients(1000).idle(PATIENCE)
                .failed(FileServer::failed).listening(address -> System.out.println("files of " + root
                        + " at http://127.0.0.1:" + ((InetSocketAddress) address).getPort() + "/; Ctrl-C ends it"));
        try {
            ServeReport report = Miou.run(() -> server.serve(new FileServer(root)::serve));
            System.out.println("clients served: " + report.served() + ", failed: " + report.failed());
        } catch (TaskFailedException e) {
            System.err.println(e.getCause() instanceof BindException
                    ? "cannot serve: " + e.getCause().getMessage() + ". Choose another port, or 0 for any that is free."
                    : "the server has failed: " + e.getCause());
            System.exit(1);
        }
    }
}
