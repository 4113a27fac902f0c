package io.miou.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Keeps what the scheduler logs, instead of printing it, until it is closed. The watchdog may warn in any test on a
 * machine under load: its words are kept only if the test has set its limit.
 */
public final class LogRecorder extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("io.miou");
    private final boolean printed = logger.getUseParentHandlers();
    private final List<LogRecord> records = new ArrayList<>();

    public LogRecorder() {
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    @Override
    public synchronized void publish(LogRecord logged) {
        if (!isOfASlowMachine(logged.getMessage())) {
            records.add(logged);
        }
    }

    private static boolean isOfASlowMachine(String message) {
        return System.getProperty("miou.watchdog") == null
                && (message.contains(" keeps domain ") || message.contains(" for a thread of the JDK's scheduler"));
    }

    /** Returns what has been logged so far, in order. */
    public synchronized List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** The messages of a level, in order. */
    public synchronized List<String> messages(Level level) {
        SimpleFormatter formatter = new SimpleFormatter();
        return records.stream().filter(one -> one.getLevel().equals(level)).map(formatter::formatMessage).toList();
    }

    /** Returns the exceptions that were logged with messages of a level. */
    public synchronized List<Throwable> thrown(Level level) {
        return records.stream().filter(one -> one.getLevel().equals(level) && one.getThrown() != null)
                .map(LogRecord::getThrown).toList();
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(printed);
    }
}
