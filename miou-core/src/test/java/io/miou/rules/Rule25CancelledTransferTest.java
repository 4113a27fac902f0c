package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rule 25: cancelling a child that has ended releases what it had transferred, no matter what caused the cancellation.
 */
class Rule25CancelledTransferTest {

    private final List<String> trail = new ArrayList<>();

    private int transferTwo() {
        Owned<String> older = Resource.own("older", value -> trail.add(value + " released"));
        Owned<String> younger = Resource.own("younger", value -> trail.add(value + " released"));
        older.transfer();
        younger.transfer();
        trail.add("transferred");
        return 1;
    }

    @OnEveryBackend
    void parentCancelledBeforeItConsumesTheSuccess_whatWasTransferredIsReleased(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Integer> _ = Miou.async(this::transferTwo);
                new Trigger().await();
            });
            while (trail.isEmpty()) {
                Miou.yield();
            }
            Miou.yield();
            parent.cancel();
            trail.add("parent cancelled");
        });
        assertThat(trail).containsExactly("transferred", "younger released", "older released", "parent cancelled");
    }

    @OnEveryBackend
    void limitPassesBeforeTheSuccessIsConsumedAndTheBodyReturns_whatWasTransferredIsReleased(Variant variant) {
        variant.run(() -> {
            Miou.async(() -> {
                Miou.timeout(Duration.ofMillis(20), () -> {
                    Promise<Integer> _ = Miou.async(this::transferTwo);
                    Miou.shield(() -> Miou.sleep(Duration.ofMillis(40)));
                    return 1;
                });
                trail.add("body has won");
            }).await();
        });
        assertThat(trail).containsExactlyInAnyOrder("transferred", "body has won", "younger released",
                "older released");
    }
}
