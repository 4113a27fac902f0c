package io.miou.cancellation;

import static io.miou.testing.AtEveryTurn.giveWay;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rule 9 for waits that consume children: stopped at whatever point, they have consumed what they return, or they throw
 * and every child is still there to be awaited, with what it transfers.
 */
@Slow
class JoinsAtEveryTurnTest {

    private static final int FIRST_ENDS = 2;
    private static final int SECOND_ENDS = 4;

    /** Two children that end at different times and transfer a resource each. */
    private static final class Children {
        final List<String> released = new ArrayList<>();
        final Map<String, Resource> resources = new HashMap<>();
        final Orphans<String> orphans = Miou.orphans();
        final Promise<String> first = orphans.add(child("first", FIRST_ENDS));
        final Promise<String> second = orphans.add(child("second", SECOND_ENDS));
        final List<Promise<String>> both = List.of(first, second);

        private Promise<String> child(String name, int turns) {
            return Miou.async(() -> {
                Resource resource = Resource.own(name, released::add);
                resources.put(name, resource);
                giveWay(turns);
                resource.transfer();
                return name;
            });
        }
    }

    /** The call in which the tested operations differ. */
    @FunctionalInterface
    private interface Join {
        Object apply(Children children);
    }

    /** Stops a join; it may have cancelled the child that it did not return, or must have left everything. */
    private static void stopAndCancel(Variant variant, Join join, boolean cancelsTheOther) {
        new AtEveryTurn<Children>() {
            @Override
            protected Children prepare() {
                return new Children();
            }

            @Override
            protected Object perform(Children children) {
                return join.apply(children);
            }

            @Override
            protected void check(Children children, Optional<Object> result, boolean begun) {
                List<Outcome<String>> outcomes = Miou.awaitAll(children.both);
                assertThat(children.orphans.isEmpty()).isTrue();
                if (result.isPresent() && cancelsTheOther) {
                    assertThat(outcomes).contains(new Outcome.Cancelled<>()).anyMatch(result.get()::equals);
                    assertThat(children.released).as("what the cancelled one had").hasSize(1);
                } else {
                    assertThat(outcomes).containsExactly(new Outcome.Success<>("first"),
                            new Outcome.Success<>("second"));
                    assertThat(children.released).isEmpty();
                }
                children.resources.keySet().removeAll(children.released);
                children.resources.values().forEach(Resource::close);
                assertThat(children.released).as("each is released once").containsExactlyInAnyOrder("first", "second");
            }
        }.stopAndCancel(variant);
    }

    @OnEveryBackend
    void await(Variant variant) {
        stopAndCancel(variant, children -> children.second.await(), false);
    }

    @OnEveryBackend
    void awaitChecked(Variant variant) {
        stopAndCancel(variant, children -> children.second.awaitChecked(IllegalStateException.class), false);
    }

    @OnEveryBackend
    void awaitOutcome(Variant variant) {
        stopAndCancel(variant, children -> children.first.awaitOutcome(), false);
    }

    @OnEveryBackend
    void awaitOne(Variant variant) {
        stopAndCancel(variant, children -> Miou.awaitOne(children.both), false);
    }

    @OnEveryBackend
    void awaitFirst(Variant variant) {
        stopAndCancel(variant, children -> Miou.awaitFirst(children.both), true);
    }

    @OnEveryBackend
    void awaitAll(Variant variant) {
        stopAndCancel(variant, children -> Miou.awaitAll(children.both), false);
    }

    @OnEveryBackend
    void all(Variant variant) {
        stopAndCancel(variant, children -> Miou.all(children.both), false);
    }

    @OnEveryBackend
    void orphansGet(Variant variant) {
        stopAndCancel(variant, children -> children.orphans.get().orElseThrow(), false);
    }

    @OnEveryBackend
    void orphansDrain(Variant variant) {
        stopAndCancel(variant, children -> children.orphans.drain(), false);
    }
}
