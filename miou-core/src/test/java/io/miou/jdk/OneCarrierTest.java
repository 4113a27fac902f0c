package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Several domains in a JVM whose scheduler of virtual threads has one thread: all fibers and all virtual threads beside
 * them make progress.
 */
@Slow
class OneCarrierTest {

    private static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";

    /** Four domains that wait for each other in every way. */
    static final class FourDomains {
        public static void main(String[] args) {
            Miou.launcher().domains(4).run(() -> {
                for (int round = 0; round < 100; round++) {
                    List<Outcome<Integer>> results = Miou.parallel(List.of(1, 2, 3, 4), FourDomains::work);
                    if (results.stream().mapToInt(Outcome::get).sum() != 30) {
                        throw new AssertionError("wrong: " + results);
                    }
                }
                System.out.println("echoed " + echo());
            });
            System.out.println("the end");
        }

        private static int work(int number) throws Exception {
            Promise<Integer> far = Miou.call(() -> {
                Miou.sleep(Duration.ofNanos(50_000));
                return number;
            });
            Promise<Integer> near = Miou.async(() -> {
                Miou.yield();
                return number;
            });
            return far.await() + near.await() + Miou.blocking(() -> number);
        }

        private static String echo() throws Exception {
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                Promise<String> client = Miou.call(() -> {
                    try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
                        stream.write("hello".getBytes(StandardCharsets.US_ASCII));
                        stream.shutdownOutput();
                        return new String(stream.inputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    }
                });
                try (TcpStream stream = listener.accept()) {
                    stream.write(stream.inputStream().readAllBytes());
                }
                return client.await();
            }
        }
    }

    @OnEveryBackend
    void fourDomains_doNotDeadlockOrStall(Variant variant) throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(variant, FourDomains.class, ONE_CARRIER).run();
        assertThat(ended.output().lines()).containsExactly("echoed hello", "the end");
        assertThat(ended.exitCode()).isZero();
    }

    /** Four domains that are always busy, until virtual threads beside them are through. */
    static final class BusyDomains {

        private static final int ROUNDS = 300;

        public static void main(String[] args) {
            Semaphore started = new Semaphore(0);
            Thread[] foreign = new Thread[2];
            for (int i = 0; i < foreign.length; i++) {
                foreign[i] = Thread.ofVirtual().start(() -> {
                    started.acquireUninterruptibly();
                    for (int round = 0; round < ROUNDS; round++) {
                        Thread.yield();
                    }
                });
            }
            Miou.launcher().domains(3).run(() -> Miou.everywhere(() -> {
                started.release(1);
                List<Promise<Long>> busy = List.of(Miou.async(() -> turnsBeside(foreign)),
                        Miou.async(() -> turnsBeside(foreign)));
                Miou.all(busy);
            }));
            System.out.println("the end");
        }

        private static long turnsBeside(Thread[] foreign) {
            long turns = 0;
            while (foreign[0].isAlive() || foreign[1].isAlive()) {
                Miou.yield();
                turns++;
            }
            return turns;
        }
    }

    @OnEveryBackend
    void foreignVirtualThreadsBesideFourBusyDomains_getTheirTurns(Variant variant) throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(variant, BusyDomains.class, ONE_CARRIER).run();
        assertThat(ended.output().lines()).containsExactly("the end");
        assertThat(ended.exitCode()).isZero();
    }
}
