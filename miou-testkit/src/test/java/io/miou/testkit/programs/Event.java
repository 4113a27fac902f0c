package io.miou.testkit.programs;

import io.miou.Outcome;
import java.util.List;

/**
 * An event of a random program. A task records an action on others before it, because it may have its effect from then
 * on, and something that it has learnt after it. So a cause is always recorded before its effect, in a world and on the
 * real machine.
 */
sealed interface Event {

    /** A child is about to be started; {@code scope} is the innermost one that its parent was in, or 0. */
    record Spawning(int task, int parent, int scope, boolean here) implements Event {
    }

    /** The child was not started after all. */
    record NotSpawned(int task) implements Event {
    }

    record Started(int task) implements Event {
    }

    /** The body returned, if {@code thrown} is null, or threw. */
    record Ended(int task, Throwable thrown) implements Event {
    }

    /** The parent is about to cancel it, or to make a call that may. */
    record Cancelling(int task, boolean certainly) implements Event {
    }

    record CancelReturned(int task) implements Event {
    }

    /** The parent has consumed it, and has seen this. */
    record Observed(int task, Outcome<?> outcome) implements Event {
    }

    /** The parent has awaited it, and was thrown this. */
    record AwaitThrew(int task, Outcome<?> outcome, Throwable thrown) implements Event {
    }

    /** The parent has nothing more to do with it, and has not seen how it ended. */
    record Consumed(int task) implements Event {
    }

    /** The task has waited for one of several; some may have ended with success before. */
    record ChosenFrom(List<Integer> tasks, Outcome<?> chosen, boolean successWasThere) implements Event {
    }

    /** A task has tried to await or cancel another. */
    record Meddled(int task, int other, boolean wasRefused) implements Event {
    }

    // Resources

    record Acquired(int resource, int task) implements Event {
    }

    /** The owner is about to give it to a child. */
    record Giving(int resource, int from, int to) implements Event {
    }

    /** The child was not started, and the resource stays; several are recorded in the reverse order. */
    record NotGiven(int resource, int from, int to) implements Event {
    }

    record Lending(int resource, int from, int to) implements Event {
    }

    record NotLent(int resource, int from, int to) implements Event {
    }

    /** A task is about to try something with it. */
    record Claiming(int resource, int task, Claim claim) implements Event {
    }

    /** A task has tried something with it. */
    record Claimed(int resource, int task, Claim claim, boolean wasRefused) implements Event {
    }

    record Released(int resource) implements Event {
    }

    // Scopes

    record Entered(int scope, int task, int outer, Op.Kind kind, long limit, long at) implements Event {
    }

    record Left(int scope, boolean returned, long at) implements Event {
    }

    record Stopping(int scope) implements Event {
    }

    /** The scope's limit has been thrown. */
    record TimedOut(int scope, long at) implements Event {
    }

    /** A suspension point has thrown TaskCancelled. */
    record Unwound(int task, int scope, long at) implements Event {
    }

    /** A suspension point has returned. */
    record Passed(int task, int scope) implements Event {
    }

    // Meeting others

    record Inside(int gate, int task) implements Event {
    }

    record Outside(int gate, int task) implements Event {
    }

    record Sending(int channel, int item) implements Event {
    }

    record Sent(int channel, int item) implements Event {
    }

    record NotSent(int channel, int item) implements Event {
    }

    record Got(int channel, int item) implements Event {
    }

    /** The channels are all empty. */
    record Drained() implements Event {
    }

    record Completed(int computation, int value, boolean first) implements Event {
    }

    record Learnt(int computation, int value) implements Event {
    }

    // Order

    /** A fiber of a domain is about to be made ready, by code of that domain. */
    record Ready(int domain, int token) implements Event {
    }

    /** The task runs because it was made ready. There is no such event if it is cancelled first. */
    record Ran(int token) implements Event {
    }

    /** A thread from outside is about to interrupt the run. */
    record Interrupting() implements Event {
    }

    /** An operation has done what no rule allows. */
    record Surprise(int task, String what, Throwable thrown) implements Event {
    }

    record RunEnded(Outcome<?> outcome) implements Event {
    }
}
