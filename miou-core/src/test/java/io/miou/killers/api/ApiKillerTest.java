package io.miou.killers.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;

/** Every public method with bad arguments, from threads and tasks where it does not belong, and on what is closed. */
@Slow
class ApiKillerTest {

    @AfterAll
    static void tidyUp() throws Exception {
        Files.deleteIfExists(Specimens.FILE);
    }

    /**
     * Checks that every surprise is let through, and that every entry let through is needed. Lists surprises in the
     * order of calls.
     */
    private static void assertNothingBut(Map<String, String> letThrough, Sweep sweep) {
        System.out.println(sweep.calls() + " calls");
        Map<String, String> surprises = new TreeMap<>(sweep.faults());
        surprises.keySet().removeAll(letThrough.keySet());
        assertThat(surprises.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n"))).as("answers that tell the caller nothing").isEmpty();
        Set<String> needless = new TreeSet<>(letThrough.keySet());
        needless.removeAll(sweep.faults().keySet());
        assertThat(needless).as("let through without need").isEmpty();
    }

    @OnEveryEngine
    void badArguments_areRefusedInWordsAndChangeNothing(Variant variant) throws Exception {
        Sweep sweep = new Sweep(variant);
        try (LogRecorder _ = new LogRecorder()) {
            sweep.badArguments(PublicApi.classes());
        }
        assertNothingBut(LetThrough.ARGUMENTS, sweep);
    }

    @OnEveryEngine
    void goodArgumentsInTheWrongPlace_areRefusedInWordsAndChangeNothing(Variant variant) throws Exception {
        Sweep sweep = new Sweep(variant);
        try (LogRecorder _ = new LogRecorder()) {
            sweep.places(PublicApi.classes());
        }
        assertNothingBut(LetThrough.PLACES, sweep);
    }

    @OnEveryEngine
    void whatIsClosed_saysSo(Variant variant) throws Exception {
        Sweep sweep = new Sweep(variant);
        try (LogRecorder _ = new LogRecorder()) {
            sweep.closed(PublicApi.classes());
        }
        assertNothingBut(LetThrough.CLOSED, sweep);
    }

    @OnEveryEngine
    void classThatAnswersBadly_isCaught(Variant variant) {
        Sweep sweep = new Sweep(variant);
        sweep.badArguments(List.of(BadApi.class));
        assertThat(sweep.faults().keySet().stream().map(call -> call.substring(0, call.indexOf('('))).distinct())
                .containsExactlyInAnyOrder("BadApi.takesAnything", "BadApi.readsWithoutLooking",
                        "BadApi.takesAnyNumber",
                        "BadApi.changesThenRefuses", "BadApi.acquiresThenRefuses", "BadApi.refusesWithoutAWord");
    }
}
