package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests a barrier, one step after the other. */
class BarrierTest {

    private final Trail trail = new Trail();

    @Test
    void lessThanOneParty_isRefused() {
        assertThatThrownBy(() -> new Barrier(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @OnEveryBackend
    void onlyParty_passesAtOnce(Variant variant) {
        variant.run(() -> {
            Barrier barrier = new Barrier(1);
            assertThat(barrier.await()).isTrue();
            assertThat(barrier.await()).isTrue();
        });
    }

    @OnEveryBackend
    void lastToArrive_letsAllGoOnInOrder_roundAfterRound(Variant variant) {
        variant.run(() -> {
            Barrier barrier = new Barrier(3);
            for (int round = 0; round < 2; round++) {
                List<Promise<Void>> others = new ArrayList<>();
                for (String name : List.of("a", "b")) {
                    others.add(Miou.async(() -> trail.add(name + " " + barrier.await())));
                    Waiting.until(others.getLast(), "a barrier of 3");
                }
                trail.add("arriving");
                trail.add("main " + barrier.await());
                Miou.awaitAll(others);
            }
        });
        List<String> round = List.of("arriving", "main true", "a false", "b false");
        assertThat(trail.events()).startsWith(round.toArray(String[]::new)).endsWith(round.toArray(String[]::new))
                .hasSize(8);
    }

    @OnEveryBackend
    void waiterThatIsCancelled_hasNotArrived(Variant variant) {
        variant.run(() -> {
            Barrier barrier = new Barrier(2);
            Promise<Boolean> cancelled = Miou.async(barrier::await);
            Waiting.until(cancelled, "a barrier");
            cancelled.cancel();
            Promise<Boolean> first = Miou.async(barrier::await);
            Waiting.until(first, "a barrier");
            assertThat(barrier.await()).isTrue();
            assertThat(first.await()).isFalse();
        });
    }

    @OnEveryBackend
    void partiesOfAllDomains_stayInTheSameRound(Variant variant) {
        int parties = 6;
        int rounds = 300;
        variant.launcher().domains(3).run(() -> {
            Barrier barrier = new Barrier(parties);
            AtomicInteger arrivals = new AtomicInteger();
            AtomicInteger last = new AtomicInteger();
            List<Outcome<Integer>> outcomes = Miou.parallel(IntStream.range(0, parties).boxed().toList(), _ -> {
                int wrong = 0;
                for (int round = 1; round <= rounds; round++) {
                    arrivals.incrementAndGet();
                    if (barrier.await()) {
                        last.incrementAndGet();
                    }
                    int seen = arrivals.get();
                    // All of this round, and none of the one after the next.
                    if (seen < round * parties || seen > (round + 1) * parties) {
                        wrong++;
                    }
                }
                return wrong;
            });
            assertThat(outcomes.stream().map(Outcome::get)).hasSize(parties).containsOnly(0);
            assertThat(last).hasValue(rounds);
        });
    }
}
