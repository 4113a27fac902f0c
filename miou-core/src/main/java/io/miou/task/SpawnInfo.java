package io.miou.task;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a task, if it was recorded. Most tasks have neither a name nor a line, and nothing is kept for them.
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
