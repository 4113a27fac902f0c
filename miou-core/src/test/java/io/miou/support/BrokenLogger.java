package io.miou.support;

import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The loggers of a process in which logging does not work. A service, declared by the test that starts the process. */
public final class BrokenLogger extends System.LoggerFinder implements System.Logger {

    /** The fault of the logger. */
    enum Fault {
        /** There is no logger. First, because a logger that was found is kept. */
        NO_LOGGER, QUESTION_FAILS, ERROR, EXCEPTION, OVERFLOW
    }

    private static final AtomicInteger REFUSED = new AtomicInteger();

    private static volatile Fault fault = Fault.NO_LOGGER;

    static void breakBy(Fault next) {
        fault = next;
        REFUSED.set(0);
    }

    /** Returns how many times it has failed since the fault was set. */
    static int refused() {
        return REFUSED.get();
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        if (fault == Fault.NO_LOGGER && name.equals("io.miou")) {
            throw refuse(new NoClassDefFoundError("there is no logger"));
        }
        return this;
    }

    @Override
    public String getName() {
        return "io.miou";
    }

    @Override
    public boolean isLoggable(Level level) {
        if (fault == Fault.QUESTION_FAILS) {
            throw refuse(new AssertionError("asked"));
        }
        return true;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message,
            @Nullable Throwable thrown) {
        fail();
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object... parameters) {
        fail();
    }

    private static void fail() {
        switch (fault) {
            case EXCEPTION -> throw refuse(new IllegalStateException("the disk is full"));
            case OVERFLOW -> {
                REFUSED.incrementAndGet();
                throw new AssertionError("does not overflow: " + descend(0));
            }
            default -> throw refuse(new Error("the file of time zones cannot be opened"));
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int descend(int depth) {
        return descend(depth + 1) + 1;
    }

    private static <X extends Throwable> X refuse(X thrown) {
        REFUSED.incrementAndGet();
        return thrown;
    }
}
