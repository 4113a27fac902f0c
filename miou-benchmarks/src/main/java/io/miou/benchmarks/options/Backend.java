package io.miou.benchmarks.options;

import java.util.List;
import java.util.Locale;

/** The backends that Miou can be run on. A machine has some of them. */
public enum Backend {

    NIO, EPOLL, KQUEUE;

    /** {@return the names, as Miou and the reports have them} */
    public static List<String> names(List<Backend> backends) {
        return backends.stream().map(Backend::toString).toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a backend by its name. */
    public static final class Converter extends Choice<Backend> {

        public Converter() {
            super(Backend.class);
        }
    }
}
