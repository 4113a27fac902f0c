package io.miou;

/** Lets tests choose the engine of a run. */
public final class Engines {

    private Engines() {
    }

    /** A launcher whose fibers run on an engine, given by its name. */
    public static Launcher on(String engine, Launcher launcher) {
        return launcher.fibers(engine);
    }
}
