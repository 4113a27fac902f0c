package io.miou.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.StillHasChildrenError;
import io.miou.TaskExecutor;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.spi.Backend;
import io.miou.sync.Mutex;
import io.miou.sync.Trigger;
import io.miou.testkit.faults.Faults;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Checks the promises of a simulated world. */
class SimulationTest {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    // Time

    @Test
    void timeMovesWhenEverybodyIsIdle_soThatADayTakesNoTime() {
        Simulation.of(1).runIn(world -> {
            Promise<Void> other = Miou.call(() -> Miou.sleep(Duration.ofHours(12)));
            Miou.sleep(Duration.ofDays(1));
            other.await();
            assertThat(world.elapsed()).isEqualTo(Duration.ofDays(1));
        });
    }

    @Test
    void manualTime_movesByHandOnly() {
        Simulation.of(1).manualTime().runIn(world -> {
            List<String> trail = new ArrayList<>();
            Promise<Void> sleeper = Miou.async(() -> {
                Miou.sleep(Duration.ofSeconds(10));
                trail.add("slept");
            });
            world.advance(Duration.ofSeconds(9));
            trail.add("nine");
            world.advance(Duration.ofSeconds(1));
            sleeper.await();
            assertThat(trail).containsExactly("nine", "slept");
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(10));
        });
    }

    @Test
    void limits_areOfTheWorldsTime() {
        assertThatThrownBy(() -> Simulation.of(1)
                .run(() -> Miou.timeout(Duration.ofDays(365), () -> new Trigger().await())))
                .hasRootCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void limitOfInvokeAll_isOneOfTheWorldsTimeForAllTasks() {
        Simulation.of(1).runIn(world -> {
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                Callable<Integer> soon = () -> {
                    Miou.sleep(Duration.ofMinutes(40));
                    return 1;
                };
                Callable<Integer> late = () -> {
                    Miou.sleep(Duration.ofMinutes(80));
                    return 2;
                };
                List<Future<Integer>> futures = executor.invokeAll(List.of(soon, late), 1, TimeUnit.HOURS);
                assertThat(futures.get(0).resultNow()).isEqualTo(1);
                assertThat(futures.get(1).isCancelled()).isTrue();
                assertThat(world.elapsed()).isEqualTo(Duration.ofHours(1));
            }
        });
    }

    @Test
    void fibersThatOnlyYield_doNotHoldUpTheClock() {
        Simulation.of(1).run(() -> {
            boolean[] over = new boolean[1];
            Promise<Void> timer = Miou.async(() -> {
                Miou.sleep(Duration.ofSeconds(1));
                over[0] = true;
            });
            while (!over[0]) {
                Miou.yield();
            }
            timer.await();
        });
    }

    // Schedules

    /** The order in which the steps of two domains come. */
    private static String order(Schedule schedule, long seed) {
        StringBuffer order = new StringBuffer();
        Simulation.of(seed).domains(2).schedule(schedule).run(() -> {
            Domain first = Domain.pool().get(0);
            Domain second = Domain.pool().get(1);
            Miou.awaitAll(List.of(Miou.task().on(first).call(() -> steps(order, 'a')),
                    Miou.task().on(second).call(() -> steps(order, 'b'))));
        });
        return order.toString();
    }

    private static Void steps(StringBuffer order, char name) {
        for (int i = 0; i < 3; i++) {
            order.append(name);
            Miou.yield();
        }
        return null;
    }

    @Test
    void orderOfDomains_isFromTheSeedAndEveryOneComes() {
        Set<String> orders = new HashSet<>();
        for (long seed = 0; seed < 1000; seed++) {
            orders.add(order(Schedule.uniform(), seed));
        }
        // Three a and three b in any order.
        assertThat(orders).hasSize(20);
    }

    @Test
    void priorities_letADomainBeLateForLong() {
        Set<String> orders = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            orders.add(order(Schedule.priorities(0, 1), seed));
        }
        assertThat(orders).contains("aaabbb", "bbbaaa").doesNotContain("ababab");
    }

    // The same seed

    private static Trace traceOf(Simulation simulation) {
        World world = simulation.traceLimit(100_000).open();
        world.run(SimulationTest::busyProgram);
        return world.trace();
    }

    private static void busyProgram() throws Exception {
        try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
            Mutex mutex = new Mutex();
            Promise<Void> server = Miou.task().lend(listener).async(() -> {
                Orphans<Void> clients = Miou.orphans();
                for (int i = 0; i < 5; i++) {
                    TcpStream client = listener.accept();
                    var _ = clients.add(Miou.task().give(client).call(() -> echo(client)));
                }
                clients.drain();
            });
            List<Promise<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                clients.add(Miou.call(() -> talk(listener, mutex, number)));
            }
            assertThat(Miou.all(clients)).containsExactly(1000, 1001, 1002, 1003, 1004);
            server.await();
            int answer = Miou.blocking(() -> 42);
            assertThat(answer).isEqualTo(42);
        }
    }

    private static void echo(TcpStream client) throws Exception {
        try (client) {
            byte[] buffer = new byte[100];
            for (int count = client.read(buffer); count >= 0; count = client.read(buffer)) {
                client.write(java.nio.ByteBuffer.wrap(buffer, 0, count));
            }
        }
    }

    private static int talk(TcpListener listener, Mutex mutex, int number) throws Exception {
        try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
            byte[] message = "x".repeat(1000 + number).getBytes(US_ASCII);
            stream.write(message);
            stream.shutdownOutput();
            mutex.protect(() -> {
                Miou.sleep(Duration.ofMillis(3));
                return null;
            });
            return stream.inputStream().readAllBytes().length;
        }
    }

    @Test
    void sameSeed_givesTheSameRunEventForEvent() {
        for (long seed = 0; seed < 50; seed++) {
            Simulation simulation = Simulation.of(seed).domains(3).faults(Faults.rough());
            Trace first = traceOf(simulation);
            assertThat(first.events()).isGreaterThan(100);
            assertThat(traceOf(simulation)).as("seed %s", seed).isEqualTo(first);
        }
    }

    @Test
    void linesOfATrace_nameTheTasks() {
        World world = Simulation.of(3).traceLimit(1_000).open();
        world.run(() -> {
            try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
                Promise<Void> server = Miou.task().named("server").lend(listener).async(() -> echo(listener.accept()));
                Promise<Integer> client = Miou.task().named("client").call(() -> talk(listener, new Mutex(), 0));
                client.await();
                server.await();
            }
        });
        assertThat(world.trace().lines()).anyMatch(line -> line.contains(": client connects to "))
                .anyMatch(line -> line.contains(": server accepts "))
                .anyMatch(line -> line.contains(": client writes "))
                .anyMatch(line -> line.contains(": server reads "));
    }

    @Test
    void otherSeeds_giveOtherRuns() {
        Set<Long> hashes = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            hashes.add(traceOf(Simulation.of(seed)).hash());
        }
        assertThat(hashes).hasSize(50);
    }

    // The end

    @Test
    void deadlock_isReportedWithWhatEachTaskWaitsFor() {
        assertThatThrownBy(() -> Simulation.of(1).run(() -> {
            Mutex left = new Mutex();
            Mutex right = new Mutex();
            Miou.all(List.of(Miou.task().named("one").call(() -> both(left, right)),
                    Miou.task().named("other").call(() -> both(right, left))));
        })).isInstanceOf(StandstillError.class).hasMessageContainingAll("nothing in this world will ever wake", "one",
                "other");
    }

    private static Void both(Mutex first, Mutex second) {
        first.lock();
        Miou.sleep(Duration.ofMillis(1));
        second.lock();
        second.unlock();
        first.unlock();
        return null;
    }

    @Test
    void rulesHoldAsAnywhere() {
        assertThatThrownBy(() -> Simulation.of(1).run(() -> {
            var _ = Miou.call(() -> Miou.sleep(Duration.ofHours(1)));
        })).isInstanceOf(StillHasChildrenError.class);
    }

    @Test
    void disownedSocketThatIsLeft_isAnError() {
        assertThatThrownBy(() -> Simulation.of(1).run(() -> TcpListener.bind(ANYWHERE).disown()))
                .isInstanceOf(LeftBehindError.class).hasMessageContaining("simulated listener at");
    }

    @Test
    void childThatTakesItsTimeToEnd_isNotLeftBehind() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation.of(seed).run(() -> {
                assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1),
                        () -> Miou.call(() -> Miou.shield(() -> Miou.sleep(Duration.ofSeconds(9)))).await()))
                        .isInstanceOf(TimeoutException.class);
                Promise<Void> stubborn = Miou.call(() -> Miou.sleep(Duration.ofHours(1)));
                Miou.yield();
                stubborn.cancel();
            });
        }
    }

    @Test
    void channelOfTheBackendItself_isFoundToo() {
        assertThatThrownBy(() -> Simulation.of(1).run(() -> Miou.call(() -> Miou.backend(Backend.class)).await()
                .connect(new InetSocketAddress("127.0.0.1", 1)))).isInstanceOf(LeftBehindError.class);
    }

    @Test
    void world_isForOneRun() {
        World world = Simulation.of(1).open();
        world.run(() -> {
        });
        assertThatThrownBy(() -> world.run(() -> {
        })).isInstanceOf(IllegalStateException.class).hasMessageContaining("open another");
    }
}
