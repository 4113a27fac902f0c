package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.killers.Form;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand clients come to a server that may have 256 descriptors, and stay: it serves those that it has room for,
 * sleeps, says so once, and serves the others as soon as there is room.
 */
@Slow
class CrowdKillerTest {

    private static final Path SHELL = Path.of("/bin/bash");
    private static final int DESCRIPTORS = 256;
    private static final int CLIENTS = 1_000;
    private static final int ROUNDS = Form.of(1, 5);
    private static final Duration FULL = Duration.ofSeconds(1);

    /** A cold server, on a busy machine, is through with those that it has room for after some of these. */
    private static final int ATTEMPTS = 10;

    /** The server's log is silent for ten seconds after it has said so. */
    private static final int SECONDS_OF_SILENCE = 10;

    private static final int HANGS_MILLIS = 60_000;

    @OnEveryBackend
    @Timeout(600)
    void moreClientsThanDescriptors_areServedAsRoomIsMade(Variant variant) throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "there is no " + SHELL + " to lower the limit with");
        assumeTrue(OpenSockets.mayOpen() > CLIENTS, "this process may not open enough sockets");
        long start = System.nanoTime();
        Process process = FreshJvm.of(variant, CrowdServer.class).builderWithDescriptors(DESCRIPTORS).start();
        try (BufferedReader output = process.inputReader()) {
            int port = portOf(output);
            List<String> log = new ArrayList<>();
            FutureTask<Void> reader = io.miou.testing.Foreign.start(() -> {
                output.lines().forEach(log::add);
                return null;
            });
            Duration soonest = Duration.ofMillis(HANGS_MILLIS);
            for (int round = 0; round < ROUNDS; round++) {
                Duration again = comeAndGo(process, port);
                soonest = again.compareTo(soonest) < 0 ? again : soonest;
            }
            assertThat(soonest).as("from room to service, the soonest").isLessThan(Duration.ofSeconds(1));
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            // Its streams stay open: what it has written is read to the end.
            process.toHandle().destroyForcibly();
            reader.get();
            assertThat(log.stream().filter(line -> line.contains("cannot accept"))).as("%s", log)
                    .hasSizeBetween(1, 1 + (int) seconds / SECONDS_OF_SILENCE)
                    .allMatch(line -> line.contains("ulimit -n"));
            assertThat(log).noneMatch(line -> line.contains("Exception"));
        } finally {
            process.destroyForcibly();
        }
    }

    private static int portOf(BufferedReader output) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring("port ".length()));
            }
        }
        throw new AssertionError("the server has not started: " + lines);
    }

    /** Returns how long it took, the soonest time, until one was served after there was room again. */
    private static Duration comeAndGo(Process server, int port) throws Exception {
        List<Socket> waiting = new ArrayList<>();
        Duration soonest = Duration.ofMillis(HANGS_MILLIS);
        try {
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
                client.setSoTimeout(HANGS_MILLIS);
                // Its close leaves no port waiting behind.
                client.setSoLinger(true, 0);
                waiting.add(client);
                client.getOutputStream().write(i);
            }
            assertThat(waiting.getFirst().getInputStream().read()).isNotNegative();
            waiting.removeFirst().close();
            Duration used = FULL;
            for (int attempt = 1; attempt <= ATTEMPTS && used.compareTo(FULL.dividedBy(2)) >= 0; attempt++) {
                Duration before = processorTime(server);
                Thread.sleep(FULL);
                used = processorTime(server).minus(before);
            }
            assertThat(used).as("processor time while it is full").isLessThan(FULL.dividedBy(2));
            assertThat(served(waiting)).hasSizeBetween(1, DESCRIPTORS);
            while (!waiting.isEmpty()) {
                List<Socket> served = served(waiting);
                for (Socket client : served) {
                    client.close();
                }
                waiting.removeAll(served);
                if (!waiting.isEmpty()) {
                    // They are served in the order in which they came.
                    long room = System.nanoTime();
                    assertThat(waiting.getFirst().getInputStream().read()).isNotNegative();
                    Duration again = Duration.ofNanos(System.nanoTime() - room);
                    soonest = again.compareTo(soonest) < 0 ? again : soonest;
                    waiting.removeFirst().close();
                }
            }
            return soonest;
        } finally {
            for (Socket client : waiting) {
                client.close();
            }
        }
    }

    private static List<Socket> served(List<Socket> clients) throws IOException {
        List<Socket> served = new ArrayList<>();
        for (Socket client : clients) {
            if (client.getInputStream().available() > 0) {
                served.add(client);
            }
        }
        return served;
    }

    private static Duration processorTime(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
