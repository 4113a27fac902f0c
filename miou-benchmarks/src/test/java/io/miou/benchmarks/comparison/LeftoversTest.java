package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxies leave nothing behind after failures as they are written. With one line deleted, some of them do. */
@Tag("harness")
class LeftoversTest {

    private static final int CLIENTS = 5;

    /** The test waits this long only if something is left that should not be. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Leftovers leftovers(Mishap mishap, String proxy, boolean forgetful, Duration patience)
            throws Exception {
        try {
            return ProxyComparison.leftovers(mishap, ProxyEntry.named(proxy), forgetful, CLIENTS, patience);
        } catch (UnavailableException e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(textBlock = """
            miou-nio,NONE
            miou-nio,REFUSED
            miou-nio,NEVER_ACCEPTED
            miou-nio,RESET
            miou-nio,VANISHED
            miou-nio,THROWN
            netty-nio,NONE
            netty-nio,REFUSED
            netty-nio,NEVER_ACCEPTED
            netty-nio,RESET
            netty-nio,VANISHED
            netty-nio,THROWN
            miou-epoll,RESET
            miou-epoll,VANISHED
            virtual-threads,NONE
            virtual-threads,REFUSED
            virtual-threads,NEVER_ACCEPTED
            virtual-threads,RESET
            virtual-threads,VANISHED
            virtual-threads,THROWN
            """)
    void proxyAsItIsWritten_leavesNothing(String proxy, Mishap mishap) throws Exception {
        assertThat(leftovers(mishap, proxy, false, PATIENCE)).isEqualTo(new Leftovers(0, 0, 0, false));
    }

    /** The upstream's connection is closed, the client's is not, and the thread that reads from it waits. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void virtualThreadsWithoutTheLine_leaveTheClientWaiting() throws Exception {
        assertThat(leftovers(Mishap.RESET, "virtual-threads", true, Duration.ofSeconds(1)))
                .isEqualTo(new Leftovers(CLIENTS, CLIENTS, CLIENTS, false));
    }

    /** The client's channel stays open. Netty uses no thread for each connection, so no thread is left. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nettyWithoutTheLine_leavesTheClientWaiting() throws Exception {
        assertThat(leftovers(Mishap.RESET, "netty-nio", true, Duration.ofSeconds(1)))
                .isEqualTo(new Leftovers(CLIENTS, 0, CLIENTS, false));
    }

    /** A task that fails is released of what it owns, with or without the line. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void miouWithoutTheLine_stillLeavesNothingAfterAFailure() throws Exception {
        assertThat(leftovers(Mishap.RESET, "miou-nio", true, PATIENCE)).isEqualTo(new Leftovers(0, 0, 0, false));
    }

    /** A task that succeeds has no such excuse: the first client that ends in order tells of the line. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void miouWithoutTheLine_tellsOfItWhenNothingGoesWrong() throws Exception {
        assertThat(leftovers(Mishap.NONE, "miou-nio", true, PATIENCE)).isEqualTo(new Leftovers(0, 0, 0, true));
    }
}
