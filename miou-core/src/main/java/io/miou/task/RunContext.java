package io.miou.task;

import io.miou.RuleViolation;
import io.miou.fiber.FiberEngine;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The services of a run for its tasks. Any thread, except where a method says otherwise. */
public interface RunContext {

    /** {@return the engine that makes the fibers of its tasks} */
    FiberEngine engine();

    /** {@return its domains} */
    DomainPool domains();

    /** {@return the resources that tasks have disowned} */
    DisownedResources disowned();

    /** {@return the number of the run in the process, from 1 on} */
    int number();

    /** {@return whether messages tell where tasks were started and resources acquired} */
    boolean isDebug();

    /**
     * {@return the code of a task with the context of the calling thread: scoped values and captured contexts}
     *
     * @param <T> its result
     * @param body the task's code
     */
    <T extends @Nullable Object> Callable<? extends T> capture(Callable<? extends T> body);

    /**
     * Takes notice of a broken rule that no code of the program can catch (rules 1, 17 and 24).
     *
     * @param task that has broken it
     * @param violation thrown by {@code run}, or logged
     */
    void violated(Task<?> task, RuleViolation violation);

    /** Counts a broken rule whose error is thrown where it is broken (rules 2, 26 and 27). */
    void ruleBroken();

    /**
     * Ends the run. The first cause is thrown by {@code run}, later ones are suppressed in it.
     *
     * @param cause why
     */
    void failed(Throwable cause);

    /**
     * Takes notice of a fiber that was given up: the run ends with an error that names it (rule 32).
     *
     * @param task of the fiber
     * @param stack of the fiber
     */
    void gaveUp(Task<?> task, StackTraceElement[] stack);

    /**
     * Takes notice of a cancelled task that has met its {@code TaskCancelled} many times (rule 31). On its fiber.
     *
     * @param task the current one
     * @param since the result of the call before for this task, or 0
     * @return since when it has gone on
     */
    long noteRepeatedCancellation(Task<?> task, long since);
}
