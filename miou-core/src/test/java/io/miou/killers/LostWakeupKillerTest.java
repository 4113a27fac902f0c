package io.miou.killers;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.TaskExecutor;
import io.miou.sync.Trigger;
import io.miou.testing.Alone;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;

/**
 * A foreign thread hands in a task when the domain has nothing to do, and the next one when that has run: while the
 * domain looks once more, while it falls asleep, while it sleeps. One lost wakeup stops everything.
 */
@Slow
@Alone
class LostWakeupKillerTest {

    private static final int SUBMISSIONS = Form.of(10_000, 1_000_000);
    private static final int SUBMISSIONS_TO_THE_TWIN = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE_WITH_THE_TWIN = Duration.ofMillis(300);
    private static final int LONGEST_PAUSE_SPINS = 2_000;

    @OnEveryBackend
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void submissionsToASleepingDomain_allRun(Variant variant) {
        assertThat(answered(variant.launcher(), SUBMISSIONS, PATIENCE, () -> {
        })).isEqualTo(SUBMISSIONS);
    }

    @OnEveryEngine
    void backendThatForgetsAWakeupWhileItFallsAsleep_isCaught(Variant variant) {
        ForgetfulBackend.Provider forgetful = new ForgetfulBackend.Provider(variant.provider());
        assertThat(answered(variant.launcher().backend(forgetful), SUBMISSIONS_TO_THE_TWIN, PATIENCE_WITH_THE_TWIN,
                forgetful::rescue)).isLessThan(SUBMISSIONS_TO_THE_TWIN);
    }

    /**
     * Submits tasks one after the other, and returns how many of them ran. It stops at the first task that did not run
     * in time.
     */
    private static int answered(Launcher launcher, int submissions, Duration patience, Runnable rescue) {
        return launcher.domains(0).run(() -> {
            Trigger end = new Trigger();
            FutureTask<Integer> submitter;
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                submitter = Foreign.start(() -> {
                    int answered = submitOneByOne(executor, submissions, patience);
                    end.signal();
                    rescue.run();
                    return answered;
                });
                end.await();
            }
            return submitter.get();
        });
    }

    private static int submitOneByOne(TaskExecutor executor, int submissions, Duration patience) {
        AtomicInteger answered = new AtomicInteger();
        for (int round = 1; round <= submissions; round++) {
            int number = round;
            executor.execute(() -> answered.set(number));
            long start = System.nanoTime();
            for (int spins = 1; answered.get() < round; spins++) {
                Thread.onSpinWait();
                if (spins % 100 == 0) {
                    Thread.yield(); // few processors: the domain needs one
                    if (System.nanoTime() - start > patience.toNanos()) {
                        return round - 1;
                    }
                }
            }
            // Sometimes it has gone to sleep before the next one comes, sometimes it is about to.
            for (int pause = ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_SPINS); pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
        return submissions;
    }
}
