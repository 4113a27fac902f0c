package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.StandardSocketOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A poll that finds nothing sleeps, and it returns in time. Early returns are allowed one by one; a backend that spins
 * makes hundreds of thousands of them.
 */
@Tag("slow")
abstract class SleepContract extends Contract {
    /** Far more than the early returns of a backend that sleeps, far less than those of one that spins. */
    static final int FEW = 200;

    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(300);

    /** {@return how many polls of a long timeout it takes to pass a short time} */
    static int pollsIn(Backend backend) throws IOException {
        long start = System.nanoTime();
        int polls = 0;
        for (; System.nanoTime() - start < WINDOW; polls++) {
            backend.poll(WINDOW);
        }
        return polls;
    }

    @Test
    void poll_nothingRegistered_returnsAfterEachTimeout() throws Exception {
        Background.run(() -> {
            for (long nanos : new long[]{1, 999, 1_000, 999_999, 1_000_000, 1_000_001, 20_000_000}) {
                for (int i = 0; i < 5; i++) {
                    driver.backend.poll(nanos);
                }
            }
        }).join();
    }

    @Test
    void pollNow_nothingReady_returns() throws Exception {
        Background.run(() -> {
            for (int i = 0; i < 10_000; i++) {
                driver.backend.pollNow();
            }
        }).join();
    }

    @Test
    void poll_longTimeouts_areAccepted() throws Exception {
        Background.run(() -> {
            for (long nanos : new long[]{Backend.FOREVER, Backend.FOREVER - 1, TimeUnit.DAYS.toNanos(365), 1L << 62}) {
                driver.backend.wakeup();
                driver.backend.poll(nanos);
            }
        }).join();
    }

    @Test
    void poll_idle_doesNotSpin() throws Exception {
        assertThat(pollsIn(driver.backend)).isLessThan(FEW);
    }

    @Test
    void poll_idle_usesNoProcessor() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isCurrentThreadCpuTimeSupported(),
                "this JVM does not measure the processor time of threads");
        Driver idle = driver;
        Pair pair = idle.pair();
        pair.server().watch(Direction.READ, new Flag());
        idle.pollSome();
        long before = threads.getCurrentThreadCpuTime();
        pollsIn(idle.backend);
        assertThat(threads.getCurrentThreadCpuTime() - before).isLessThan(WINDOW / 2);
    }

    @Test
    void poll_shortTimeouts_doNotSpin() throws Exception {
        long start = System.nanoTime();
        int polls = 0;
        for (; System.nanoTime() - start < WINDOW; polls++) {
            driver.backend.poll(2_000_000);
        }
        assertThat(polls).isLessThan(10 * FEW);
    }

    @Test
    void idleConnection_dataUnreadAndNobodyWatching_doesNotSpin() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1);
        driver.await(pair.server(), Direction.READ);
        assertThat(pollsIn(driver.backend)).isLessThan(FEW);
        assertThat(driver.read(pair.server(), 1)).containsExactly(1);
    }

    @Test
    void idleConnection_watchTakenBack_doesNotSpin() throws Exception {
        Pair pair = driver.pair();
        pair.server().watch(Direction.READ, new Flag());
        pair.server().watch(Direction.WRITE, new Flag());
        pair.server().unwatch(Direction.READ);
        pair.server().unwatch(Direction.WRITE);
        driver.write(pair.client(), (byte) 1);
        assertThat(pollsIn(driver.backend)).isLessThan(FEW);
    }

    @Test
    void idleConnection_writerServed_doesNotSpin() throws Exception {
        Pair pair = driver.pair();
        Flag reader = new Flag();
        pair.server().watch(Direction.READ, reader);
        driver.await(pair.server(), Direction.WRITE);
        assertThat(pollsIn(driver.backend)).isLessThan(FEW);
        assertThat(reader.calls()).isZero();
    }

    @Test
    void idleConnection_endedByPeer_doesNotSpin() throws Exception {
        Pair pair = driver.pair();
        Pair reset = driver.pair();
        driver.await(pair.server(), Direction.WRITE);
        driver.await(reset.server(), Direction.WRITE);
        pair.server().shutdownOutput();
        pair.client().close();
        reset.client().setOption(StandardSocketOptions.SO_LINGER, 0);
        reset.client().close();
        assertThat(pollsIn(driver.backend)).isLessThan(FEW);
        pair.server().watch(Direction.READ, new Flag());
        driver.await(reset.server(), Direction.READ);
        assertThat(pollsIn(driver.backend)).isLessThan(FEW);
    }

    @Test
    void listener_clientsWaitingAndNobodyAccepting_doesNotSpin() throws Exception {
        ListenHandle listener = driver.listen();
        driver.connect(listener.localAddress());
        driver.await(listener, Direction.READ);
        driver.connect(listener.localAddress());
        assertThat(pollsIn(driver.backend)).isLessThan(FEW);
        driver.accept(listener);
        driver.accept(listener);
    }
}
