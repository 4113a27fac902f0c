package io.miou.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what Miou logs for everybody (not for debugging only), and keeps it off the console, until it is closed. */
public final class LoggedByMiou implements AutoCloseable {

    private final Logger logger = Logger.getLogger("io.miou");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    /** Begins to collect. */
    public LoggedByMiou() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    /** What has been logged so far, in order. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }
}
