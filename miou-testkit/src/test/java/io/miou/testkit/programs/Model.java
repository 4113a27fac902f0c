package io.miou.testkit.programs;

import io.miou.Violations;
import java.util.ArrayList;
import java.util.List;

/** The rules as a small program that runs in one thread: it reads what happened and says what must not have. */
final class Model {

    private Model() {
    }

    /** {@return what is wrong, with the place in the log; empty if nothing is} */
    static List<String> faults(List<Event> log, Violations violations) {
        Tree tree = new Tree();
        Ownership ownership = new Ownership();
        List<Rules> all = List.of(new Outcomes(violations, ownership), ownership, new Lifetimes(), new Cancellations(),
                new Meetings(), new Order());
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            Event event = log.get(i);
            int place = i;
            for (Rules rules : all) {
                rules.see(event, tree, what -> faults.add("at " + place + ", " + event + ": " + what));
            }
            tree.see(event);
        }
        return faults;
    }
}
