package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** A collection of promises is the program's own code: what it does while it is walked over does no harm. */
@Timeout(60)
class PromiseCollectionTest {

    /** Two promises, with something that is done between them. */
    private record Pair(Promise<Integer> first, Promise<Integer> second, Runnable between) {

        AbstractCollection<Promise<Integer>> collection() {
            return new AbstractCollection<>() {
                @Override
                public Iterator<Promise<Integer>> iterator() {
                    Iterator<Promise<Integer>> both = List.of(first, second).iterator();
                    return new Iterator<>() {
                        private boolean begun;

                        @Override
                        public boolean hasNext() {
                            return both.hasNext();
                        }

                        @Override
                        public Promise<Integer> next() {
                            if (begun) {
                                between.run();
                            }
                            begun = true;
                            return both.next();
                        }
                    };
                }

                @Override
                public int size() {
                    return 2;
                }
            };
        }
    }

    private static Promise<Integer> after(Trigger trigger, int value) {
        return Miou.async(() -> {
            trigger.await();
            return value;
        });
    }

    @OnEveryBackend
    void noPromises_areAllAwaitedAtOnce(Variant variant) {
        variant.run(() -> {
            assertThat(Miou.<Integer>awaitAll()).isEmpty();
            assertThat(Miou.<Integer>awaitAll(List.of())).isEmpty();
            assertThat(Miou.<Integer>all()).isEmpty();
            assertThat(Miou.<Integer>all(List.of())).isEmpty();
        });
    }

    @OnEveryBackend
    void collectionWhoseChildrenEndWhileItIsWalkedOver_isAwaited(Variant variant) {
        variant.run(() -> {
            Trigger one = new Trigger();
            Trigger two = new Trigger();
            Promise<Integer> first = after(one, 1);
            Promise<Integer> second = after(two, 2);
            Pair pair = new Pair(first, second, () -> {
                one.signal();
                while (first.state() == Promise.State.RUNNING) {
                    Miou.yield();
                }
                two.signal();
            });
            assertThat(Miou.awaitAll(pair.collection())).extracting(Outcome::get).containsExactly(1, 2);
        });
    }

    @OnEveryBackend
    void collectionThatAwaitsAnotherWithTheSamePromise_isAwaited(Variant variant) {
        variant.run(() -> {
            Trigger trigger = new Trigger();
            Promise<Integer> slow = after(trigger, 1);
            Pair pair = new Pair(slow, slow, () -> {
                Promise<Integer> quick = Miou.async(() -> 2);
                assertThat(Miou.awaitOne(List.of(slow, quick)).get()).isEqualTo(2);
                trigger.signal();
            });
            assertThat(Miou.awaitAll(pair.collection())).extracting(Outcome::get).containsExactly(1);
        });
    }
}
