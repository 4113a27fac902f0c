package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.File;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program without a backend that has sockets works, until it opens a socket: the error says what to add. */
class NoBackendTest {

    /** The program for a JVM whose class path has no backend. */
    static final class Program {

        private Program() {
        }

        static void main(String[] arguments) {
            int sum = Miou.run(() -> {
                Miou.sleep(Duration.ofMillis(1));
                return Miou.async(() -> 20).await() + Miou.call(() -> 22).await();
            });
            System.out.println("sum " + sum);
            Miou.run(() -> {
                System.out.println("connect: " + catchThrowable(() -> TcpStream.connect("127.0.0.1", 7)));
                System.out.println("bind: " + catchThrowable(Loopback::listen));
                System.out.println("datagrams: " + catchThrowable(UdpSocketTest::bind));
                try (SocketChannel channel = SocketChannel.open()) {
                    System.out.println("adopt: " + catchThrowable(() -> TcpStream.adopt(channel)));
                }
            });
        }
    }

    @org.junit.jupiter.api.Test
    void classPathWithoutBackends_runsTasksAndNamesTheArtifactWhenASocketIsOpened() throws Exception {
        ProcessBuilder builder = FreshJvm.of(Program.class).builder();
        List<String> command = builder.command();
        int classPath = command.indexOf("-cp") + 1;
        command.set(classPath, Arrays.stream(command.get(classPath).split(File.pathSeparator))
                .filter(entry -> !entry.contains("miou-backend-")).collect(Collectors.joining(File.pathSeparator)));
        Path output = Files.createTempFile("no-backend", ".txt");
        try {
            Process process = builder.redirectOutput(output.toFile()).start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            List<String> lines = Files.readAllLines(output);
            assertThat(lines).as("what it wrote").contains("sum 42");
            for (String operation : List.of("connect: ", "bind: ", "datagrams: ", "adopt: ")) {
                assertThat(lines).filteredOn(line -> line.startsWith(operation)).singleElement().asString()
                        .contains("UnsupportedOperationException").contains("io.miou:miou-backend-nio");
            }
        } finally {
            Files.delete(output);
        }
    }

    /** A user's own backend, with nothing but sleeping and waking, which it leaves to a real one. */
    private record Socketless(Backend inner) implements Backend {

        @Override
        public void pollNow() throws IOException {
            inner.pollNow();
        }

        @Override
        public void poll(long timeoutNanos) throws IOException {
            inner.poll(timeoutNanos);
        }

        @Override
        public void wakeup() {
            inner.wakeup();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }

    private static BackendProvider socketless(Variant variant) {
        BackendProvider real = java.util.ServiceLoader.load(BackendProvider.class).stream()
                .map(java.util.ServiceLoader.Provider::get).filter(one -> one.name().equals(variant.backend()))
                .findFirst().orElseThrow();
        return new BackendProvider() {
            @Override
            public String name() {
                return "socketless";
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                return new Socketless(real.open(context));
            }
        };
    }

    @OnEveryBackend
    void backendOfAUserWithoutSockets_isNamedWhenASocketIsOpened(Variant variant) {
        variant.launcher().backend(socketless(variant)).run(() -> {
            assertThatThrownBy(() -> TcpStream.connect(Loopback.anyPort()))
                    .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("Socketless");
            assertThatThrownBy(Loopback::listen).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("Socketless");
            assertThatThrownBy(() -> Server.at(Loopback.anyPort()).serve(ByteStream::close))
                    .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("Socketless");
            assertThatThrownBy(UdpSocketTest::bind).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("Socketless");
            try (SocketChannel channel = SocketChannel.open()) {
                assertThatThrownBy(() -> TcpStream.adopt(channel)).isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("Socketless").hasMessageContaining("nio");
            }
            assertThat(Miou.call(() -> 1).await()).isEqualTo(1);
        });
    }
}
