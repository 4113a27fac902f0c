package io.miou.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * The words for a benchmark that people use: its title, its cases, and those that it compares. Immutable.
 *
 * @param benchmark its name in the results, such as {@code Yield}
 * @param title what it measures
 * @param figure that of the benchmark's own which is drawn; empty for the time
 * @param measure what the figure is
 * @param cases words for parameters, such as {@code count=2}, and for methods or parts of them
 */
record Subject(String benchmark, String title, String figure, String measure, Map<String, String> cases) {

    static final String BYTES = "bytes";

    private static final String TIME = "Time of each";
    private static final Map<String, String> NO_CASES = Map.of();

    /** Parameters that say what is observed: the same work is compared with and without. */
    private static final List<String> OBSERVED = List.of("recording=", "events=");
    private static final List<String> UNOBSERVED = List.of("recording=none", "events=removed");

    /** All that the module has; a test compares them. */
    static final List<Subject> ALL = List.of(
            new Subject("Call", "Start a task on another domain and await it, at once again", "", TIME, NO_CASES),
            new Subject("Cancel", "Start 10,000 tasks in a tree and cancel its root", "", "Time for each task",
                    NO_CASES),
            new Subject("Channel", "Pass a message through a channel", "", "Time of a message",
                    Map.of("capacity=0", "no buffer", "capacity=64", "buffer of 64", "PingPong", "two fibers in turn",
                            "Stream", "a stream from one to the other")),
            new Subject("ColdCall", "Start a task on another domain and await it, after 10 ms of idleness", "p50",
                    "Time from the start to the end, the median", NO_CASES),
            new Subject("Condition", "Take turns by a mutex and a condition", "", "Time of a turn", NO_CASES),
            new Subject("FanOut", "Start two tasks on two domains and await both", "", "Time of both",
                    Map.of("microseconds=0", "no work", "microseconds=20", "20 µs of work each", "microseconds=200",
                            "200 µs of work each")),
            new Subject("IdleFibers", "Heap of a fiber that waits", BYTES, "Bytes of each",
                    Map.of("count=100000", "100,000 fibers", "count=1000000", "1,000,000 fibers")),
            new Subject("Ownership", "The cost of owning", "", TIME,
                    Map.of("check", "check the owner", "childWithoutResource", "start a child without a resource",
                            "giveToChildThatCloses", "give a resource to a child, which closes it", "ownAndClose",
                            "own a resource and close it", "transferFromChild", "transfer a resource from a child")),
            new Subject("Recording", "The cost of a flight recording", "", TIME,
                    Map.of("miouEcho", "echo of a message", "miouSpawn", "start a task and await it", "miouYield",
                            "yield", "recording=none", "no recording", "recording=default", "settings: default",
                            "recording=profile", "settings: profile")),
            new Subject("Semaphore", "Acquire one of two permits, yield, release it", "", TIME,
                    Map.of("count=2", "2 fibers: none waits", "count=100", "100 fibers: nearly all wait")),
            new Subject("Sleep", "Sleep for a millisecond, 10,000 fibers at once", "", "Time for each fiber", NO_CASES),
            new Subject("Spawn", "Start a task and await it", "", TIME, NO_CASES),
            new Subject("SpawnMany", "Start many tasks, then await them", "", "Time for each task",
                    Map.of("atOnce=10000", "10,000 tasks", "atOnce=100000", "100,000 tasks")),
            new Subject("Timeout", "Run a block with a timeout that does not pass", "", TIME, NO_CASES),
            new Subject("Tracing", "The cost of events", "", TIME,
                    Map.of("miouEcho", "echo of a message", "miouSpawn", "start a task and await it", "miouYield",
                            "yield", "events=removed", "events removed", "events=off", "events off", "events=on",
                            "a trace")),
            new Subject("Trigger", "Wake another fiber by a trigger", "", "Time of a turn", NO_CASES),
            new Subject("Yield", "Yield to the next fiber", "", "Time of a yield",
                    Map.of("count=1", "1 fiber: there is no other", "count=2", "2 fibers", "count=1000",
                            "1,000 fibers")));

    /** {@return the subject of the benchmark; with its bare name if it has no words} */
    static Subject of(String benchmark) {
        return ALL.stream().filter(subject -> subject.benchmark().equals(benchmark)).findFirst()
                .orElseGet(() -> new Subject(benchmark, benchmark, "", TIME, NO_CASES));
    }

    /** {@return the case of the score, in words; empty if the benchmark has one case only} */
    String caseOf(Score score) {
        if (comparesObserved(score)) {
            return cases.getOrDefault(score.method(), score.method()) + ": " + who(score);
        }
        String parameters = cases.getOrDefault(score.parameters(), score.parameters());
        String method = cases.entrySet().stream().filter(entry -> isMethod(score, entry.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse("");
        return parameters.isEmpty() || method.isEmpty() ? parameters + method : parameters + ", " + method;
    }

    /** {@return the name of the one who ran it} */
    String contender(Score score) {
        return comparesObserved(score)
                ? cases.getOrDefault(score.parameters(), score.parameters())
                : who(score);
    }

    /** {@return whether the others are compared with this one} */
    boolean isMark(Score score) {
        return comparesObserved(score)
                ? UNOBSERVED.contains(score.parameters())
                : score.isOf(Peer.VIRTUAL_THREADS) || score.method().startsWith("timer");
    }

    private static boolean comparesObserved(Score score) {
        return OBSERVED.stream().anyMatch(score.parameters()::startsWith);
    }

    private boolean isMethod(Score score, String name) {
        // The part of a method's name begins with a capital letter: miouStream.
        return !name.contains("=") && (score.method().equals(name)
                || Character.isUpperCase(name.charAt(0)) && score.method().contains(name));
    }

    private static String who(Score score) {
        String method = score.method();
        if (!score.ranOn().isEmpty()) {
            return "Miou, " + score.ranOn().replace("carried, ", "");
        }
        if (method.startsWith("twoParkingThreads")) {
            return "two threads that park";
        }
        return switch (method) {
            case "timerThatWouldInterrupt" -> "a timer of the JDK";
            case "oneAfterTheOther" -> "no tasks, in turn";
            default -> score.peer().map(Subject::title).orElse(method);
        };
    }

    private static String title(Peer peer) {
        return switch (peer) {
            case FLOOR -> "bare virtual threads";
            case ONE_CARRIER -> "virtual threads, 1 carrier";
            case KOTLIN -> "Kotlin coroutines";
            default -> peer.title();
        };
    }
}
