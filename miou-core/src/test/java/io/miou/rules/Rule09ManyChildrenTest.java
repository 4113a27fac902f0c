package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.List;
import java.util.Optional;

/** Rule 9, for waits of many children: they consume all or none. */
class Rule09ManyChildrenTest {

    @OnEveryBackend
    void drainCutShortAfterOneChildHasEnded_thatOneIsStillThereToBeAwaited(Variant variant) {
        variant.run(() -> {
            Orphans<String> orphans = Miou.orphans();
            Trigger stop = new Trigger();
            Trigger goOn = new Trigger();
            Promise<String> _ = orphans.async(() -> "first");
            Promise<String> _ = orphans.async(() -> {
                goOn.await();
                return "second";
            });
            Promise<Boolean> stopper = Miou.async(() -> {
                Miou.yield();
                Miou.yield();
                return stop.signal();
            });
            assertThat(Miou.until(stop, orphans::drain)).as("the drain was stopped").isEmpty();
            assertThat(orphans.size()).isEqualTo(2);
            goOn.signal();
            assertThat(orphans.drain()).containsExactly(new Outcome.Success<>("first"),
                    new Outcome.Success<>("second"));
            stopper.await();
        });
    }

    @OnEveryBackend
    void triggerFiresAfterAllChildrenHaveEnded_noneIsCancelled(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            Optional<List<Outcome<String>>> outcomes = Miou.until(stop, () -> {
                Promise<String> first = Miou.async(() -> "first");
                Miou.yield();
                Promise<String> second = Miou.async(() -> "second");
                Promise<Boolean> _ = Miou.async(() -> stop.signal());
                List<Outcome<String>> both = Miou.awaitAll(List.of(first, second));
                assertThat(stop.isSignalled()).as("the trigger fires between the end of the wait and its return")
                        .isTrue();
                return both;
            });
            assertThat(outcomes).contains(List.of(new Outcome.Success<>("first"), new Outcome.Success<>("second")));
        });
    }
}
