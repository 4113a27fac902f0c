package io.miou.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A copy of a computation, correct but not fast. Each twin changes one method. */
class CopyOfComputation {

    record State(boolean done, List<Trigger> triggers) {

        State with(Trigger trigger) {
            List<Trigger> more = new ArrayList<>(triggers);
            more.add(trigger);
            return new State(false, more);
        }

        State without(Trigger trigger) {
            List<Trigger> fewer = new ArrayList<>(triggers);
            fewer.remove(trigger);
            return new State(false, fewer);
        }
    }

    final AtomicReference<State> state = new AtomicReference<>(new State(false, List.of()));

    boolean tryReturn() {
        for (;;) {
            State seen = state.get();
            if (seen.done()) {
                return false;
            }
            if (state.compareAndSet(seen, new State(true, List.of()))) {
                signalAll(seen);
                return true;
            }
        }
    }

    static void signalAll(State seen) {
        seen.triggers().forEach(Trigger::signal);
    }

    boolean attach(Trigger trigger) {
        for (;;) {
            State seen = state.get();
            if (seen.done()) {
                return false;
            }
            if (state.compareAndSet(seen, seen.with(trigger))) {
                return true;
            }
        }
    }

    void detach(Trigger trigger) {
        for (;;) {
            State seen = state.get();
            if (seen.done() || state.compareAndSet(seen, seen.without(trigger))) {
                return;
            }
        }
    }
}
