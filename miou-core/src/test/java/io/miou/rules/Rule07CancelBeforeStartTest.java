package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rule 7: a child cancelled before it started never runs; what it was given is released. */
class Rule07CancelBeforeStartTest {

    private final List<String> trail = new CopyOnWriteArrayList<>();

    @OnEveryBackend
    void childCancelledBeforeItStarted_neverRuns(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(this::run);
            child.cancel();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
            assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
        });
        assertThat(trail).isEmpty();
    }

    @OnEveryBackend
    void childOnABusyDomainCancelledBeforeItStarted_neverRuns(Variant variant) {
        AtomicBoolean goOn = new AtomicBoolean();
        variant.launcher().domains(1).run(() -> {
            Promise<Void> busy = occupyTheOtherDomain(goOn);
            Promise<Integer> child = Miou.call(this::run);
            Promise<Void> helper = Miou.async(() -> goOn.set(true));
            child.cancel();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
            Miou.awaitAll(List.of(busy, helper));
        });
        assertThat(trail).isEmpty();
    }

    @OnEveryBackend
    void whatItWasGiven_isReleasedInReverseOrder(Variant variant) {
        variant.run(() -> {
            Resource a = owned("a");
            Resource b = owned("b");
            Promise<Integer> child = Miou.task().give(a, b).async(this::run);
            child.cancel();
            trail.add("main");
        });
        assertThat(trail).containsExactly("b released", "a released", "main");
    }

    @OnEveryBackend
    void whatItWasGivenOnABusyDomain_isReleasedToo(Variant variant) {
        AtomicBoolean goOn = new AtomicBoolean();
        variant.launcher().domains(1).run(() -> {
            Promise<Void> busy = occupyTheOtherDomain(goOn);
            Promise<Integer> child = Miou.task().give(owned("a")).call(this::run);
            Promise<Void> helper = Miou.async(() -> goOn.set(true));
            child.cancel();
            trail.add("main");
            Miou.awaitAll(List.of(busy, helper));
        });
        assertThat(trail).containsExactly("a released", "main");
    }

    @OnEveryBackend
    void childOfAParentThatFails_neverRunsAndItsResourceIsReleased(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Integer> _ = Miou.task().give(owned("a")).async(this::run);
                throw new IOException("as planned");
            });
            assertThatThrownBy(parent::await).isInstanceOf(TaskFailedException.class);
            trail.add("parent ended");
        });
        assertThat(trail).containsExactly("a released", "parent ended");
    }

    @OnEveryBackend
    void childOfAParentThatIsCancelled_neverRunsAndItsResourceIsReleased(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Integer> child = Miou.task().give(owned("a")).async(this::run);
                child.await();
            });
            Promise<Void> canceller = Miou.async(() -> {
                trail.add("before the child's turn");
            });
            // The parent runs, and its child comes after main in the queue.
            Miou.yield();
            parent.cancel();
            trail.add("parent ended");
            canceller.await();
        });
        assertThat(trail).containsExactly("before the child's turn", "a released", "parent ended");
    }

    @OnEveryBackend
    void childStartedByACancelledParent_neverRunsAndItsResourceIsReleased(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                try {
                    new Trigger().await();
                } catch (TaskCancelled e) {
                    Promise<Integer> near = Miou.task().give(owned("near")).async(this::run);
                    Promise<Integer> far = Miou.task().give(owned("far")).call(this::run);
                    near.cancel();
                    far.cancel();
                    trail.add("children ended");
                    throw e;
                }
            });
            Miou.yield();
            parent.cancel();
        });
        assertThat(trail).containsExactlyInAnyOrder("near released", "far released", "children ended")
                .endsWith("children ended");
    }

    @OnEveryBackend
    void grandchildOfANeverStartedChild_cannotExist(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> Miou.async(this::run).await());
            child.cancel();
        });
        assertThat(trail).isEmpty();
    }

    @OnEveryBackend
    void releaseThatSuspends_isWaitedFor(Variant variant) {
        variant.run(() -> {
            Resource slow = Resource.own("slow", it -> {
                Miou.yield();
                Miou.sleep(Duration.ofMillis(1));
                trail.add("released");
            });
            Promise<Integer> child = Miou.task().give(slow).async(this::run);
            child.cancel();
            trail.add("main");
        });
        assertThat(trail).containsExactly("released", "main");
    }

    private Integer run() {
        trail.add("runs");
        return 1;
    }

    private Owned<String> owned(String name) {
        return Resource.own(name, it -> trail.add(it + " released"));
    }

    /** Keeps the one pool domain busy until {@code goOn} is set: messages sent there meanwhile wait. */
    private static Promise<Void> occupyTheOtherDomain(AtomicBoolean goOn) {
        Trigger occupied = new Trigger();
        Promise<Void> busy = Miou.call(() -> {
            occupied.signal();
            while (!goOn.get()) {
                Thread.onSpinWait();
            }
        });
        occupied.await();
        return busy;
    }
}
