package io.miou.benchmarks.options;

import java.util.Locale;

/** The engines of fibers. */
public enum Engine {

    CARRIED, PORTABLE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds an engine by its name. */
    public static final class Converter extends Choice<Engine> {

        public Converter() {
            super(Engine.class);
        }
    }
}
