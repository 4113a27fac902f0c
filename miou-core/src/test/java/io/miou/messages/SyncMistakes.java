package io.miou.messages;

import static io.miou.messages.Scene.clerk;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.messages.Mistake.Subject;
import io.miou.sync.Barrier;
import io.miou.sync.Channel;
import io.miou.sync.Condition;
import io.miou.sync.Latch;
import io.miou.sync.Lazy;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.testing.Waiting;
import java.util.List;

/** Mistakes with the classes of {@code io.miou.sync}. */
final class SyncMistakes {

    static final List<Mistake> ALL = List
            .of(Mistake.ofTheClerk("a mutex locked twice", "holds this mutex already", () -> {
                Mutex mutex = new Mutex();
                mutex.protect(() -> mutex.lock());
            }), Mistake.ofTheClerk("a mutex of nobody unlocked", "no task holds it", () -> new Mutex().unlock()),
                    new Mistake("a mutex of another unlocked", "was unlocked by", Subject.CLERK,
                            scene -> scene.said(() -> {
                                Mutex mutex = new Mutex();
                                return mutex.protect(() -> Scene.thrownIn(clerk(), mutex::unlock));
                            })),
                    new Mistake("a mutex never unlocked", "still owns", Subject.CLERK,
                            scene -> scene.thrownByRun(() -> new Mutex().lock())),
                    Mistake.ofTheClerk("a condition without its mutex", "no task holds it",
                            () -> new Condition().await(new Mutex())),
                    Mistake.ofTheClerk("a lazy value of itself", "would wait for itself", SyncMistakes::lazyOfItself),
                    Mistake.ofTheCall("a send to a closed channel", "a channel that is closed", () -> {
                        Channel<Integer> channel = Channel.of(1);
                        channel.close();
                        channel.send(1);
                    }), Mistake.ofTheCall("a receive from a closed channel", "nothing is left", () -> {
                        Channel<Integer> channel = Channel.of(1);
                        channel.close();
                        channel.receive();
                    }),
                    Mistake.ofTheClerk("a choice among nothing", "would never return",
                            () -> Channel.select(List.of())),
                    Mistake.ofTheCall("a channel of less than nothing", "cannot hold -1", () -> Channel.of(-1)),
                    Mistake.ofTheCall("a semaphore of less than nothing", "-1 permits", () -> new Semaphore(-1)),
                    Mistake.ofTheCall("a permit too many", "was given one more",
                            () -> new Semaphore(Integer.MAX_VALUE).release()),
                    Mistake.ofTheCall("a latch of less than nothing", "from -1", () -> new Latch(-1)),
                    Mistake.ofTheCall("a barrier for nobody", "0 parties", () -> new Barrier(0)),
                    Mistake.ofTheCall("two waiters of a trigger", "has a waiter already", () -> {
                        Trigger trigger = new Trigger();
                        Promise<Void> first = Miou.async(trigger::await);
                        Waiting.until(first, "rigger");
                        try {
                            trigger.await();
                        } finally {
                            first.cancel();
                        }
                    }));

    private SyncMistakes() {
    }

    private static void lazyOfItself() {
        Lazy<?>[] self = new Lazy<?>[1];
        self[0] = Lazy.of(() -> self[0].get());
        self[0].get();
    }
}
