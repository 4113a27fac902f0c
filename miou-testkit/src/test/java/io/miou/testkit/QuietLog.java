package io.miou.testkit;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Silences the log of tests that break rules and cancel thousands of times: each case is logged, as it should be. */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {

    private static final Logger LOG = Logger.getLogger("io.miou");

    /** Creates the extension, for JUnit. */
    public QuietLog() {
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        LOG.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LOG.setLevel(null);
    }
}
