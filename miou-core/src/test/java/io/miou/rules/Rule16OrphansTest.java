package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Rule 16: orphans belong to one parent. */
class Rule16OrphansTest {

    /** All calls of orphans. */
    private static final Map<String, Consumer<Orphans<Integer>>> USES = Map.of(
            "async", orphans -> {
                Promise<Integer> _ = orphans.async(() -> 1);
            },
            "call", orphans -> {
                Promise<Integer> _ = orphans.call(() -> 1);
            },
            "care", orphans -> {
                var _ = orphans.care();
            },
            "take", orphans -> {
                var _ = orphans.take();
            },
            "get", Orphans::get,
            "drain", Orphans::drain,
            "cancelAll", Orphans::cancelAll,
            "size", Orphans::size,
            "isEmpty", Orphans::isEmpty);

    private static void assertRefused(Orphans<Integer> orphans) {
        USES.forEach((name, use) -> assertThatThrownBy(() -> use.accept(orphans)).as(name)
                .isInstanceOf(IllegalStateException.class));
    }

    @OnEveryBackend
    void usedByAChildOnTheSameDomain_areAnIllegalState(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> _ = orphans.async(() -> 7);
            Miou.async(() -> assertRefused(orphans)).await();
            assertThat(orphans.drain()).as("unharmed").containsExactly(new Outcome.Success<>(7));
        });
    }

    @OnEveryBackend
    void usedByAChildOnAnotherDomain_areAnIllegalState(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> _ = orphans.async(() -> 7);
            Miou.call(() -> assertRefused(orphans)).await();
            assertThat(orphans.drain()).as("unharmed").containsExactly(new Outcome.Success<>(7));
        });
    }

    @OnEveryBackend
    void usedByOneOfTheOrphansItself_areAnIllegalState(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> _ = orphans.async(() -> {
                assertRefused(orphans);
                return 8;
            });
            assertThat(orphans.drain()).containsExactly(new Outcome.Success<>(8));
        });
    }

    @OnEveryBackend
    void usedOutsideFibers_areAnIllegalState(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Miou.blocking(() -> assertRefused(orphans));
            Foreign.call(() -> {
                assertRefused(orphans);
                return 0;
            });
            assertThat(orphans.isEmpty()).isTrue();
        });
    }

    @OnEveryBackend
    void usedByTheParentOfTheOwner_areAnIllegalState(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> ofChild = Miou.async(() -> Miou.<Integer>orphans()).await();
            assertRefused(ofChild);
        });
    }

    @OnEveryBackend
    void addingByAStranger_isAnIllegalState(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Miou.async(() -> {
                Promise<Integer> own = Miou.async(() -> 1);
                assertThatThrownBy(() -> {
                    Promise<Integer> _ = orphans.add(own);
                }).isInstanceOf(IllegalStateException.class);
                own.await();
            }).await();
            assertThat(orphans.isEmpty()).isTrue();
        });
    }

    @OnEveryBackend
    void addingAChildOfAnother_isNotAChild(Variant variant) {
        variant.run(() -> {
            Promise<Integer> ofMain = Miou.async(() -> 1);
            Miou.async(() -> {
                Orphans<Integer> own = Miou.orphans();
                assertThatThrownBy(() -> {
                    Promise<Integer> _ = own.add(ofMain);
                }).isInstanceOf(NotAChildError.class);
                assertThat(own.isEmpty()).isTrue();
            }).await();
            assertThat(ofMain.await()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void twoSetsOfOneParent_areBothItsOwn(Variant variant) {
        List<Outcome<Integer>> outcomes = variant.run(() -> {
            Orphans<Integer> first = Miou.orphans();
            Orphans<Integer> second = Miou.orphans();
            Promise<Integer> _ = first.async(() -> 1);
            Promise<Integer> _ = second.call(() -> 2);
            return List.of(second.get().orElseThrow(), first.get().orElseThrow());
        });
        assertThat(outcomes).containsExactly(new Outcome.Success<>(2), new Outcome.Success<>(1));
    }
}
