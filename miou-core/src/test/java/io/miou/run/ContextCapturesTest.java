package io.miou.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.ContextCapture;
import io.miou.testing.Trail;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several context captures that throw: every context that was set is undone, and each exception is reported once. */
class ContextCapturesTest {

    private final Trail trail = new Trail();
    private final RuntimeException same = new IllegalStateException("the same");

    /** Returns a context capture whose restore and close may throw. */
    private ContextCapture capture(String name, @Nullable Throwable inRestore, @Nullable Throwable inClose) {
        return () -> () -> {
            throwIt(inRestore);
            trail.add("set " + name);
            return () -> {
                trail.add("undo " + name);
                throwIt(inClose);
            };
        };
    }

    private static void throwIt(@Nullable Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private String call(List<ContextCapture> captures, Callable<String> body) throws Exception {
        return ContextCaptures.captureAround(captures, body).call();
    }

    @Test
    void closesThatThrowWhatTheBodyThrew_areAllCalledAndTheBodysIsThrown() {
        List<ContextCapture> captures = List.of(capture("a", null, same), capture("b", null, same),
                capture("c", null, new AssertionError("an error")));
        Throwable thrown = catchThrowable(() -> call(captures, () -> {
            throw same;
        }));
        assertThat(thrown).isSameAs(same);
        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(AssertionError.class);
        assertThat(trail.events()).containsExactly("set a", "set b", "set c", "undo c", "undo b", "undo a");
    }

    @Test
    void closesThatThrow_areAllCalledAndTheFirstIsThrown() {
        Error error = new AssertionError("an error");
        List<ContextCapture> captures = List.of(capture("a", null, same), capture("b", null, error),
                capture("c", null, same));
        Throwable thrown = catchThrowable(() -> call(captures, () -> "value"));
        assertThat(thrown).isSameAs(same);
        assertThat(thrown.getSuppressed()).containsExactly(error);
        assertThat(trail.events()).endsWith("undo c", "undo b", "undo a");
    }

    @Test
    void restoreThatThrows_undoesWhatWasRestoredBefore() {
        List<ContextCapture> captures = List.of(capture("a", null, same), capture("b", same, null));
        assertThat(catchThrowable(() -> call(captures, () -> "never"))).isSameAs(same);
        assertThat(trail.events()).containsExactly("set a", "undo a");
    }

    @Test
    void nothingToUndo_isNoFailure() throws Exception {
        assertThat(call(List.of(() -> null, () -> () -> null), () -> "value")).isEqualTo("value");
    }
}
