package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests a trigger, one step after the other. */
class TriggerTest {

    private final Trail trail = new Trail();
    private final Trigger trigger = new Trigger();

    @Test
    void newTrigger_isNotSignalled() {
        assertThat(trigger.isSignalled()).isFalse();
        assertThat(trigger.toString()).contains("initial");
    }

    @Test
    void onlyTheFirstSignal_wins() {
        assertThat(trigger.signal()).isTrue();
        assertThat(trigger.isSignalled()).isTrue();
        assertThat(trigger.signal()).isFalse();
        assertThat(trigger.toString()).contains("signalled");
    }

    @Test
    void actionAttachedBefore_isRunBySignalOnItsThread() throws Exception {
        trigger.onSignal(() -> trail.add(Thread.currentThread().getName()));
        assertThat(trigger.toString()).contains("awaited");
        assertThat(trail.events()).isEmpty();
        assertThat(Foreign.call(trigger::signal)).isTrue();
        trigger.signal();
        assertThat(trail.events()).containsExactly("foreign");
    }

    @Test
    void actionAttachedAfterwards_isRunAtOnceByTheCaller() {
        trigger.signal();
        trigger.onSignal(() -> trail.add("first"));
        trigger.onSignal(() -> trail.add("second"));
        assertThat(trail.events()).containsExactly("first", "second");
    }

    @Test
    void secondActionBeforeTheSignal_isRefused() {
        trigger.onSignal(() -> trail.add("first"));
        assertThatThrownBy(() -> trigger.onSignal(() -> trail.add("second")))
                .isInstanceOf(IllegalStateException.class);
        trigger.signal();
        assertThat(trail.events()).containsExactly("first");
    }

    @Test
    void actionThatWasTakenBack_isNotRunAndAnotherMayCome() {
        Runnable action = () -> trail.add("taken back");
        trigger.onSignal(action);
        trigger.forget(() -> trail.add("a stranger changes nothing"));
        trigger.forget(action);
        trigger.onSignal(() -> trail.add("another"));
        trigger.forget(action);
        trigger.signal();
        trigger.forget(action);
        assertThat(trail.events()).containsExactly("another");
        assertThat(trigger.isSignalled()).isTrue();
    }

    @Test
    void actionThatThrows_throwsInTheCallOfSignal() {
        trigger.onSignal(() -> {
            throw new IllegalArgumentException("from the action");
        });
        assertThatThrownBy(trigger::signal).hasMessage("from the action");
        assertThat(trigger.isSignalled()).isTrue();
        assertThat(trigger.signal()).isFalse();
    }

    @Test
    void nullAction_isRefused() {
        assertThatThrownBy(() -> trigger.onSignal(null)).isInstanceOf(NullPointerException.class);
    }

    @OnEveryBackend
    void awaitOfASignalledTrigger_returnsWithoutASwitch(Variant variant) {
        variant.run(() -> {
            trigger.signal();
            Promise<Void> other = Miou.async(() -> trail.add("other"));
            trigger.await();
            trigger.await();
            trail.add("awaited");
            other.await();
        });
        assertThat(trail.events()).containsExactly("awaited", "other");
    }

    @OnEveryBackend
    void await_resumesAfterTheSignalOfAFiber(Variant variant) {
        variant.run(() -> {
            Promise<Void> other = Miou.async(() -> {
                trail.add("signal " + trigger.signal());
                trail.add("still running");
            });
            trigger.await();
            trail.add("resumed");
            other.await();
        });
        assertThat(trail.events()).containsExactly("signal true", "still running", "resumed");
    }

    @OnEveryBackend
    void await_resumesAfterTheSignalOfAnotherDomainOrThread(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 300; i++) {
                Trigger fromDomain = new Trigger();
                Promise<Boolean> child = Miou.call(fromDomain::signal);
                fromDomain.await();
                assertThat(child.await()).isTrue();
                Trigger fromThread = new Trigger();
                var thread = Foreign.start(fromThread::signal);
                fromThread.await();
                assertThat(thread.get()).isTrue();
            }
        });
    }

    @OnEveryBackend
    void whatWasWrittenBeforeTheSignal_isSeenAfterTheAwait(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 2_000; i++) {
                int expected = i;
                int[] box = new int[1];
                Trigger written = new Trigger();
                Promise<Void> writer = Miou.call(() -> {
                    box[0] = expected;
                    written.signal();
                });
                written.await();
                assertThat(box[0]).isEqualTo(expected);
                writer.await();
            }
        });
    }

    @OnEveryBackend
    void secondWaiter_isRefused(Variant variant) {
        variant.run(() -> {
            Promise<Void> waiter = Miou.async(trigger::await);
            Miou.yield();
            assertThatThrownBy(trigger::await).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> trigger.onSignal(() -> trail.add("action")))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(trigger.signal()).isTrue();
            waiter.await();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void waiterThatIsCancelled_makesTheSignalLose(Variant variant) {
        variant.run(() -> {
            Promise<Void> waiter = Miou.async(() -> {
                try {
                    trigger.await();
                } catch (TaskCancelled e) {
                    trail.add("cancelled");
                    throw e;
                }
            });
            Miou.yield();
            waiter.cancel();
            assertThat(trigger.signal()).isFalse();
            assertThat(trigger.isSignalled()).isFalse();
            assertThatThrownBy(trigger::await).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> trigger.onSignal(() -> trail.add("action")))
                    .isInstanceOf(IllegalStateException.class);
        });
        assertThat(trail.events()).containsExactly("cancelled");
    }

    @OnEveryBackend
    void signalBeforeTheCancellation_wins(Variant variant) {
        variant.run(() -> {
            Promise<Void> waiter = Miou.async(() -> {
                trigger.await();
                trail.add("awaited");
                Miou.yield();
                trail.add("never");
            });
            Miou.yield();
            assertThat(trigger.signal()).isTrue();
            waiter.cancel();
        });
        assertThat(trail.events()).containsExactly("awaited");
    }

    @OnEveryBackend
    void awaitInACancelledTask_throwsEvenIfSignalled(Variant variant) {
        variant.run(() -> {
            trigger.signal();
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    assertThatThrownBy(trigger::await).isInstanceOf(TaskCancelled.class);
                    trail.add("thrown");
                }
            });
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("thrown");
    }
}
