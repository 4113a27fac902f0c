package io.miou.testkit.programs;

import java.util.List;

/**
 * A step of a random task. A number named {@code pick} chooses among what the task has at that moment, so that every
 * sequence of steps is a program. Times are microseconds of the world or of the machine. Steps marked as those of the
 * real machine need a thread that is none of the run, or a call of the JDK that waits: a simulated world has neither.
 */
sealed interface Op {

    /** Ways to start a child. */
    enum Way {
        ASYNC, CALL, ORPHAN_ASYNC, ORPHAN_CALL, CALL_ON
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

    /** Behaviours of blocking code. */
    enum Block {
        RETURNS, THROWS, SLEEPS, IGNORES_INTERRUPTS
    }

    /** Ways in which a future ends. */
    enum Future {
        COMPLETE, FAILED, CANCELLED, LATER, FAILED_LATER, AT_ONCE_ELSEWHERE
    }

    /** Calls of the JDK that wait. */
    enum Jdk {
        SLEEP, POLL, PARK
    }

    /** Kinds of exceptions. */
    enum Thrown {
        CHECKED, RUNTIME, ERROR
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

    /** Joins children; {@code pass}: lets their failure pass. */
    record Joining(Join join, int pick, boolean pass) implements Op {
    }

    record Caring(Care care) implements Op {
    }

    record Sleep(int micros) implements Op {
    }

    record Yield() implements Op {
    }

    /** Runs blocking code; {@code pass}: lets its failure pass. */
    record Blocking(Block how, int micros, boolean pass) implements Op {
    }

    record Own(Release release) implements Op {
    }

    /** Tries something with any resource of the program, mostly one of its own. */
    record Claiming(Claim claim, boolean own, int pick) implements Op {
    }

    /** Tries to await or cancel any task of the program. */
    record Meddling(boolean cancel, int pick) implements Op {
    }

    /** Runs the body with a limit; {@code fail}: throws an exception if it has passed. */
    record Limited(int micros, List<Op> body, boolean fail) implements Op {
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

    record Throw(Thrown kind) implements Op {
    }

    /** Returns at once, and leaves behind what there is. */
    record Leave() implements Op {
    }

    // Of the real machine

    record Spin(int micros) implements Op {
    }

    record AwaitFuture(Future future, int micros) implements Op {
    }

    record WaitInJdk(Jdk call, int micros) implements Op {
    }

    /** Awaits a computation that the thread from outside completes. */
    record AwaitOutside(int pick) implements Op {
    }

    /** Waits until another task or the thread from outside lets it through. */
    record Queue(int line) implements Op {
    }

    /** Lets one task through that has queued. */
    record Admit(int line) implements Op {
    }

    /** Runs the body until a trigger is signalled: at once by itself, or later by the thread from outside. */
    record UntilLater(int micros, boolean atOnce, List<Op> body) implements Op {
    }

    record CloseTwice(int pick) implements Op {
    }

    record UseBorrowed(int pick) implements Op {
    }

    /** Adopts what another has disowned. */
    record AdoptDisowned() implements Op {
    }

    /** Returns at once, and has certainly broken a rule: by a forgotten child, or else by a resource. */
    record Violate(boolean child) implements Op {
    }
}
