package io.miou.testing;

import io.miou.Miou;
import io.miou.TaskTree;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a run behind, and shows its tasks. Otherwise a later test would fail, of threads and runs
 * that are not its own. JUnit finds it by {@code META-INF/services}.
 */
public final class NoRunIsLeft implements AfterEachCallback {

    /** A run that is about to end gets this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Runs that were told of already. Tests of a process follow each other. */
    private static int known;

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        long start = System.nanoTime();
        TaskTree tree = Miou.dump();
        while (tree.roots().size() > known && System.nanoTime() - start < PATIENCE.toNanos()) {
            Thread.sleep(1);
            tree = Miou.dump();
        }
        int left = tree.roots().size();
        boolean more = left > known;
        known = left;
        if (more) {
            throw new AssertionError(context.getDisplayName() + " has left a run behind:\n" + tree);
        }
    }
}
