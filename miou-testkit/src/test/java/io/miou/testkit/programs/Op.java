package io.miou.testkit.programs;

import java.util.List;

/**
 * A step of a random task. A number named {@code pick} chooses among what the task has at that moment, so that every
 * sequence of steps is a program. Times are milliseconds of the world.
 */
sealed interface Op {

    /** Ways to start a child. */
    enum Way {
        ASYNC, CALL, ORPHAN_ASYNC, ORPHAN_CALL
    }

    /** Ways to await or cancel some or all children. */
    enum Join {
        AWAIT, AWAIT_OUTCOME, AWAIT_ONE, AWAIT_FIRST, AWAIT_ALL, ALL, CANCEL, CANCEL_EACH
    }

    /** Operations on the orphans. */
    enum Care {
        GET, CARE, TAKE, DRAIN, CANCEL_ALL
    }

    /** Behaviours of a release function. */
    enum Release {
        QUIET, YIELDS, SLEEPS, THROWS
    }

    /** Kinds of scopes. */
    enum Kind {
        LIMIT, TRIGGER, SHIELD
    }

    record Spawn(Way way, int give, int lend, List<Op> body) implements Op {
    }

    record Parallel(List<List<Op>> bodies) implements Op {
    }

    record Everywhere(List<Op> body) implements Op {
    }

    record Joining(Join join, int pick) implements Op {
    }

    record Caring(Care care) implements Op {
    }

    record Sleep(int millis) implements Op {
    }

    record Yield() implements Op {
    }

    record Blocking(boolean fails) implements Op {
    }

    record Own(Release release) implements Op {
    }

    /** Tries something with any resource of the program, mostly one of its own. */
    record Claiming(Claim claim, boolean own, int pick) implements Op {
    }

    /** Tries to await or cancel any task of the program. */
    record Meddling(boolean cancel, int pick) implements Op {
    }

    record Limited(int millis, List<Op> body) implements Op {
    }

    record Until(int stop, List<Op> body) implements Op {
    }

    record Signal(int stop) implements Op {
    }

    record Shield(List<Op> body) implements Op {
    }

    record Protect(List<Op> body, List<Op> finalizer) implements Op {
    }

    /** Swallows the exception of the body, a cancellation too. */
    record Swallow(List<Op> body) implements Op {
    }

    /** Runs the body after it has passed a gate that lets in few tasks at a time, unless that takes too long. */
    record Pass(int gate, int patience, List<Op> body) implements Op {
    }

    record Send(int channel, int patience) implements Op {
    }

    record Receive(int channel, int patience) implements Op {
    }

    record Complete(int computation) implements Op {
    }

    record AwaitComputation(int computation, int patience) implements Op {
    }

    record Throw() implements Op {
    }

    /** Returns at once, and leaves behind what there is. */
    record Leave() implements Op {
    }
}
