package io.miou.killers.api;

import java.util.Map;
import java.util.TreeMap;

/** The calls that do not answer as the sweep expects, with the reason why that is right. */
final class LetThrough {

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
                "new TaskTree.Node(long, String, State, int, String, String, List, List) #0 -1",
                "new TaskTree.Node(long, String, State, int, String, String, List, List) #0 MIN_VALUE",
                "new TaskTree.Node(long, String, State, int, String, String, List, List) #3 -1",
                "new TaskTree.Node(long, String, State, int, String, String, List, List) #3 MIN_VALUE");
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
