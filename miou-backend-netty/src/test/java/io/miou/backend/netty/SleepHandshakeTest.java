package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.backend.netty.ScriptedHandler.Point;
import io.miou.spi.Backend;
import io.netty.channel.IoHandlerContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A wakeup between any two steps on the way to sleep ends the sleep. The steps are those of Netty's poller, one after
 * the other: nothing here depends on who is faster.
 */
@Timeout(60)
class SleepHandshakeTest {

    private Backend backend;
    private boolean isWokenOnce;

    /**
     * Polls without a timeout. Another thread wakes the poller once, at each point in turn. Returns the points at which
     * the sleep did not end.
     */
    private List<Point> sleptThrough(UnaryOperator<IoHandlerContext> between) throws IOException {
        List<Point> lost = new ArrayList<>();
        for (Point point : Point.values()) {
            isWokenOnce = false;
            ScriptedHandler handler = new ScriptedHandler(reached -> {
                if (reached == point && !isWokenOnce) {
                    isWokenOnce = true;
                    wakeUpFromElsewhere();
                }
            }, between);
            backend = NettyBackend.open(new FakeTransport(handler));
            backend.poll(Backend.FOREVER);
            if (point == Point.AWAKE) {
                // The wakeup came too late to end the sleep, so the sleep counts as endless. It still ended the poll.
                assertThat(handler.endlessSleeps).isEqualTo(1);
            } else if (handler.endlessSleeps > 0) {
                lost.add(point);
            }
        }
        return lost;
    }

    private void wakeUpFromElsewhere() {
        Thread waker = Thread.ofPlatform().start(backend::wakeup);
        try {
            waker.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void wakeup_betweenAnyTwoSteps_endsTheSleep() throws IOException {
        assertThat(sleptThrough(UnaryOperator.identity())).isEmpty();
    }

    /** The fault that the second question is there for: an answer that is not read again. */
    @Test
    void brokenTwin_thatAnswersFromMemory_isCaught() throws IOException {
        assertThat(sleptThrough(FirstAnswer::new)).containsExactly(Point.ASKED);
    }

    @Test
    void wakeup_beforePoll_endsIt() throws IOException {
        ScriptedHandler handler = new ScriptedHandler(_ -> {
        }, UnaryOperator.identity());
        backend = NettyBackend.open(new FakeTransport(handler));
        wakeUpFromElsewhere();
        wakeUpFromElsewhere();
        backend.poll(Backend.FOREVER);
        assertThat(handler.endlessSleeps).isZero();
        backend.poll(Backend.FOREVER);
        assertThat(handler.endlessSleeps).isEqualTo(1);
    }

    private static final class FirstAnswer implements IoHandlerContext {

        private final IoHandlerContext given;
        private Boolean answer;

        FirstAnswer(IoHandlerContext given) {
            this.given = given;
        }

        @Override
        public boolean canBlock() {
            if (answer == null) {
                answer = given.canBlock();
            }
            return answer;
        }

        @Override
        public long delayNanos(long now) {
            return given.delayNanos(now);
        }

        @Override
        public long deadlineNanos() {
            return given.deadlineNanos();
        }
    }
}
