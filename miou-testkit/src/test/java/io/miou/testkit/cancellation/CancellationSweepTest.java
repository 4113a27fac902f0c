package io.miou.testkit.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.testkit.QuietLog;
import io.miou.testkit.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A victim that is stopped at any step of any operation has either got the operation's result, or has done nothing
 * (rule 9). In both cases nothing is left behind.
 *
 * <p>{@code -Dmiou.sweep.seeds=100} tries more schedules.
 */
@ExtendWith(QuietLog.class)
class CancellationSweepTest {

    private static final Share SHARE = Share.of("miou.sweep.seeds", 2);

    /** The number of schedules that are needed to find the fault of the broken mailbox. */
    private static final int SEEDS_OF_THE_TWIN = 2;

    private static long worlds;

    @AfterAll
    static void report() {
        System.out.println("cancellation sweep: " + worlds + " worlds, " + SHARE.count() + " seeds");
    }

    static List<Scenario> scenarios() {
        return Stream
                .of(LanguageScenarios.all(), SyncScenarios.all(), ChannelScenarios.all(), ConnectionScenarios.all(),
                        StreamScenarios.all(), DatagramScenarios.all(), TlsScenarios.all())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @Tag("slow")
    void stoppedAtAnyStep_hasDoneItOrNothing(Scenario scenario) throws InterruptedException {
        // A heavy scenario takes as long as dozens of others. The nightly build, which names the seeds, plays it in
        // both JVMs.
        assumeTrue(!scenario.heavy() || SHARE.first() > 0 || Integer.getInteger("miou.sweep.seeds") != null,
                "the JVM with the portable engine plays it");
        CancellationSweep sweep = new CancellationSweep();
        List<AssertionError> failures = sweep.failures(scenario, SHARE.first(), SHARE.count());
        worlds += sweep.worlds();
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    @Test
    void mailboxThatHandsItemsToTheGone_isCaught() throws InterruptedException {
        Scenario scenario = Scenario.of("LossyMailbox.receive()",
                rig -> ChannelScenarios.receiving(rig, new LossyMailbox()));
        assertThat(new CancellationSweep().failures(scenario, 0, SEEDS_OF_THE_TWIN)).isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("LossyMailbox"));
    }

    @Test
    void everyPublicMethodThatSuspends_hasAScenario() throws Exception {
        TreeSet<String> missing = new TreeSet<>(PublicOperations.find());
        List<String> unknown = new ArrayList<>();
        for (Scenario scenario : scenarios()) {
            scenario.operations().stream().filter(operation -> !missing.remove(operation)).forEach(unknown::add);
        }
        assertThat(unknown).as("scenarios of methods that do not exist").isEmpty();
        missing.removeIf(NeverSuspending::contains);
        assertThat(missing).as("methods that are neither in a scenario nor said never to suspend").isEmpty();
    }
}
