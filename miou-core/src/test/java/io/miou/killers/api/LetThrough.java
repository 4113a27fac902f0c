package io.miou.killers.api;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The calls that do not answer as the sweep expects, with the reason why that is right. */
final class LetThrough {

    private static final List<String> NUMBERS_OF_EVENTS = List.of(
            "new TraceEvent.TaskRef(int, long, String, int) #0",
            "new TraceEvent.TaskRef(int, long, String, int) #1",
            "new TraceEvent.TaskRef(int, long, String, int) #3",
            "new TraceEvent.Spawned(long, TaskRef, TaskRef) #0",
            "new TraceEvent.Started(long, TaskRef) #0",
            "new TraceEvent.Suspended(long, TaskRef, Reason, String) #0",
            "new TraceEvent.Woken(long, TaskRef, TaskRef, int) #0",
            "new TraceEvent.Woken(long, TaskRef, TaskRef, int) #3",
            "new TraceEvent.Resumed(long, TaskRef, Reason, boolean) #0",
            "new TraceEvent.Awaited(long, TaskRef, TaskRef) #0",
            "new TraceEvent.Cancelled(long, TaskRef) #0",
            "new TraceEvent.Ended(long, TaskRef, State, Throwable) #0",
            "new TraceEvent.Attached(long, TaskRef, String) #0",
            "new TraceEvent.Detached(long, TaskRef, String) #0",
            "new TraceEvent.Lent(long, TaskRef, TaskRef, String) #0",
            "new TraceEvent.Released(long, TaskRef, String) #0",
            "new TraceEvent.Violated(long, TaskRef, RuleViolation) #0",
            "new TraceEvent.Blocked(long, TaskRef, List) #0",
            "new TraceEvent.Polled(long, int, int, long, boolean, int, long) #0",
            "new TraceEvent.Polled(long, int, int, long, boolean, int, long) #1",
            "new TraceEvent.Polled(long, int, int, long, boolean, int, long) #2",
            "new TraceEvent.Polled(long, int, int, long, boolean, int, long) #3",
            "new TraceEvent.Polled(long, int, int, long, boolean, int, long) #5",
            "new TraceEvent.Polled(long, int, int, long, boolean, int, long) #6",
            "new TraceEvent.Lost(long, long) #0",
            "new TraceEvent.Lost(long, long) #1");

    private static final String NODE = "new TaskTree.Node(long, String, long, State, Phase, int, String, List, Duration,"
            + " Duration, Optional, String, List, List, List, List)";

    private static final String DOMAIN = "new DomainStatus(long, int, long, int, int, long, long, double, double,"
            + " double, double, String)";

    static final Map<String, String> ARGUMENTS = arguments();

    static final Map<String, String> PLACES = places();

    static final Map<String, String> CLOSED = closed();

    private LetThrough() {
    }

    private static Map<String, String> arguments() {
        Map<String, String> all = new TreeMap<>();
        put(all, "an exception without a message is one, as in the JDK",
                "new TaskFailedException(String, Throwable) #0 null",
                "new TaskFailedException(String, Throwable) #1 null",
                "new ChannelClosedException(String) #0 null", "new ChannelClosedException(String, Throwable) #0 null",
                "new ChannelClosedException(String, Throwable) #1 null");
        put(all, "a result may be null", "Computation.tryReturn(Object) #0 null", "new Outcome.Success(Object) #0 null",
                "TaskExecutor.submit(Runnable, Object) #1 null");
        put(all, "an input may be null", "Miou.parallel(Collection, TaskFunction) #0 a list of null",
                "Miou.map(Collection, TaskFunction) #0 a list of null");
        put(all, "any number is a seed", "Launcher.seed(long) #0 -1", "Launcher.seed(long) #0 MIN_VALUE");
        put(all, "less than no time has passed already", "Miou.sleep(Duration) #0 -1 ns",
                "Miou.sleep(Duration) #0 the longest time ago", "Miou.timeout(Duration, Body) #0 -1 ns",
                "Miou.timeout(Duration, Body) #0 the longest time ago", "Miou.timeout(Duration, Step) #0 -1 ns",
                "Miou.timeout(Duration, Step) #0 the longest time ago", "Promise.awaitWithin(Duration) #0 -1 ns",
                "Promise.awaitWithin(Duration) #0 the longest time ago",
                "TaskExecutor.awaitTermination(long, TimeUnit) #0 -1",
                "TaskExecutor.awaitTermination(long, TimeUnit) #0 MIN_VALUE",
                "TaskExecutor.invokeAll(Collection, long, TimeUnit) #1 -1",
                "TaskExecutor.invokeAll(Collection, long, TimeUnit) #1 MIN_VALUE",
                "TaskExecutor.invokeAny(Collection, long, TimeUnit) #1 -1",
                "TaskExecutor.invokeAny(Collection, long, TimeUnit) #1 MIN_VALUE");
        put(all, "a picture of a task may show any number",
                "new Self(long, String, Domain, Optional) #0 -1",
                "new Self(long, String, Domain, Optional) #0 MIN_VALUE",
                DOMAIN + " #0 -1",
                DOMAIN + " #0 MIN_VALUE",
                DOMAIN + " #1 -1",
                DOMAIN + " #1 MIN_VALUE",
                DOMAIN + " #2 -1",
                DOMAIN + " #2 MIN_VALUE",
                DOMAIN + " #3 -1",
                DOMAIN + " #3 MIN_VALUE",
                DOMAIN + " #4 -1",
                DOMAIN + " #4 MIN_VALUE",
                DOMAIN + " #5 -1",
                DOMAIN + " #5 MIN_VALUE",
                DOMAIN + " #6 -1",
                DOMAIN + " #6 MIN_VALUE",
                NODE + " #0 -1",
                NODE + " #0 MIN_VALUE",
                NODE + " #2 -1",
                NODE + " #2 MIN_VALUE",
                NODE + " #5 -1",
                NODE + " #5 MIN_VALUE",
                NODE + " #8 -1 ns",
                NODE + " #8 the longest time ago",
                NODE + " #9 -1 ns",
                NODE + " #9 the longest time ago");
        for (String number : NUMBERS_OF_EVENTS) {
            put(all, "an event may show any number", number + " -1", number + " MIN_VALUE");
        }
        put(all, "main has no parent, a timer is no task, and a success no failure",
                "new TraceEvent.Spawned(long, TaskRef, TaskRef) #2 null",
                "new TraceEvent.Woken(long, TaskRef, TaskRef, int) #2 null",
                "new TraceEvent.Ended(long, TaskRef, State, Throwable) #3 null");
        put(all, "it is the file that is closed, and the JDK's exception about it says nothing more",
                "ByteStream.transferFrom(FileChannel, long, long) #0 closed");
        return all;
    }

    private static Map<String, String> places() {
        Map<String, String> all = new TreeMap<>();
        return all;
    }

    private static Map<String, String> closed() {
        Map<String, String> all = new TreeMap<>();
        return all;
    }

    private static void put(Map<String, String> all, String reason, String... calls) {
        for (String call : calls) {
            all.put(call, reason);
        }
    }
}
