package io.miou.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The JDK opens and keeps a socket of its own with the first socket of a process. The test kit does not count it as
 * left behind.
 */
class FirstSocketTest {

    /** A process that has had no socket yet. */
    static final class OneConnection {

        private OneConnection() {
        }

        static void main(String[] arguments) {
            OpenSockets before = OpenSockets.now();
            Miou.launcher().backend("nio").run(() -> {
                try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0));
                        TcpStream client = TcpStream.connect(listener.localAddress());
                        TcpStream server = listener.accept()) {
                    assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
                }
            });
            before.requireNoOther();
            System.out.println("nothing is left behind");
        }
    }

    @Test
    void programWithTheFirstSocketOfTheProcess_leavesNothingBehind() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), OneConnection.class.getName()).redirectErrorStream(true).start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        // Its stream stays open: what it has written is read to the end.
        process.toHandle().destroyForcibly();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ended).as("it ends; it wrote: %s", output).isTrue();
        assertThat(output).contains("nothing is left behind");
    }
}
