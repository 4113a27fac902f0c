package io.miou.stress;

import java.util.List;

/**
 * A step of a random task. A number named {@code pick} chooses among what the task has at that moment, so that every
 * sequence of steps is a program.
 */
sealed interface Op {

    /** Ways to start a child. */
    enum Way {
        ASYNC, CALL, CALL_ON, ORPHAN_ASYNC, ORPHAN_CALL
    }

    /** Ways to await or cancel all children. */
    enum Many {
        AWAIT_ONE, AWAIT_FIRST, AWAIT_ALL, ALL, CANCEL_EACH
    }

    /** Operations on the orphans. */
    enum Care {
        GET, CARE, TAKE, DRAIN, CANCEL_ALL
    }

    /** Behaviours of a release function. */
    enum Release {
        QUIET, YIELDS, SLEEPS, THROWS
    }

    /** Operations on an owned resource. */
    enum Use {
        CHECK, CLOSE, CLOSE_TWICE, DISOWN, TRANSFER
    }

    /** Ways in which a future ends. */
    enum Future {
        COMPLETE, FAILED, CANCELLED, LATER, FAILED_LATER, AT_ONCE_ELSEWHERE
    }

    /** Behaviours of blocking code. */
    enum Blocking {
        RETURNS, THROWS, SLEEPS, IGNORES_INTERRUPTS
    }

    /** A call of the JDK that waits. */
    enum Jdk {
        SLEEP, POLL, PARK
    }

    /** Kinds of exceptions. */
    enum Kind {
        CHECKED, RUNTIME, ERROR
    }

    record Spawn(Way way, int give, int lend, List<Op> body) implements Op {
    }

    record Parallel(List<List<Op>> bodies) implements Op {
    }

    record Everywhere(List<Op> body) implements Op {
    }

    /** Awaits one child; {@code pass}: lets its failure pass. */
    record Await(int pick, boolean asOutcome, boolean pass) implements Op {
    }

    record Join(Many many, boolean pass) implements Op {
    }

    record Orphans(Care care) implements Op {
    }

    record Cancel(int pick) implements Op {
    }

    record Sleep(int micros) implements Op {
    }

    record Yield() implements Op {
    }

    record Spin(int micros) implements Op {
    }

    record RunBlocking(Blocking how, int micros) implements Op {
    }

    record AwaitFuture(Future future, int micros) implements Op {
    }

    record AwaitComputation(int pick) implements Op {
    }

    record WaitInJdk(Jdk call, int micros) implements Op {
    }

    /** Waits at a gate until some task or the bell opens it. */
    record WaitAtGate(int pick) implements Op {
    }

    /** Lets one task through a gate. */
    record OpenGate(int pick) implements Op {
    }

    record Own(Release release) implements Op {
    }

    record UseOwned(int pick, Use use) implements Op {
    }

    record UseBorrowed(int pick) implements Op {
    }

    /** Adopts something that others have disowned, or tries to adopt what others have. */
    record Adopt(boolean anything, int pick) implements Op {
    }

    record Timeout(int micros, List<Op> body, boolean pass) implements Op {
    }

    record Until(int micros, boolean signalInside, List<Op> body) implements Op {
    }

    record Shield(List<Op> body) implements Op {
    }

    record Protect(List<Op> body, List<Op> finalizer) implements Op {
    }

    /** Swallows any exception of the body, a cancellation too, and goes on. */
    record Swallow(List<Op> body) implements Op {
    }

    record Throw(Kind kind) implements Op {
    }

    /** Returns at once, and breaks a rule: by a forgotten child, or else by a resource. */
    record Violate(boolean child) implements Op {
    }

    /** Awaits or cancels a child of another task. */
    record Meddle(int pick, boolean cancel) implements Op {
    }
}
