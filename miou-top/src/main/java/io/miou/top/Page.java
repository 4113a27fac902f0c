package io.miou.top;

import io.miou.DomainStatus;
import io.miou.top.Snapshot.Row;
import io.miou.top.Snapshot.TaskJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays a snapshot out as lines of text. A pure function of what it is given: the terminal and the plain output share
 * it. For one thread.
 */
final class Page {

    private static final int MILLIS_A_SECOND = 1_000;
    private static final int PERCENT = 100;
    private static final int COLUMNS_BEFORE_THE_TREE = 24;

    private final Snapshot now;

    /** The snapshot before, so that shares are those of the time in between; null: of the time since the begin. */
    private final @Nullable Snapshot before;

    private final List<String> lines = new ArrayList<>();

    /** The line of the selected task; -1 if none is marked. */
    private int marked = -1;

    Page(Snapshot now, @Nullable Snapshot before) {
        this.now = now;
        this.before = before;
    }

    List<String> lines() {
        return lines;
    }

    int marked() {
        return marked;
    }

    /** Lays out everything, without a selection. */
    Page whole(View view) {
        summary();
        domains();
        tasks(view.rows(now), 0, Integer.MAX_VALUE, view);
        deadlocks();
        return this;
    }

    /** Lays out as much as a screen holds, with the selected task in sight. */
    Page screen(View view, int height) {
        List<Row> rows = view.rows(now);
        summary();
        if (view.detail() && !rows.isEmpty()) {
            detail(rows.get(Math.min(view.selected(), rows.size() - 1)).task());
            return this;
        }
        domains();
        deadlocks();
        int room = Math.max(1, height - lines.size() - 2);
        int selected = Math.min(view.selected(), Math.max(0, rows.size() - 1));
        int first = Math.max(0, Math.min(selected - room / 2, rows.size() - room));
        tasks(rows, first, room, view);
        marked = rows.isEmpty() ? -1 : lines.size() - Math.min(room, rows.size() - first) + selected - first;
        return this;
    }

    private void summary() {
        lines.add(String.format(Locale.ROOT,
                "tasks: %d live, %d started, %d failed; violations: %d; orphans: %d; disowned: %d; "
                        + "blocking threads: %d busy, %d waiting%s",
                now.live(), now.started(), now.failed(), now.violations(), now.orphans(), now.disowned(),
                now.blocking(), now.blockingWaiting(),
                now.descriptors() < 0 ? "" : "; descriptors: " + now.descriptors()));
    }

    private void domains() {
        lines.add("");
        lines.add(" RUN DOMAIN  TASKS  READY SUSPENDED TIMERS   BUSY    POLLS/S  WAKEUPS/S     LAG    WAIT  RUNNING");
        Map<String, DomainStatus> earlier = new HashMap<>();
        if (before != null) {
            before.domains().forEach(domain -> earlier.put(domain.run() + "/" + domain.id(), domain));
        }
        for (DomainStatus domain : now.domains()) {
            DomainStatus then = earlier.get(domain.run() + "/" + domain.id());
            double up = domain.up() - (then == null ? 0 : then.up());
            double asleep = domain.asleep() - (then == null ? 0 : then.asleep());
            double polls = domain.polls() - (then == null ? 0 : then.polls());
            double wakeups = domain.wakeups() - (then == null ? 0 : then.wakeups());
            double turns = domain.turns() - (then == null ? 0 : then.turns());
            double busy = up <= 0 ? 0 : Math.clamp(1 - asleep / up, 0, 1);
            long suspended = Math.max(0, domain.tasks() - domain.ready() - (domain.running().isEmpty() ? 0 : 1));
            lines.add(String.format(Locale.ROOT, "%4d %6d %6d %6d %9d %6d %5.0f%% %10.0f %10.0f %7s %7s  %s",
                    domain.run(), domain.id(), domain.tasks(), domain.ready(), suspended, domain.timers(),
                    busy * PERCENT, up <= 0 ? 0 : polls / up, up <= 0 ? 0 : wakeups / up,
                    time(polls <= 0 ? 0 : turns / polls), time(domain.oldestWait()), domain.running()).stripTrailing());
        }
    }

    private void tasks(List<Row> rows, int first, int room, View view) {
        lines.add("");
        lines.add("    AGE   STATE DOMAIN  TASK" + (view.sort() == View.Sort.TREE ? "" : ", by " + view.sort().word())
                + (view.filter().isEmpty() ? "" : ", with \"" + view.filter() + "\""));
        for (Row row : rows.subList(first, (int) Math.min(rows.size(), (long) first + room))) {
            int depth = view.sort() == View.Sort.TREE && view.filter().isEmpty() ? row.depth() : 0;
            lines.add(line(row.task(), depth));
            if (room == Integer.MAX_VALUE) {
                row.task().disowned.forEach(resource -> lines.add(
                        " ".repeat(COLUMNS_BEFORE_THE_TREE) + "  ".repeat(depth) + "  has disowned " + resource));
            }
        }
        if (now.cut() && room == Integer.MAX_VALUE) {
            lines.add("... more tasks are left out");
        }
    }

    private static String line(TaskJson task, int depth) {
        return String.format(Locale.ROOT, "%7s %7s %6d  %s%s (#%d) %s%s", time(task.age), time(task.inState),
                task.domain, "  ".repeat(depth), task.name, task.id, task.activity, limit(task));
    }

    private static String limit(TaskJson task) {
        Double limit = task.limit;
        return limit == null ? "" : limit < 0 ? ", limit overdue by " + time(-limit) : ", limit in " + time(limit);
    }

    private void deadlocks() {
        for (String deadlock : now.deadlocks()) {
            lines.add("deadlock: " + deadlock);
        }
    }

    private void detail(TaskJson task) {
        lines.add("");
        lines.add(task.name + " (#" + task.id + ")" + (task.parent == null ? "" : ", a child of #" + task.parent));
        lines.add("  on domain " + task.domain + ", " + task.activity);
        lines.add("  age " + time(task.age) + ", in this state for " + time(task.inState) + limit(task));
        if (!task.startedAt.isEmpty()) {
            lines.add("  started at " + task.startedAt);
        }
        if (!task.waitsFor.isEmpty()) {
            lines.add("  waits for " + String.join(", ", task.waitsFor.stream().map(id -> "#" + id).toList()));
        }
        task.owns.forEach(resource -> lines.add("  owns " + resource));
        task.borrowed.forEach(resource -> lines.add("  was lent " + resource));
        task.disowned.forEach(resource -> lines.add("  has disowned " + resource));
    }

    /** Writes seconds in at most seven columns. */
    static String time(double seconds) {
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1fms", seconds * MILLIS_A_SECOND);
        }
        long whole = (long) seconds;
        if (whole < 60) {
            return String.format(Locale.ROOT, "%.1fs", seconds);
        }
        if (whole < 3_600) {
            return whole / 60 + "m" + whole % 60 + "s";
        }
        return whole < 86_400 ? whole / 3_600 + "h" + whole % 3_600 / 60 + "m" : whole / 86_400 + "d";
    }
}
