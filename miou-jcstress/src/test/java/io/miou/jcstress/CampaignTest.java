package io.miou.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/** Runs every scenario: what ships must pass each time, and each broken twin must be caught. */
class CampaignTest {

    private static final String TWIN = "Broken";
    private static final int MILLIS = 250;

    /** The number of further rounds for broken twins that the first round has not caught. */
    private static final int MORE_ROUNDS = 5;
    private static final int MORE_MILLIS = 1_000;

    @TestFactory
    Stream<DynamicTest> everyScenario_passesIfItShips_isCaughtIfItIsBroken() throws Exception {
        Map<String, List<TestResult>> results = runAll();
        return TestList.tests().stream().sorted().map(name -> DynamicTest.dynamicTest(describe(name),
                () -> judge(name, results.getOrDefault(name, List.of()))));
    }

    @Test
    void everySubject_hasScenariosOfWhatShipsAndOfABrokenTwin() {
        Map<String, List<Boolean>> twins = TestList.tests().stream()
                .collect(Collectors.groupingBy(CampaignTest::subject, TreeMap::new,
                        Collectors.mapping(CampaignTest::isTwin, Collectors.toList())));
        assertThat(twins).isNotEmpty()
                .allSatisfy((subject, kinds) -> assertThat(kinds).as(subject).contains(true, false));
    }

    private static Map<String, List<TestResult>> runAll() throws Exception {
        Map<String, List<TestResult>> results = new Campaign(1, MILLIS).run(TestList.tests());
        for (int more = 1; more <= MORE_ROUNDS; more++) {
            List<String> missed = results.keySet().stream()
                    .filter(name -> isTwin(name) && results.get(name).stream().noneMatch(CampaignTest::isCaught))
                    .toList();
            if (missed.isEmpty()) {
                break;
            }
            results.putAll(new Campaign(1 + more, MORE_MILLIS).run(missed));
        }
        return results;
    }

    private static void judge(String name, List<TestResult> results) {
        assertThat(results).as("results of %s; if there are none, jcstress could not run it", name).isNotEmpty();
        if (isTwin(name)) {
            assertThat(results).as("%s must be caught", name).anyMatch(CampaignTest::isCaught);
        } else {
            assertThat(results).as("%s must pass; see the report in target/jcstress/round-1", name)
                    .allSatisfy(CampaignTest::mustPass);
        }
    }

    /** Returns whether a scenario has run with a forbidden result. A twin that hangs or cannot be run is not caught. */
    private static boolean isCaught(TestResult result) {
        return result.status() == Status.NORMAL && result.getTotalCount() > 0 && !result.grading().isPassed;
    }

    private static void mustPass(TestResult result) {
        assertThat(result.status()).as("%s", result.getMessages()).isEqualTo(Status.NORMAL);
        assertThat(result.getTotalCount()).isPositive();
        assertThat(result.grading().failureMessages).isEmpty();
        assertThat(result.grading().isPassed).isTrue();
    }

    private static boolean isTwin(String name) {
        return name.substring(separator(name) + 1).startsWith(TWIN);
    }

    private static String subject(String name) {
        return name.substring(0, separator(name));
    }

    private static String describe(String name) {
        return name.substring(name.lastIndexOf('.', separator(name) - 1) + 1);
    }

    /** Returns the place of the separator between the class of the subject and the nested class of the scenario. */
    private static int separator(String name) {
        return Math.max(name.lastIndexOf('.'), name.lastIndexOf('$'));
    }
}
