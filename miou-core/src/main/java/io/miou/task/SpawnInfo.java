package io.miou.task;

import org.jspecify.annotations.Nullable;

/**
 * Where a task comes from, if it was asked to remember: most have neither a name nor a line, and nothing is kept for
 * them.
 *
 * @param name given by the program
 * @param line of the program that started it, in debug mode
 */
record SpawnInfo(@Nullable String name, @Nullable StackTraceElement line) {

    static @Nullable SpawnInfo of(RunContext run, @Nullable String name) {
        StackTraceElement line = run.isDebug() ? SpawnSite.find() : null;
        return name == null && line == null ? null : new SpawnInfo(name, line);
    }
}
