package io.miou.support;

import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one logger of this module. It never throws: what the logger behind it throws, {@code Error}s included, changes
 * nothing else (rule 29).
 *
 * <p>A line that the logger refuses is tried again as plain text, then printed to {@code System.err}, then dropped.
 *
 * <p>Threads: any thread may call every method. The logger is looked up by each thread that finds none; all find the
 * same.
 */
public final class Log {

    private static final String NAME = "io.miou";

    private static volatile System.@Nullable Logger logger;
    private static volatile boolean prepared;

    private Log() {
    }

    /**
     * Loads what the first line needs, once in a process. The logger of the JDK opens the file of time zones for its
     * first line. A process that has no descriptor left cannot open it, and the JDK does not try again.
     */
    public static void prepare() {
        if (prepared) {
            return;
        }
        prepared = true;
        try {
            boolean _ = logger().isLoggable(Level.WARNING);
            var _ = ZoneId.systemDefault().getRules();
            var _ = Words.of("loaded");
        } catch (Throwable e) {
            // Each line tries again.
        }
    }

    /**
     * Logs an error.
     *
     * @param message what happened, to which task, and what to do
     * @param thrown the reason, if there is one
     */
    public static void error(String message, @Nullable Throwable thrown) {
        log(Level.ERROR, message, thrown);
    }

    /**
     * Logs a warning.
     *
     * @param message what happened, to which task, and what to do
     */
    public static void warning(String message) {
        log(Level.WARNING, message, null);
    }

    /**
     * Logs a warning.
     *
     * @param message what happened, to which task, and what to do
     * @param thrown the reason, if there is one
     */
    public static void warning(String message, @Nullable Throwable thrown) {
        log(Level.WARNING, message, thrown);
    }

    /**
     * Logs a warning while the JVM exits. A hook of the JDK's own logging closes it at that time and drops what comes
     * later, so a line for it is printed to {@code System.err}.
     *
     * @param message what happened, to which task, and what to do
     */
    public static void warningAtExit(String message) {
        String module;
        try {
            module = logger().getClass().getModule().getName();
        } catch (Throwable e) {
            module = "";
        }
        if ("java.logging".equals(module) || "java.base".equals(module)) {
            System.err.println("WARNING: " + message);
        } else {
            warning(message);
        }
    }

    /**
     * Logs what only a search for a fault needs.
     *
     * @param message builds the text; called only if it is wanted; what it throws is caught
     * @param thrown the reason, if there is one
     */
    public static void debug(Supplier<String> message, @Nullable Throwable thrown) {
        log(Level.DEBUG, message, thrown);
    }

    /**
     * Logs a line.
     *
     * @param level of it
     * @param message what happened, to which task, and what to do
     * @param thrown the reason, if there is one
     */
    public static void log(Level level, String message, @Nullable Throwable thrown) {
        try {
            write(level, message, thrown);
        } catch (Throwable problem) {
            writePlain(level, message, thrown, problem);
        }
    }

    /**
     * Logs a line whose text asks objects of the user.
     *
     * @param level of it
     * @param message builds the text; called only if it is wanted; what it throws is caught
     * @param thrown the reason, if there is one
     */
    public static void log(Level level, Supplier<String> message, @Nullable Throwable thrown) {
        boolean wanted = true;
        String text = "a message whose text cannot be built";
        try {
            wanted = logger().isLoggable(level);
        } catch (Throwable problem) {
            // The line is tried as if it were wanted.
        }
        if (!wanted) {
            return;
        }
        try {
            text = message.get();
        } catch (Throwable problem) {
            // The level and the exception are still worth a line.
        }
        log(level, text, thrown);
    }

    private static void write(Level level, String message, @Nullable Throwable thrown) {
        if (thrown == null) {
            // No parameters follow, so the logger leaves braces in the text alone.
            logger().log(level, message);
        } else {
            logger().log(level, message, thrown);
        }
    }

    /** Writes a line without the logger, because the logger or the exception is broken. */
    private static void writePlain(Level level, String message, @Nullable Throwable thrown, Throwable problem) {
        try {
            String text = thrown == null ? message : message + ": " + Words.of(thrown);
            try {
                logger().log(level, text);
            } catch (Throwable again) {
                if (isPrinted(level)) {
                    System.err.println("Miou: " + text + " (the logger failed: " + Words.of(problem) + ")");
                }
            }
        } catch (Throwable last) {
            // No way of logging is left.
        }
    }

    /** Whether loggers print a level by default. Decides for a logger that fails when it is asked. */
    private static boolean isPrinted(Level level) {
        return level.getSeverity() >= Level.INFO.getSeverity();
    }

    private static System.Logger logger() {
        System.Logger known = logger;
        if (known == null) {
            known = System.getLogger(NAME);
            logger = known;
        }
        return known;
    }

    /** {@return the standard error of the process, for what a user has asked for by a property} Any thread. */
    public static Writer standardError() {
        return new OutputStreamWriter(System.err, System.err.charset());
    }
}
