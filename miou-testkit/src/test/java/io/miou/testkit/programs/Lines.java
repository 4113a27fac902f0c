package io.miou.testkit.programs;

import io.miou.sync.Trigger;
import io.miou.testkit.programs.Event.Ran;
import io.miou.testkit.programs.Event.Ready;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Lines in which tasks queue until another lets them through. A task that admits one of its own domain knows which task
 * becomes ready, and when. Any task may call it, and the thread from outside.
 */
final class Lines {

    static final int COUNT = 3;

    private static final class Waiter {
        final Trigger trigger = new Trigger();
        final int domain;
        final int token;
        boolean madeReadyHere;

        Waiter(int domain, int token) {
            this.domain = domain;
            this.token = token;
        }
    }

    private final Stage stage;
    private final List<ConcurrentLinkedQueue<Waiter>> lines = IntStream.range(0, COUNT)
            .mapToObj(_ -> new ConcurrentLinkedQueue<Waiter>()).toList();

    Lines(Stage stage) {
        this.stage = stage;
    }

    /** Suspends the calling task. */
    void queue(int line, int domain) {
        Waiter waiter = new Waiter(domain, stage.newToken());
        lines.get(line).add(waiter);
        waiter.trigger.await();
        if (waiter.madeReadyHere) {
            stage.log.add(new Ran(waiter.token));
        }
    }

    /** Lets one through, called by a task of a domain. */
    void admit(int line, int domain) {
        for (Waiter waiter = lines.get(line).poll(); waiter != null; waiter = lines.get(line).poll()) {
            if (waiter.domain == domain) {
                stage.log.add(new Ready(domain, waiter.token));
                waiter.madeReadyHere = true;
            }
            if (waiter.trigger.signal()) {
                return;
            }
        }
    }

    /** Lets all through, called by the thread from outside. */
    void admitAll() {
        for (ConcurrentLinkedQueue<Waiter> line : lines) {
            for (Waiter waiter = line.poll(); waiter != null; waiter = line.poll()) {
                boolean _ = waiter.trigger.signal();
            }
        }
    }
}
