package io.miou.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.UdpSocketTest.Received;
import io.miou.testing.Commands;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams and Unix sockets with a peer that is not ours. */
class SocatTest {

    @TempDir
    Path folder;

    @BeforeEach
    void needsSocat() {
        assumeTrue(Commands.find("socat").isPresent(), "there is no socat (package socat)");
    }

    private static Process socat(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = Commands.find("socat").orElseThrow().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @OnEveryBackend
    void socatAsUnixClient_getsItsTextBack(Variant variant) {
        String text = "hello from socat\n".repeat(20_000);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("ours"));
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(address)) {
                Promise<Long> echo = Miou.task().lend(listener).async(() -> {
                    try (TcpStream client = listener.accept()) {
                        return client.inputStream().transferTo(client.outputStream());
                    }
                });
                Process process = socat("-t", "60", "-", "UNIX-CONNECT:" + address);
                try {
                    Promise<Void> typing = Miou.async(() -> Miou.blocking(() -> {
                        try (OutputStream input = process.getOutputStream()) {
                            input.write(text.getBytes(UTF_8));
                        }
                    }));
                    byte[] answer = Miou.blocking(() -> process.getInputStream().readAllBytes());
                    typing.await();
                    assertThat(new String(answer, UTF_8)).isEqualTo(text);
                    assertThat(echo.await()).isEqualTo(text.length());
                    assertThat(Miou.<Integer, InterruptedException>blocking(process::waitFor)).isZero();
                } finally {
                    process.destroyForcibly();
                }
            }
        });
    }

    @OnEveryBackend
    void socatAsUnixServer_echoesOurBytes(Variant variant) {
        // Less than a pipe holds: the socat that fills its own pipe waits for itself.
        byte[] bytes = Loopback.bytes(60_000, 3);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("theirs"));
        variant.run(() -> {
            Process process = socat("-t", "60", "UNIX-LISTEN:" + address, "PIPE");
            try (TcpStream stream = connectWhenItListens(address)) {
                Promise<Void> writer = Miou.task().lend(stream).async(() -> {
                    stream.write(bytes);
                    stream.shutdownOutput();
                });
                assertThat(Loopback.readToEnd(stream)).isEqualTo(bytes);
                writer.await();
            } finally {
                process.destroyForcibly();
            }
        });
    }

    private static TcpStream connectWhenItListens(SocketAddress address) throws IOException {
        for (int patience = 1000;; patience--) {
            try {
                return TcpStream.connect(address);
            } catch (IOException e) {
                if (patience == 0) {
                    throw e;
                }
                Miou.sleep(Duration.ofMillis(10));
            }
        }
    }

    @OnEveryBackend
    void socatAsUdpClient_getsItsDatagramBack(Variant variant) {
        variant.run(() -> {
            try (UdpSocket server = UdpSocketTest.bind()) {
                Promise<Received> echo = Miou.task().lend(server).async(() -> {
                    Received question = Received.from(server);
                    server.send(UTF_8.encode(question.text()), question.sender());
                    return question;
                });
                Process process = socat("-t", "60", "-", "UDP4:127.0.0.1:" + Loopback.port(server.localAddress()));
                try {
                    String text = "a datagram of socat";
                    byte[] answer = Miou.blocking(() -> {
                        process.getOutputStream().write(text.getBytes(UTF_8));
                        process.getOutputStream().flush();
                        return process.getInputStream().readNBytes(text.length());
                    });
                    assertThat(new String(answer, UTF_8)).isEqualTo(text).isEqualTo(echo.await().text());
                } finally {
                    process.destroyForcibly();
                }
            }
        });
    }

    @OnEveryBackend
    void socatAsUdpServer_echoesOurDatagram(Variant variant) {
        variant.run(() -> {
            SocketAddress address;
            try (UdpSocket free = UdpSocketTest.bind()) {
                address = free.localAddress();
            }
            Process process = socat("UDP4-LISTEN:" + Loopback.port(address) + ",bind=127.0.0.1", "PIPE");
            try (UdpSocket client = UdpSocketTest.bind()) {
                // What comes before socat listens is lost, as datagrams are.
                Optional<Received> answer = Optional.empty();
                for (int patience = 1000; answer.isEmpty() && patience > 0; patience--) {
                    client.send(UTF_8.encode("a datagram of ours"), address);
                    try {
                        answer = Optional.of(Miou.timeout(Duration.ofMillis(20), () -> Received.from(client)));
                    } catch (TimeoutException e) {
                        assertThat(process.isAlive()).as("socat runs").isTrue();
                    }
                }
                // Those that it has not read when the next one comes, it sends back as one.
                assertThat(answer.orElseThrow().sender()).isEqualTo(address);
                assertThat(answer.orElseThrow().text()).matches("(a datagram of ours)+");
            } finally {
                process.destroyForcibly();
            }
        });
    }
}
