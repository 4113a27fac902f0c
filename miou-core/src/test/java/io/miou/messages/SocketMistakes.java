package io.miou.messages;

import static io.miou.messages.Scene.clerk;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.messages.Mistake.Subject;
import io.miou.net.FileRegion;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.UdpSocket;
import io.miou.os.Processes;
import io.miou.os.Subprocess;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Mistakes with sockets. */
final class SocketMistakes {

    static final List<Mistake> ALL = List.of(Mistake.ofTheClerk("two readers", "is reading from", () -> {
        try (TcpListener listener = listen(); TcpStream stream = TcpStream.connect(listener.localAddress())) {
            beside(Miou.task().lend(stream).async(() -> stream.read(new byte[1])), "reading from",
                    () -> stream.read(new byte[1]));
        }
    }), Mistake.ofTheClerk("two acceptors", "already", () -> {
        try (TcpListener listener = listen()) {
            beside(Miou.task().lend(listener).async(() -> listener.accept().close()), "accept", () -> {
                try (TcpStream _ = listener.accept()) {
                    throw new AssertionError("a connection, and nobody has connected");
                }
            });
        }
    }), Mistake.ofTheClerk("two receivers", "already", () -> {
        try (UdpSocket socket = UdpSocket.bind(anyPort())) {
            beside(Miou.task().lend(socket).async(() -> socket.receive(ByteBuffer.allocate(1))), "receiv",
                    () -> socket.receive(ByteBuffer.allocate(1)));
        }
    }), Mistake.ofTheClerk("a write after shutdownOutput", "after shutdownOutput", () -> {
        try (TcpListener listener = listen(); TcpStream stream = TcpStream.connect(listener.localAddress())) {
            stream.shutdownOutput();
            stream.write(new byte[1]);
        }
    }), Mistake.ofTheClerk("a datagram to another than the peer", "and its peer is", () -> {
        try (UdpSocket socket = UdpSocket.bind(anyPort()); UdpSocket other = UdpSocket.bind(anyPort())) {
            socket.connect(other.localAddress());
            socket.send(ByteBuffer.allocate(1), socket.localAddress());
        }
    }), Mistake.ofTheClerk("a second reader of a pipe", "is reading from the", () -> {
        try (Subprocess process = sleeper()) {
            beside(Miou.task().lend(process).async(() -> process.stdio().read(new byte[1])), "suspended",
                    () -> process.stdio().read(new byte[1]));
        }
    }), Mistake.ofTheClerk("a write to a pipe that is closed", "after shutdownOutput or close", () -> {
        try (Subprocess process = sleeper()) {
            process.stdio().close();
            process.stdio().write(new byte[1]);
        }
    }), Mistake.ofTheClerk("a read from a pipe that is closed", "is closed", () -> {
        try (Subprocess process = sleeper()) {
            process.stdio().close();
            process.stdio().read(new byte[1]);
        }
    }), Mistake.ofTheClerk("a write to the errors of a process", "can only be read", () -> {
        try (Subprocess process = sleeper()) {
            process.stderr().write(new byte[1]);
        }
    }), Mistake.ofTheClerk("a socket closed before", "was closed by", () -> {
        TcpListener listener = listen();
        listener.close();
        TcpStream _ = listener.accept();
    }), new Mistake("a socket closed under a borrower", "was closed by its owner", Subject.CLERK,
            scene -> scene.said(() -> {
                TcpListener listener = listen();
                Promise<Throwable> borrower = clerk().lend(listener)
                        .async(() -> catchThrowable(() -> listener.accept().close()));
                Waiting.until(borrower, "accept");
                listener.close();
                return borrower.await();
            })), Mistake.ofTheCall("a stream that ends early", "3 bytes too early", () -> {
                try (TcpListener listener = listen(); TcpStream stream = TcpStream.connect(listener.localAddress())) {
                    listener.accept().close();
                    stream.readFully(ByteBuffer.allocate(3));
                }
            }), Mistake.ofTheCall("read into a read-only buffer", "is read-only", () -> {
                try (TcpListener listener = listen(); TcpStream stream = TcpStream.connect(listener.localAddress())) {
                    stream.read(ByteBuffer.allocate(1).asReadOnlyBuffer());
                }
            }), Mistake.ofTheCall("receive into a read-only buffer", "is read-only", () -> {
                try (UdpSocket socket = UdpSocket.bind(anyPort())) {
                    socket.receive(ByteBuffer.allocate(1).asReadOnlyBuffer());
                }
            }), Mistake.ofTheCall("a server without an address", "give one", Server::at),
            Mistake.ofTheCall("a server for no clients", "choose 1 or more", () -> Server.at(anyPort()).clients(0)),
            Mistake.ofTheCall("a limit of no time", "choose more than zero",
                    () -> Server.at(anyPort()).idle(Duration.ZERO)),
            Mistake.ofTheCall("a negative grace", "choose zero or more",
                    () -> Server.at(anyPort()).grace(Duration.ofNanos(-1))),
            Mistake.ofTheCall("a report of fewer than no clients", "choose 0 or more",
                    () -> new ServeReport(-1, 0, 0, 0, 0)),
            Mistake.ofTheCall("a backlog of nothing", "backlog cannot be 0",
                    () -> TcpListener.Options.standard().withBacklog(0)),
            Mistake.ofTheCall("a negative part of a file", "neither may be negative", () -> {
                Path path = Files.createTempFile("region", ".bin");
                try (FileChannel file = FileChannel.open(path)) {
                    FileRegion.of(file, -1, 1);
                } finally {
                    Files.delete(path);
                }
            }));

    private SocketMistakes() {
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    private static TcpListener listen() throws IOException {
        return TcpListener.bind(anyPort());
    }

    /** Does something while a child waits. */
    private static void beside(Promise<?> child, String activity, Action action) throws Exception {
        Waiting.until(child, activity);
        try {
            action.run();
        } finally {
            child.cancel();
        }
    }

    private static Subprocess sleeper() throws IOException {
        return Processes.start(new ProcessBuilder("sleep", "1000"));
    }
}
