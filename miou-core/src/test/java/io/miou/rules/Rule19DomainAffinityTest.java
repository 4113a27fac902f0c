package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rule 19: a fiber resumes only on its own domain. Only the backend of that domain sees the readiness that the fiber
 * waits for.
 */
class Rule19DomainAffinityTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    private static TcpStream[] connection() throws IOException {
        try (TcpListener listener = TcpListener.bind(ANY_PORT)) {
            TcpStream client = TcpStream.connect(listener.localAddress());
            return new TcpStream[]{client, listener.accept()};
        }
    }

    /** Suspends in every way there is and notes the domain after each. */
    private static Set<Integer> domainsOfOneFiber() throws Exception {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Miou.yield();
            seen.add(Domain.self().id());
            Miou.sleep(Duration.ofNanos(1000));
            seen.add(Domain.self().id());
            int _ = Miou.call(() -> 1).await();
            seen.add(Domain.self().id());
            int _ = Miou.async(() -> 1).await();
            seen.add(Domain.self().id());
            Miou.blocking(Thread::yield);
            seen.add(Domain.self().id());
            Miou.await(CompletableFuture.runAsync(Thread::yield));
            seen.add(Domain.self().id());
            Trigger trigger = new Trigger();
            Thread.ofPlatform().start(trigger::signal);
            trigger.await();
            seen.add(Domain.self().id());
            TcpStream[] ends = connection();
            seen.add(Domain.self().id());
            Promise<Void> writer = Miou.task().give(ends[1]).call(() -> {
                try (TcpStream end = ends[1]) {
                    end.write(new byte[]{1});
                }
            });
            assertThat(ends[0].read(new byte[1])).isEqualTo(1);
            seen.add(Domain.self().id());
            writer.await();
            ends[0].close();
        }
        return seen;
    }

    @OnEveryBackend
    void fiberThatSuspendsInEveryWay_resumesOnItsOwnDomain(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            List<Promise<Set<Integer>>> children = new ArrayList<>();
            children.add(Miou.async(Rule19DomainAffinityTest::domainsOfOneFiber));
            for (Domain domain : Domain.pool()) {
                children.add(Miou.task().on(domain).call(Rule19DomainAffinityTest::domainsOfOneFiber));
            }
            for (Promise<Set<Integer>> child : children) {
                assertThat(child.await()).containsExactly(child.domain().id());
            }
            assertThat(children).extracting(child -> child.domain().id()).containsExactly(0, 1, 2, 3);
        });
    }

    @OnEveryBackend
    void fiberThatWaitsInTheJdk_resumesOnItsOwnDomain(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Miou.everywhere(() -> {
                Domain before = Domain.self();
                Thread.sleep(Duration.ofNanos(1000));
                assertThat(Domain.self()).isEqualTo(before);
                CompletableFuture<Void> future = CompletableFuture.runAsync(Thread::yield);
                future.get();
                assertThat(Domain.self()).isEqualTo(before);
            });
        });
    }

    @OnEveryBackend
    void readinessOfAStream_reachesTheFiberWhileEveryOtherDomainStands(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Domain waiting = Domain.pool().get(0);
            Domain standing = Domain.pool().get(1);
            TcpStream[] ends = connection();
            AtomicBoolean received = new AtomicBoolean();
            Promise<Integer> reader = Miou.task().give(ends[0]).on(waiting).call(() -> {
                try (TcpStream end = ends[0]) {
                    int count = end.read(new byte[1]);
                    received.set(true);
                    return count;
                }
            });
            Waiting.until(reader, "reading from");
            AtomicBoolean stands = new AtomicBoolean();
            Promise<Void> busy = Miou.task().on(standing).call(() -> {
                stands.set(true);
                spinUntil(received);
            });
            spinUntil(stands);
            ends[1].write(new byte[]{1});
            // This domain and the busy one poll nothing any more: only the reader's own can see that a byte has come.
            spinUntil(received);
            assertThat(reader.await()).isEqualTo(1);
            busy.await();
            ends[1].close();
        });
    }

    private static void spinUntil(AtomicBoolean flag) {
        while (!flag.get()) {
            Thread.onSpinWait();
        }
    }

    @OnEveryBackend
    void readinessOfAStreamThatHasMoved_reachesTheNewDomainWhileTheOldOneStands(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            TcpStream[] ends = connection();
            Promise<Integer> first = Miou.task().lend(ends[0]).async(() -> ends[0].read(new byte[1]));
            Waiting.until(first, "reading from");
            ends[1].write(new byte[]{1});
            assertThat(first.await()).isEqualTo(1);
            AtomicBoolean received = new AtomicBoolean();
            Promise<Integer> second = Miou.task().give(ends[0]).call(() -> {
                try (TcpStream end = ends[0]) {
                    int count = end.read(new byte[1]);
                    received.set(true);
                    return count;
                }
            });
            Waiting.until(second, "reading from");
            ends[1].write(new byte[]{2});
            spinUntil(received);
            assertThat(second.await()).isEqualTo(1);
            ends[1].close();
        });
    }
}
