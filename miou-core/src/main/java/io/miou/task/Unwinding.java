package io.miou.task;

import io.miou.RuleViolation;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an exception whether code has ended because of a cancellation (rules 21 and 22). Any thread.
 *
 * <p>A suspension point throws {@link TaskCancelled}, and a call of the JDK that was interrupted throws one of a few
 * types. Libraries put an interruption into exceptions of their own, or keep only the interrupt flag. An exception of a
 * library counts as a consequence under two conditions. The scheduler has interrupted the code for this cancellation,
 * and an interruption is among the causes or the flag was set again. Everything else is a failure with a reason of its
 * own: a broken rule, the failure of a child, or an exception that has nothing to do with an interrupt. So is the
 * exception of code that has caught {@code TaskCancelled}, which no library does by mistake.
 */
final class Unwinding {

    private static final int MOST_CAUSES = 1000;

    /** The interrupt, if any, of code that was cancelled while it waited in the JDK. */
    enum Interrupt {
        /** The code was not interrupted. */
        NONE,
        /** The code was interrupted. */
        SENT,
        /** The code was interrupted, and its interrupt flag was set when the wait returned. */
        FLAG_SET
    }

    private Unwinding() {
    }

    /** {@return whether it is the unwrapped exception of a suspension point or of an interrupted call of the JDK} */
    static boolean isBare(Throwable thrown) {
        return Failures.isCancellation(thrown) || isBareInterruption(thrown);
    }

    private static boolean isBareInterruption(Throwable thrown) {
        return thrown instanceof InterruptedException || thrown instanceof ClosedByInterruptException
                || thrown instanceof SocketException && "Closed by interrupt".equals(thrown.getMessage());
    }

    /**
     * {@return whether it is a consequence of a cancellation that has come}
     *
     * @param thrown by the code
     * @param interrupt the interrupt of the code
     */
    static boolean isConsequence(Throwable thrown, Interrupt interrupt) {
        if (isBare(thrown)) {
            return true;
        }
        if (interrupt == Interrupt.NONE || thrown instanceof RuleViolation) {
            return false;
        }
        if (interrupt == Interrupt.FLAG_SET && thrown instanceof Exception
                && !(thrown instanceof TaskFailedException)) {
            return true;
        }
        Throwable cause = thrown;
        for (int i = 0; i < MOST_CAUSES && cause != null && !(cause instanceof TaskFailedException); i++) {
            if (isInterruption(cause)) {
                return true;
            }
            cause = causeOf(cause);
        }
        return false;
    }

    private static boolean isInterruption(Throwable thrown) {
        return isBareInterruption(thrown) || thrown instanceof FileLockInterruptionException
                || thrown instanceof InterruptedIOException && !(thrown instanceof SocketTimeoutException);
    }

    @Nullable
    private static Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException | StackOverflowError e) {
            // The exception's methods are foreign code.
            return null;
        }
    }
}
