package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.AboutVariants;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The state that Java keeps for each thread belongs to each fiber, although fibers take turns on one thread. */
@AboutVariants
class ThreadStateTest {

    private final List<String> trail = new ArrayList<>();

    @OnEveryBackend
    void threadLocal_isEachFibersOwn(Variant variant) {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "initial");
        local.set("caller");
        variant.run(() -> {
            trail.add("main " + local.get());
            takeTurns(id -> {
                trail.add(id + " before " + local.get());
                local.set(id);
                Miou.yield();
                trail.add(id + " after " + local.get());
            });
            trail.add("later " + Miou.async(local::get).await());
        });
        trail.add("caller " + local.get());
        local.remove();
        assertThat(trail).containsExactly("main initial", "a before initial", "b before initial", "a after a",
                "b after b", "later initial", "caller caller");
    }

    @OnEveryBackend
    void inheritableThreadLocal_comesFromTheParent(Variant variant) {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        local.set("caller");
        variant.launcher().domains(1).run(() -> {
            trail.add("main " + local.get());
            local.set("main's");
            takeTurns(id -> {
                trail.add(id + " before " + local.get());
                local.set(id);
                Miou.yield();
                trail.add(id + " after " + local.get());
            });
            trail.add("on another domain " + Miou.call(local::get).await());
        });
        trail.add("caller " + local.get());
        local.remove();
        assertThat(trail).containsExactly("main caller", "a before main's", "b before main's", "a after a", "b after b",
                "on another domain main's", "caller caller");
    }

    @OnEveryBackend
    void scopedValue_isBoundInItsFiberOnly(Variant variant) {
        ScopedValue<String> value = ScopedValue.newInstance();
        variant.run(() -> {
            takeTurns(id -> ScopedValue.where(value, id).run(() -> {
                Miou.yield();
                trail.add(id + " sees " + value.orElse("nothing"));
                Miou.yield();
                ScopedValue.where(value, id + id).run(() -> {
                    Miou.yield();
                    trail.add(id + " sees " + value.orElse("nothing"));
                });
                trail.add(id + " sees " + value.orElse("nothing"));
            }));
            trail.add("main sees " + value.orElse("nothing"));
        });
        assertThat(trail).containsExactly("a sees a", "b sees b", "a sees aa", "a sees a", "b sees bb", "b sees b",
                "main sees nothing");
    }

    @OnEveryBackend
    void contextClassLoader_isEachFibersOwnAndComesFromTheParent(Variant variant) {
        ClassLoader callers = Thread.currentThread().getContextClassLoader();
        ClassLoader other = new ClassLoader("other", callers) {
        };
        variant.run(() -> {
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(callers);
            takeTurns(id -> {
                if (id.equals("a")) {
                    Thread.currentThread().setContextClassLoader(other);
                }
                Miou.yield();
                boolean changed = Thread.currentThread().getContextClassLoader() == other;
                boolean childs = Miou.async(() -> Thread.currentThread().getContextClassLoader() == other).await();
                trail.add(id + " changed " + changed + ", its child's " + childs);
            });
        });
        assertThat(trail).containsExactlyInAnyOrder("a changed true, its child's true",
                "b changed false, its child's false");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(callers);
    }

    @OnEveryBackend
    void monitorsHeldOverSuspensions_excludeOthersAndDoNotHangTheDomain(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        Object monitor = new Object();
        variant.launcher().domains(2).run(() -> Miou.everywhere(() -> {
            for (int round = 0; round < 50; round++) {
                Counter counter = new Counter();
                List<Promise<Void>> fibers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    fibers.add(Miou.async(() -> {
                        synchronized (monitor) {
                            synchronized (counter) {
                                int before = counter.value;
                                Miou.sleep(Duration.ofNanos(1_000));
                                counter.value = before + 1;
                            }
                        }
                    }));
                }
                Miou.awaitAll(fibers);
                assertThat(counter.value).isEqualTo(4);
            }
        }));
    }

    private static final class Counter {
        private int value;
    }

    private interface Turn {
        void run(String id) throws Exception;
    }

    /** Two fibers of this domain that run the same code. */
    private static void takeTurns(Turn turn) {
        Promise<Void> a = Miou.async(() -> turn.run("a"));
        Promise<Void> b = Miou.async(() -> turn.run("b"));
        Miou.all(List.of(a, b));
    }
}
