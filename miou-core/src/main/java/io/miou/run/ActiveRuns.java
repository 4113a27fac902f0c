package io.miou.run;

import io.miou.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The runs of the process that have begun and not ended. Any thread. */
public final class ActiveRuns {

    private static final Set<Run> ALL = ConcurrentHashMap.newKeySet();

    private ActiveRuns() {
    }

    static void add(Run run) {
        ALL.add(run);
    }

    static void remove(Run run) {
        ALL.remove(run);
    }

    /** {@return their main tasks} */
    public static List<Task<?>> mains() {
        List<Task<?>> mains = new ArrayList<>();
        for (Run run : ALL) {
            Task<?> main = run.main();
            if (main != null) {
                mains.add(main);
            }
        }
        return mains;
    }
}
