package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Lookups of host names: shared while they are under way, and left by those that do not wait any longer. */
@Slow
class LookupsTest {

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    @OnEveryBackend
    void lookupsRacingWithCancellation_serveEveryWaiter(Variant variant) {
        Lookups lookups = new Lookups(host -> {
            if (host.endsWith("3")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[]{HERE};
        });
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < 300; round++) {
                String host = "host" + round % 10;
                List<Promise<List<InetAddress>>> near = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    near.add(Miou.async(() -> lookups.find(host)));
                }
                Promise<List<InetAddress>> far = Miou.call(() -> lookups.find(host));
                Miou.yield();
                near.get(round % 5).cancel();
                near.remove(round % 5);
                near.add(far);
                for (Promise<List<InetAddress>> one : near) {
                    Outcome<List<InetAddress>> outcome = one.awaitOutcome();
                    if (round % 10 == 3) {
                        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class, failure -> assertThat(
                                failure.cause()).isInstanceOf(UnknownHostException.class).hasMessage("host3"));
                    } else {
                        assertThat(outcome).isEqualTo(new Outcome.Success<>(List.of(HERE)));
                    }
                }
            }
        });
    }

    @OnEveryEngine
    void namesThatWaitForAThread_areForgottenWhenNobodyWaits(Variant variant) {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Lookups lookups = new Lookups(host -> {
            begun.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[]{HERE};
        });
        variant.run(() -> {
            List<Promise<List<InetAddress>>> crowd = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String host = "host" + i;
                crowd.add(Miou.async(() -> lookups.find(host)));
            }
            Miou.yield();
            Promise<List<InetAddress>> last = Miou.async(() -> lookups.find("last"));
            Miou.yield();
            crowd.forEach(Promise::cancel);
            gate.countDown();
            assertThat(last.await()).containsExactly(HERE);
            assertThat(begun.get()).isLessThan(300);
        });
    }

    @OnEveryEngine
    void answerForSeveral_isAnExceptionForEach(Variant variant) {
        Lookups lookups = new Lookups(host -> {
            throw new UnknownHostException(host + ": none");
        });
        variant.run(() -> {
            assertThatThrownBy(() -> lookups.find("host")).isExactlyInstanceOf(UnknownHostException.class)
                    .hasMessage("host: none").hasCauseInstanceOf(UnknownHostException.class);
            Lookups broken = new Lookups(_ -> {
                throw new AssertionError("broken");
            });
            assertThatThrownBy(() -> broken.find("host")).isInstanceOf(AssertionError.class);
        });
    }
}
