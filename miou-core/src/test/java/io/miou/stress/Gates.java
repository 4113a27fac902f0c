package io.miou.stress;

import io.miou.stress.Event.Ran;
import io.miou.stress.Event.Ready;
import io.miou.sync.Trigger;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Gates at which tasks wait for one another. A task that opens a gate on its own domain knows which task becomes ready,
 * and when.
 */
final class Gates {

    static final int COUNT = 3;

    private static final class Pass {
        final Trigger trigger = new Trigger();
        final int domain;
        final int token;
        boolean madeReadyHere;

        Pass(int domain, int token) {
            this.domain = domain;
            this.token = token;
        }
    }

    private final EventLog log;
    private final List<ConcurrentLinkedQueue<Pass>> gates = IntStream.range(0, COUNT)
            .mapToObj(_ -> new ConcurrentLinkedQueue<Pass>()).toList();

    Gates(EventLog log) {
        this.log = log;
    }

    /** Suspends the calling task. */
    void await(int gate, int domain) {
        Pass pass = new Pass(domain, log.newId());
        gates.get(gate).add(pass);
        pass.trigger.await();
        if (pass.madeReadyHere) {
            log.add(new Ran(pass.token));
        }
    }

    /** Opens a gate, called by a task of a domain. */
    void open(int gate, int domain) {
        for (Pass pass = gates.get(gate).poll(); pass != null; pass = gates.get(gate).poll()) {
            if (pass.domain == domain) {
                log.add(new Ready(domain, pass.token));
                pass.madeReadyHere = true;
            }
            if (pass.trigger.signal()) {
                return;
            }
        }
    }

    /** Opens all gates, called by a thread from outside. */
    void openAll() {
        for (ConcurrentLinkedQueue<Pass> gate : gates) {
            for (Pass pass = gate.poll(); pass != null; pass = gate.poll()) {
                boolean _ = pass.trigger.signal();
            }
        }
    }
}
