package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Streams in the Unix domain, and the file of their listener: who creates it, who removes it, and who does not. */
class UnixSocketTest {

    @TempDir
    Path folder;

    private UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(folder.resolve("socket"));
    }

    private Path file() {
        return address().getPath();
    }

    @OnEveryBackend
    void listenerWithoutAPath_isRefusedWithWords(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> TcpListener.bind(UnixDomainSocketAddress.of("")))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("name its path");
        });
    }

    @OnEveryBackend
    void bytes_goBothWays_andHalfClosesAreSeen(Variant variant) {
        byte[] bytes = Loopback.bytes(1 << 20, 1);
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(address())) {
                Promise<Void> echo = Miou.task().lend(listener).async(() -> {
                    try (TcpStream stream = listener.accept()) {
                        assertThat(stream).asString().contains("Unix stream", file().toString());
                        stream.inputStream().transferTo(stream.outputStream());
                    }
                });
                try (TcpStream client = TcpStream.connect(address())) {
                    assertThat(client).asString().contains("Unix stream", file().toString());
                    Promise<Void> writer = Miou.task().lend(client).async(() -> {
                        client.write(bytes);
                        client.shutdownOutput();
                    });
                    assertThat(Loopback.readToEnd(client)).isEqualTo(bytes);
                    writer.await();
                }
                echo.await();
                assertThat(listener).asString().contains("Unix listener", file().toString());
            }
        });
    }

    @OnEveryBackend
    void streamGivenToAnotherDomain_worksThere(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(address());
                    TcpStream client = TcpStream.connect(address())) {
                TcpStream server = listener.accept();
                Promise<Void> echo = Miou.task().give(server).call(() -> {
                    try (server) {
                        server.write(Loopback.read(server, 3));
                    }
                });
                Waiting.until(echo, "reading from");
                client.write(new byte[]{1, 2, 3});
                assertThat(Loopback.read(client, 3)).containsExactly(1, 2, 3);
                echo.await();
            }
        });
    }

    @OnEveryBackend
    void addresses_arePaths(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(address());
                    TcpStream client = TcpStream.connect(address());
                    TcpStream server = listener.accept()) {
                assertThat(listener.localAddress()).isEqualTo(address());
                assertThat(client.remoteAddress()).isEqualTo(address());
                assertThat(server.localAddress()).isEqualTo(address());
                assertThat(server.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
            }
        });
    }

    @OnEveryBackend
    void file_isThereWhileTheListenerIs_andTheAddressCanBeBoundAgainAtOnce(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 3; i++) {
                TcpListener listener = TcpListener.bind(address());
                assertThat(file()).exists();
                listener.close();
                assertThat(file()).doesNotExist();
            }
        });
    }

    @OnEveryBackend
    void relativePath_isRemovedToo(Variant variant) throws IOException {
        Path relative = Files.createTempDirectory(Path.of("target"), "unix");
        variant.run(() -> TcpListener.bind(UnixDomainSocketAddress.of(relative.resolve("s"))).close());
        Files.delete(relative);
    }

    @OnEveryBackend
    void listenerOfACancelledTask_removesItsFile(Variant variant) {
        variant.run(() -> {
            Promise<Void> acceptor = Miou.call(() -> TcpListener.bind(address()).accept().close());
            Waiting.until(acceptor, "accepting from");
            assertThat(file()).exists();
            acceptor.cancel();
            assertThat(file()).doesNotExist();
        });
    }

    @OnEveryBackend
    void runThatFails_removesTheFile_wherever(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Void> acceptor = Miou.call(() -> TcpListener.bind(address()).accept().close());
            Waiting.until(acceptor, "accepting from");
            throw new IllegalStateException("the run fails");
        })).hasMessageContaining("the run fails");
        assertThat(file()).doesNotExist();
    }

    @OnEveryBackend
    void listenerLeftToTheRun_removesItsFile(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            TcpListener.bind(address());
        })).isInstanceOf(io.miou.ResourceLeakedError.class);
        assertThat(file()).doesNotExist();
    }

    @OnEveryBackend
    void disownedListener_removesItsFileAtTheEndOfTheRun(Variant variant) {
        variant.run(() -> TcpListener.bind(address()).disown());
        assertThat(file()).doesNotExist();
    }

    @OnEveryBackend
    void newerSocketFileInPlaceOfTheFirst_isNotRemoved(Variant variant) {
        variant.run(() -> {
            TcpListener replaced = TcpListener.bind(address());
            Files.delete(file());
            try (TcpListener newer = TcpListener.bind(address())) {
                replaced.close();
                assertThat(file()).exists();
                TcpStream.connect(address()).close();
                newer.accept().close();
            }
            assertThat(file()).doesNotExist();
        });
    }

    @OnEveryBackend
    void plainFileInPlaceOfTheSocketFile_isNotRemoved(Variant variant) throws IOException {
        variant.run(() -> {
            try (TcpListener _ = TcpListener.bind(address())) {
                Files.delete(file());
                Files.writeString(file(), "precious");
            }
        });
        assertThat(file()).hasContent("precious");
        Files.delete(file());
    }

    @OnEveryBackend
    void socketFileRemovedBefore_closeDoesNotFail(Variant variant) {
        variant.run(() -> {
            try (TcpListener _ = TcpListener.bind(address())) {
                Files.delete(file());
            }
        });
    }

    @OnEveryBackend
    void staleFile_isABindExceptionThatSaysWhatToDo_andIsLeft(Variant variant) throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address()).close();
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            assertThatThrownBy(() -> TcpListener.bind(address())).isInstanceOf(BindException.class)
                    .hasMessageContaining(file().toString()).hasMessageContaining("delete it");
            before.assertUnchanged();
        });
        assertThat(file()).exists();
        Files.delete(file());
    }

    @OnEveryBackend
    void addressInUse_isABindException_andTheListenerThereGoesOn(Variant variant) {
        variant.run(() -> {
            try (TcpListener first = TcpListener.bind(address())) {
                assertThatThrownBy(() -> TcpListener.bind(address())).isInstanceOf(BindException.class);
                TcpStream.connect(address()).close();
                first.accept().close();
            }
        });
    }

    @OnEveryBackend
    void folderThatIsMissing_isAnIOExceptionWithoutThatAdvice(Variant variant) {
        variant.run(() -> assertThatThrownBy(
                () -> TcpListener.bind(UnixDomainSocketAddress.of(folder.resolve("missing/socket"))))
                .isInstanceOf(IOException.class).hasMessageNotContaining("delete it"));
    }

    @OnEveryBackend
    void connectWhereNobodyListens_isAnIOExceptionAndLeavesNothing(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            assertThatThrownBy(() -> TcpStream.connect(address())).isInstanceOf(IOException.class)
                    .hasMessageContaining(file().toString());
            Miou.sleep(Duration.ofNanos(1));
            before.assertUnchanged();
        });
    }
}
