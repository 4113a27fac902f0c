package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Hook;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskBuilder;
import io.miou.spi.Backend;
import io.miou.sync.Computation;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rule 23: what needs a current task is refused where there is none; what does not, works on any thread. */
class Rule23CurrentTaskTest {

    /** The objects of a test that were made on a fiber. */
    private record Things(Promise<Integer> promise, Orphans<Integer> orphans, Owned<String> resource,
            TaskBuilder builder, Trigger trigger, Computation<Integer> computation) {

        static Things make() {
            Trigger trigger = new Trigger();
            trigger.signal();
            Computation<Integer> computation = new Computation<>();
            computation.tryReturn(1);
            return new Things(Miou.async(() -> 1), Miou.orphans(), Resource.own("r", _ -> {
            }), Miou.task(), trigger, computation);
        }

        void finish() {
            assertThat(promise.await()).isEqualTo(1);
            assertThat(orphans.isEmpty()).isTrue();
            resource.close();
        }

        /** Every call that suspends, starts, owns, or asks who one is: also where it would have nothing to wait for. */
        Map<String, ThrowingCallable> needTask() {
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("async", () -> ignore(Miou.async(() -> 1)));
            calls.put("async action", () -> ignore(Miou.async(() -> {
            })));
            calls.put("call", () -> ignore(Miou.call(() -> 1)));
            calls.put("call action", () -> ignore(Miou.call(() -> {
            })));
            calls.put("task async", () -> ignore(builder.async(() -> 1)));
            calls.put("task call", () -> ignore(builder.call(() -> 1)));
            calls.put("parallel", () -> Miou.parallel(List.of(1), input -> input));
            calls.put("parallel of nothing", () -> Miou.parallel(List.of(), input -> input));
            calls.put("map", () -> Miou.map(List.of(1), input -> input));
            calls.put("map of nothing", () -> Miou.map(List.of(), input -> input));
            calls.put("everywhere", () -> Miou.everywhere(() -> {
            }));
            calls.put("awaitOne", () -> Miou.awaitOne(List.of(promise)));
            calls.put("awaitFirst", () -> Miou.awaitFirst(List.of(promise)));
            calls.put("awaitAll", () -> Miou.awaitAll(List.of(promise)));
            calls.put("awaitAll varargs", () -> Miou.<Integer>awaitAll(promise));
            calls.put("awaitAll of nothing", () -> Miou.awaitAll(List.of()));
            calls.put("all", () -> Miou.all(List.of(promise)));
            calls.put("all varargs", () -> Miou.<Integer>all(promise));
            calls.put("all of nothing", () -> Miou.all(List.of()));
            calls.put("await a future", () -> Miou.await(CompletableFuture.completedFuture(1)));
            calls.put("orphans", Miou::orphans);
            calls.put("yield", Miou::yield);
            calls.put("sleep", () -> Miou.sleep(Duration.ofNanos(1)));
            calls.put("sleep zero", () -> Miou.sleep(Duration.ZERO));
            calls.put("timeout", () -> Miou.timeout(Duration.ofDays(1), () -> 1));
            calls.put("until", () -> Miou.until(new Trigger(), () -> 1));
            calls.put("shield", () -> Miou.shield(() -> 1));
            calls.put("blocking", () -> Miou.blocking(() -> 1));
            calls.put("blocking with onCancel", () -> Miou.blocking(() -> 1, () -> {
            }));
            calls.put("protect", () -> Miou.protect(() -> 1, _ -> {
            }));
            calls.put("backend", () -> Miou.backend(Backend.class));
            calls.put("await", promise::await);
            calls.put("awaitChecked", () -> promise.awaitChecked(Exception.class));
            calls.put("awaitOutcome", promise::awaitOutcome);
            calls.put("cancel", promise::cancel);
            calls.put("orphans size", orphans::size);
            calls.put("orphans get", orphans::get);
            calls.put("own", () -> Resource.own("x", _ -> {
            }));
            calls.put("check", resource::check);
            calls.put("disown", resource::disown);
            calls.put("adopt", resource::adopt);
            calls.put("transfer", resource::transfer);
            calls.put("close", resource::close);
            calls.put("get", resource::get);
            calls.put("self", Miou::self);
            calls.put("Domain.self", Domain::self);
            calls.put("Domain.pool", Domain::pool);
            calls.put("Hook.add", () -> Hook.add(() -> {
            }));
            calls.put("Trigger.await", trigger::await);
            calls.put("Computation.await", computation::await);
            return calls;
        }

        private static void ignore(Promise<?> promise) {
            throw new AssertionError("a task was started: " + promise);
        }

        /** Calls everything that is safe on any thread. */
        void useFromAnyThread() {
            assertThat(Miou.launcher()).isNotNull();
            assertThat(Miou.task()).isNotNull();
            assertThat(Miou.dump().roots()).isNotEmpty();
            assertThat(promise.state()).isNotNull();
            assertThat(promise.id()).isPositive();
            assertThat(promise.name()).isNotEmpty();
            assertThat(promise.domain().id()).isZero();
            assertThat(promise.toString()).isNotEmpty();
            assertThat(resource.ownership()).isNotNull();
            assertThat(resource.toString()).contains("r");
            Trigger own = new Trigger();
            List<String> events = new ArrayList<>();
            own.onSignal(() -> events.add("signalled"));
            assertThat(own.isSignalled()).isFalse();
            assertThat(own.signal()).isTrue();
            assertThat(events).containsExactly("signalled");
            Computation<Integer> answer = new Computation<>();
            assertThat(answer.isRunning()).isTrue();
            assertThat(answer.peek()).isEmpty();
            assertThat(answer.tryCapture(() -> 42)).isTrue();
            assertThat(answer.tryReturn(43)).isFalse();
            assertThat(answer.tryCancel(new IllegalStateException())).isFalse();
            assertThat(answer.peek()).contains(new Outcome.Success<>(42));
        }
    }

    private static void assertRefused(Things things, String... allowed) {
        things.needTask().forEach((name, call) -> {
            if (List.of(allowed).contains(name)) {
                assertThatCode(call).as(name).doesNotThrowAnyException();
            } else {
                assertThat(catchThrowable(call)).as(name).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    @OnEveryBackend
    void outsideAFiber_whatNeedsATaskIsRefused(Variant variant) {
        variant.run(() -> {
            Things things = Things.make();
            Foreign.call(() -> {
                assertRefused(things);
                return true;
            });
            things.finish();
        });
    }

    @OnEveryBackend
    void onAVirtualThreadOfOnesOwn_whatNeedsATaskIsRefused(Variant variant) {
        variant.run(() -> {
            Things things = Things.make();
            List<Throwable> thrown = new ArrayList<>();
            Thread own = Thread.ofVirtual().start(() -> thrown.add(catchThrowable(() -> assertRefused(things))));
            own.join();
            assertThat(thrown).containsOnlyNulls().hasSize(1);
            things.finish();
        });
    }

    @OnEveryBackend
    void inBlocking_whatNeedsATaskIsRefusedExceptForCheckAndGet(Variant variant) {
        variant.run(() -> {
            Things things = Things.make();
            Miou.blocking(() -> assertRefused(things, "check", "get"));
            things.finish();
        });
    }

    @OnEveryBackend
    void inAHook_whatNeedsATaskIsRefused(Variant variant) {
        variant.run(() -> {
            Things things = Things.make();
            Trigger done = new Trigger();
            List<Throwable> thrown = new ArrayList<>();
            Hook hook = Hook.add(() -> {
                if (thrown.isEmpty()) {
                    thrown.add(catchThrowable(() -> assertRefused(things)));
                    done.signal();
                }
            });
            done.await();
            hook.remove();
            assertThat(thrown).containsOnlyNulls().hasSize(1);
            things.finish();
        });
    }

    @Test
    void beforeAnyRun_whatNeedsATaskIsRefused() {
        assertThatThrownBy(Miou::yield).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Miou.run");
        assertThatThrownBy(() -> Miou.task().async(() -> 1)).isInstanceOf(IllegalStateException.class);
    }

    @OnEveryBackend
    void safeCalls_workOutsideFibersInBlockingAndInHooks(Variant variant) {
        variant.run(() -> {
            Things things = Things.make();
            Trigger done = new Trigger();
            List<Throwable> thrown = new ArrayList<>();
            Hook hook = Hook.add(() -> {
                if (thrown.isEmpty()) {
                    thrown.add(catchThrowable(things::useFromAnyThread));
                    done.signal();
                }
            });
            things.useFromAnyThread();
            Miou.blocking(things::useFromAnyThread);
            Foreign.call(() -> {
                things.useFromAnyThread();
                return true;
            });
            done.await();
            hook.remove();
            assertThat(thrown).containsOnlyNulls().hasSize(1);
            things.finish();
        });
    }

    @OnEveryBackend
    void runInsideAFiber_isRefused(Variant variant) {
        variant.run(() -> {
            Launcher launcher = variant.launcher();
            assertThatThrownBy(() -> Miou.run(() -> 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> launcher.run(() -> 1)).isInstanceOf(IllegalStateException.class);
            Miou.call(() -> {
                assertThatThrownBy(() -> launcher.run(() -> 1)).isInstanceOf(IllegalStateException.class);
            }).await();
            Miou.yield();
        });
    }

    @OnEveryBackend
    void runInBlocking_isARunOfItsOwn(Variant variant) {
        int answer = variant.run(() -> Miou.blocking(() -> variant.run(() -> Miou.async(() -> 42).await())));
        assertThat(answer).isEqualTo(42);
    }

    @OnEveryBackend
    void threadThatHasRun_hasNoTaskAfterwards(Variant variant) {
        variant.run(() -> Miou.yield());
        assertThatThrownBy(Domain::self).isInstanceOf(IllegalStateException.class);
    }
}
