package io.miou.run;

import io.miou.fiber.FiberEngine;
import io.miou.observe.TaskRecorder;
import io.miou.spi.Backend;
import io.miou.support.Log;
import io.miou.support.OwnClasses;
import io.miou.task.TaskCompletion;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Opens a run: preloads the classes that it must not load later, and explains why a backend cannot be opened. Any
 * thread. Stateless.
 */
final class RunOpening {

    private static final String OUR_BACKENDS = "io.miou.backend.";

    private RunOpening() {
    }

    static Run open(RunSettings settings, FiberEngine engine) {
        engine.prepare();
        TaskCompletion.prepare();
        Log.prepare();
        TaskRecorder.follow();
        OwnClasses.load(Run.class);
        OwnClasses.load(Backend.class);
        try {
            Run run = new Run(settings, engine);
            Class<?> backend = run.loops()[0].backend().getClass();
            if (backend.getName().startsWith(OUR_BACKENDS)) {
                OwnClasses.load(backend);
            }
            return run;
        } catch (LinkageError e) {
            throw new IllegalArgumentException("backend '" + settings.backend().name()
                    + "' cannot be used here: to open it has thrown " + e
                    + "; choose another, or leave the name out to have the best of them chosen", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "backend " + settings.backend().name() + " cannot be opened: " + e.getMessage()
                            + "; choose another with -Dmiou.backend=NAME, or ask for fewer domains",
                    e);
        }
    }
}
