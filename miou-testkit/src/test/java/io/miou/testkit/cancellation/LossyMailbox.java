package io.miou.testkit.cancellation;

import io.miou.sync.Trigger;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A mailbox with the classic mistake: it hands an item to a waiter without asking whether the waiter was cancelled
 * meanwhile. Only for simulated worlds, in which one domain runs at a time.
 */
final class LossyMailbox implements Mailbox {

    private static final class Waiting {
        private final Trigger trigger = new Trigger();
        private int item;
    }

    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    @Override
    public void send(int item) {
        Waiting first = waiting.poll();
        if (first == null) {
            items.add(item);
        } else {
            first.item = item;
            // The mistake: false would mean that this one has gone.
            boolean _ = first.trigger.signal();
        }
    }

    @Override
    public int receive() {
        Optional<Integer> there = tryReceive();
        if (there.isPresent()) {
            return there.get();
        }
        Waiting me = new Waiting();
        waiting.add(me);
        me.trigger.await();
        return me.item;
    }

    @Override
    public Optional<Integer> tryReceive() {
        return Optional.ofNullable(items.poll());
    }
}
