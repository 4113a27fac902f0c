package io.miou.stress;

import java.util.ArrayList;
import java.util.List;

/** Checks a recorded run against every property. */
final class Checker {

    private Checker() {
    }

    /** {@return what is wrong, with the position in the log; empty if nothing is} */
    static List<String> faults(List<Event> events) {
        Causes causes = new Causes();
        List<Check> checks = List.of(causes, new ReleaseCheck(), new LifetimeCheck(), new CancellationCheck(causes),
                new OutcomeCheck(causes), new OrderCheck(), new SurpriseCheck());
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            String where = "at " + i + ", " + events.get(i) + ": ";
            for (Check check : checks) {
                check.see(events.get(i), what -> faults.add(where + what));
            }
        }
        return faults;
    }
}
