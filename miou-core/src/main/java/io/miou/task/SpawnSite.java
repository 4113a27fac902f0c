package io.miou.task;

import java.security.ProtectionDomain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the line of the program that starts a task, for debug mode. Any thread. */
final class SpawnSite {

    private static final ProtectionDomain OWN = SpawnSite.class.getProtectionDomain();
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private SpawnSite() {
    }

    static @Nullable StackTraceElement find() {
        Optional<StackTraceElement> line = WALKER.walk(frames -> frames
                .filter(frame -> frame.getDeclaringClass().getProtectionDomain() != OWN)
                .map(StackWalker.StackFrame::toStackTraceElement).findFirst());
        return line.orElse(null);
    }
}
