package io.miou.testkit.programs;

import io.miou.Violations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The rules as a small program that runs in one thread: it reads what happened and says what must not have.
 *
 * <p>It judges logs of both places. Three questions need the order of a simulated world: whether an {@code adopt} must
 * have been refused, whether another's {@code close} must have been, and whether a computation had its value when
 * another value came second. On the real machine the answer is in the log only if the task itself took all steps that
 * matter, so there {@link Ownership} leaves out the first two, and {@link Meetings} asks the third at the end. For the
 * same reason {@link Outcomes} asks at the end whether a broken rule has ended the run.
 */
final class Model {

    private Model() {
    }

    /** {@return what is wrong, with the place in the log; empty if nothing is} */
    static List<String> faults(Collection<Event> log, Violations violations, Place place) {
        Tree tree = new Tree();
        Ownership ownership = new Ownership(place);
        List<Rules> all = List.of(new Outcomes(violations, place, ownership), ownership, new Lifetimes(),
                new Cancellations(), new Meetings(place), new Order());
        List<String> faults = new ArrayList<>();
        int index = 0;
        for (Event event : log) {
            String where = "at " + index++ + ", ";
            for (Rules rules : all) {
                rules.see(event, tree, what -> faults.add(where + event + ": " + what));
            }
            tree.see(event);
        }
        return faults;
    }
}
