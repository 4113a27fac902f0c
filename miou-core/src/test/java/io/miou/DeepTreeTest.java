package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Trees of tasks that are deeper than any stack: failures, cancellations and pictures of them. */
@Slow
class DeepTreeTest {

    private static final int DEEP = 24_000;

    /** Runs an innermost task below a chain of others. Each of them awaits the next one. */
    private static <T> T nest(int depth, Callable<T> innermost) throws Exception {
        return depth == 0 ? innermost.call() : Miou.async(() -> nest(depth - 1, innermost)).await();
    }

    @OnEveryEngine
    void failureThroughVeryManyTasks_hasAMessageWithTheFirstAndTheLastAndACount(Variant variant) {
        IOException broken = new IOException("broken");
        Throwable thrown = catchThrowable(() -> variant.run(() -> nest(DEEP, () -> {
            throw broken;
        })));
        assertThat(thrown).isInstanceOf(TaskFailedException.class).hasCause(broken);
        assertThat(thrown.getMessage()).hasSizeLessThan(1000)
                .startsWith("task-" + DEEP + " has failed: java.io.IOException: broken, which task-" + (DEEP - 1)
                        + " let pass, which task-")
                .contains(", which " + (DEEP - 1 - 9) + " more tasks let pass, which task-4 let pass")
                .contains(", which task-1 let pass; ").endsWith("handle it with awaitOutcome");
    }

    @OnEveryEngine
    void failureThroughAFewTasks_namesAllOfThem(Variant variant) {
        Throwable thrown = catchThrowable(() -> variant.run(() -> nest(10, () -> {
            throw new IOException("broken");
        })));
        assertThat(thrown.getMessage()).doesNotContain("more task");
        for (int task = 1; task < 10; task++) {
            assertThat(thrown.getMessage()).containsOnlyOnce(", which task-" + task + " let pass");
        }
    }

    @OnEveryEngine
    void failureThroughManyFutures_hasAShortMessage(Variant variant) {
        Throwable thrown = catchThrowable(() -> variant.run(() -> throughFutures(2_000)));
        assertThat(thrown).isInstanceOf(TaskFailedException.class).hasRootCauseMessage("broken");
        assertThat(thrown.getMessage()).hasSizeLessThan(1500).contains("more tasks let pass");
    }

    private static int throughFutures(int depth) throws Exception {
        if (depth == 0) {
            throw new IOException("broken");
        }
        CompletableFuture<Integer> future = Miou.async(() -> throughFutures(depth - 1)).toCompletableFuture();
        return Miou.await(future);
    }

    @Test
    void veryLongMessageOfAUser_isCutInOurs() {
        IOException talkative = new IOException("x".repeat(1_000_000));
        Throwable thrown = catchThrowable(new Outcome.Failure<>(talkative)::get);
        assertThat(thrown).hasCause(talkative);
        assertThat(thrown.getMessage()).hasSizeLessThan(3_000).contains("more characters");
    }

    @OnEveryEngine
    void pictureOfADeepTree_isMadeAndPrintedWithoutRecursion(Variant variant) {
        String text = variant.run(() -> {
            Trigger innermost = new Trigger();
            Promise<Integer> top = Miou.async(() -> nest(DEEP, () -> {
                innermost.signal();
                Miou.sleep(Duration.ofDays(1));
                return 1;
            }));
            innermost.await();
            Miou.yield();
            TaskTree tree = Miou.dump();
            assertThat(tree.equals(Miou.dump())).isTrue();
            assertThat(tree.hashCode()).isEqualTo(Miou.dump().hashCode());
            assertThat(tree.roots().getFirst().toString()).contains("task-" + DEEP);
            top.cancel();
            assertThat(top.state()).isEqualTo(Promise.State.CANCELLED);
            return tree.toString();
        });
        assertThat(text.lines().count()).isEqualTo(DEEP + 2);
        assertThat(text).hasSizeLessThan(300 * DEEP)
                .contains("\n" + "  ".repeat(50) + "(level " + DEEP + ") task-");
    }

    @OnEveryEngine
    void limitAboveADeepTree_cancelsAllOfIt(Variant variant) {
        variant.run(() -> {
            Throwable thrown = catchThrowable(() -> Miou.timeout(Duration.ofMillis(200), () -> nest(DEEP, () -> {
                Miou.sleep(Duration.ofDays(1));
                return 1;
            })));
            assertThat(thrown).isInstanceOf(TimeoutException.class);
        });
    }
}
