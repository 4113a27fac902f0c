package io.miou.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.Commands;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** A client that is not ours. */
class NetcatTest {

    /**
     * Returns whether this is the netcat of OpenBSD. Only that one has -N, which half-closes the connection at the end
     * of its input.
     */
    private static boolean isOpenBsds(Path netcat) throws IOException {
        Process help = new ProcessBuilder(netcat.toString(), "-h").redirectErrorStream(true).start();
        return new String(help.getInputStream().readAllBytes(), UTF_8).contains("OpenBSD netcat");
    }

    @OnEveryBackend
    void netcat_getsItsTextBack(Variant variant) throws IOException {
        Optional<Path> netcat = Commands.find("nc");
        assumeTrue(netcat.isPresent() && isOpenBsds(netcat.get()), "there is no OpenBSD nc (package netcat-openbsd)");
        String text = "hello from netcat\n".repeat(20_000);
        variant.run(() -> {
            TcpListener listener = Loopback.listen();
            String port = String.valueOf(Loopback.port(listener.localAddress()));
            Promise<Long> echo = Miou.task().give(listener).async(() -> {
                try (listener; TcpStream client = listener.accept()) {
                    return client.inputStream().transferTo(client.outputStream());
                }
            });
            Process process = new ProcessBuilder(netcat.orElseThrow().toString(), "-N", "127.0.0.1", port).start();
            try {
                Promise<Void> typing = Miou.async(() -> Miou.blocking(() -> {
                    try (OutputStream input = process.getOutputStream()) {
                        input.write(text.getBytes(UTF_8));
                    }
                }));
                String answer = new String(Miou.blocking(() -> process.getInputStream().readAllBytes()), UTF_8);
                typing.await();
                assertThat(answer).isEqualTo(text);
                assertThat(echo.await()).isEqualTo(text.length());
                assertThat(process.waitFor()).isZero();
            } finally {
                process.destroyForcibly();
            }
        });
    }
}
