package io.miou.stress;

import io.miou.Outcome;
import io.miou.RuleViolation;

/**
 * An event of a random program, in the order in which events were recorded. A task records an action on others before
 * it, and something that it has learnt after it. So a cause is always recorded before its effect.
 */
sealed interface Event {

    /** Places where a child is started. */
    enum Start {
        HERE, ELSEWHERE
    }

    /** Kinds of scopes. */
    enum Scope {
        LIMIT, TRIGGER, SHIELD
    }

    /** A parent is about to start a child; {@code scope} is the innermost one it is in, or 0. */
    record Spawning(int task, int parent, int scope, Start start) implements Event {
    }

    /** The child was not started after all. */
    record NotSpawned(int task) implements Event {
    }

    record Started(int task) implements Event {
    }

    /** The body is about to return. */
    record Returning(int task, Object value) implements Event {
    }

    /** The body is about to throw. */
    record Throwing(int task, Throwable thrown) implements Event {
    }

    /** The task is about to break a rule. */
    record Violating(int task, Class<? extends RuleViolation> kind, boolean fatal) implements Event {
    }

    /** The parent has learnt how the child has ended; {@code thrown} is what its await has thrown, or null. */
    record Observed(int task, Outcome<?> outcome, Throwable thrown) implements Event {
    }

    /** The parent is about to cancel the child, or to make a call that may. */
    record Cancelling(int task, boolean certainly) implements Event {
    }

    /** The call that cancelled the child has returned. */
    record CancelReturned(int task) implements Event {
    }

    /** A thread from outside is about to interrupt the run. */
    record Interrupting() implements Event {
    }

    /** A task is about to enter a scope, at a time in nanoseconds; the limit is in nanoseconds too. */
    record Entering(int scope, int task, int outer, Scope kind, long limit, long at) implements Event {
    }

    /** The body of a scope is about to end. */
    record Leaving(int scope, long at) implements Event {
    }

    /** The trigger of a scope is about to be signalled. */
    record Stopping(int scope) implements Event {
    }

    /** A suspension point has thrown TaskCancelled, inside a scope or 0. */
    record Unwound(int task, int scope, long at) implements Event {
    }

    /** A suspension point has returned although an earlier one has thrown TaskCancelled, both outside any scope. */
    record PassedThough(int task) implements Event {
    }

    record Acquired(int resource, int task) implements Event {
    }

    /** The owner is about to give it to a child. */
    record Giving(int resource, int from, int to) implements Event {
    }

    /**
     * The child was not started, and the resource stays; several are recorded in the reverse order of {@link Giving}.
     */
    record NotGiven(int resource, int from, int to) implements Event {
    }

    /** The owner is about to disown it. */
    record Disowning(int resource, int task) implements Event {
    }

    record Adopted(int resource, int task) implements Event {
    }

    /** The owner is about to transfer it to its parent, when that consumes its success. */
    record Transferring(int resource, int task) implements Event {
    }

    /** The owner is about to close it. */
    record Closing(int resource, int task) implements Event {
    }

    /** The release function runs. */
    record Released(int resource) implements Event {
    }

    /** A fiber of a domain is about to be made ready, by code of that domain. */
    record Ready(int domain, int token) implements Event {
    }

    /** The task runs because it was made ready. There is no such event if it is cancelled first. */
    record Ran(int token) implements Event {
    }

    /** An operation has done what no rule allows. */
    record Surprise(int task, String operation, Throwable thrown) implements Event {
    }

    /** The run has ended; nothing can happen any more. */
    record RunEnded(Outcome<?> outcome) implements Event {
    }
}
