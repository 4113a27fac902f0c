package io.miou.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Outcome;
import io.miou.Outcome.Failure;
import io.miou.Outcome.Success;
import io.miou.testkit.MiouTest.FaultLevel;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * Runs one program in simulated worlds and on real backends, with every level of faults. The kit checks that it leaves
 * nothing behind.
 */
@Timeout(60)
@Tag("slow")
class EchoOnAnyNetworkTest {

    private static void allWork() throws Exception {
        assertThat(Echo.run(3, 20_000))
                .allMatch(outcome -> outcome instanceof Success<Boolean>(Boolean whole) && whole);
    }

    /** A client gets its echo, or an exception that says what the network has done. */
    private static void noneIsWrong() throws Exception {
        assertThat(Echo.run(3, 20_000)).allMatch(EchoOnAnyNetworkTest::isWholeOrCut);
    }

    private static boolean isWholeOrCut(Outcome<Boolean> outcome) {
        return switch (outcome) {
            case Success<Boolean>(Boolean whole) -> whole;
            // An echo that ended early because the server ended is shorter than a whole one.
            case Failure<Boolean>(Throwable cause) -> cause instanceof IOException || cause instanceof AssertionError
                    || cause.getCause() instanceof IOException;
            case Outcome.Cancelled<Boolean> _ -> false;
        };
    }

    @MiouTest(seeds = 40)
    void inAQuietWorld_everybodyIsServed() throws Exception {
        allWork();
    }

    @MiouTest(seeds = 40, faults = FaultLevel.ROUGH)
    void inARoughWorld_everybodyIsServed() throws Exception {
        allWork();
    }

    @MiouTest(seeds = 40, faults = FaultLevel.HOSTILE)
    void inAHostileWorld_nothingIsLeaked() throws Exception {
        noneIsWrong();
    }

    @MiouTest(seeds = 10, backend = "nio", faults = FaultLevel.ROUGH)
    void onNio_roughly() throws Exception {
        allWork();
    }

    @MiouTest(seeds = 10, backend = "nio", faults = FaultLevel.HOSTILE)
    void onNio_hostile() throws Exception {
        noneIsWrong();
    }

    @MiouTest(seeds = 10, backend = "epoll", faults = FaultLevel.ROUGH)
    void onEpoll_roughly() throws Exception {
        allWork();
    }

    @MiouTest(seeds = 10, backend = "epoll", faults = FaultLevel.HOSTILE)
    void onEpoll_hostile() throws Exception {
        noneIsWrong();
    }
}
