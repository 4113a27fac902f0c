package io.miou.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Outcome;
import io.miou.ResourceLeakedError;
import io.miou.StillHasChildrenError;
import io.miou.stress.Event.Acquired;
import io.miou.stress.Event.Adopted;
import io.miou.stress.Event.CancelReturned;
import io.miou.stress.Event.Cancelling;
import io.miou.stress.Event.Closing;
import io.miou.stress.Event.Disowning;
import io.miou.stress.Event.Entering;
import io.miou.stress.Event.Giving;
import io.miou.stress.Event.Interrupting;
import io.miou.stress.Event.Leaving;
import io.miou.stress.Event.Observed;
import io.miou.stress.Event.PassedThough;
import io.miou.stress.Event.Ran;
import io.miou.stress.Event.Ready;
import io.miou.stress.Event.Released;
import io.miou.stress.Event.Returning;
import io.miou.stress.Event.RunEnded;
import io.miou.stress.Event.Spawning;
import io.miou.stress.Event.Start;
import io.miou.stress.Event.Started;
import io.miou.stress.Event.Stopping;
import io.miou.stress.Event.Surprise;
import io.miou.stress.Event.Throwing;
import io.miou.stress.Event.Transferring;
import io.miou.stress.Event.Unwound;
import io.miou.stress.Event.Violating;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The checker sees each kind of fault: a forged log with the fault in it is rejected, and the same log without it is
 * not. Main is task 0, its child task 1, its grandchild task 2.
 */
class CheckerTest {

    private static final int MAIN = 0;
    private static final int CHILD = 1;
    private static final int GRANDCHILD = 2;
    private static final int NO_SCOPE = Causes.NO_SCOPE;
    private static final int SCOPE = 90;
    private static final Outcome<Object> CANCELLED = new Outcome.Cancelled<>();
    private static final Exception FAILURE = new StressFailure.Checked("thrown");

    private static Outcome<Object> success(int value) {
        return new Outcome.Success<>(value);
    }

    private static Outcome<Object> failure(Throwable cause) {
        return new Outcome.Failure<>(cause);
    }

    private static Event spawning(int task, int parent, int scope) {
        return new Spawning(task, parent, scope, Start.HERE);
    }

    /** A log in which main starts its child, something happens, and main returns. */
    private static List<Event> log(Event... events) {
        List<Event> all = new ArrayList<>();
        all.add(new Started(MAIN));
        all.add(spawning(CHILD, MAIN, NO_SCOPE));
        all.add(new Started(CHILD));
        all.addAll(List.of(events));
        all.add(new Returning(MAIN, MAIN));
        all.add(new RunEnded(success(MAIN)));
        return all;
    }

    /** A log in which the child returns and its parent learns of it, after something has happened. */
    private static List<Event> logOfSuccess(Event... events) {
        List<Event> all = new ArrayList<>(List.of(events));
        all.add(new Returning(CHILD, CHILD));
        all.add(new Observed(CHILD, success(CHILD), null));
        return log(all.toArray(Event[]::new));
    }

    private static void assertFaultless(List<Event> events) {
        assertThat(Checker.faults(events)).isEmpty();
    }

    private static void assertOnlyFault(List<Event> events, String words) {
        assertThat(Checker.faults(events)).singleElement().asString().contains(words);
    }

    // Resources

    @Test
    void resourceReleasedOnce_isFaultless() {
        assertFaultless(logOfSuccess(new Acquired(10, CHILD), new Closing(10, CHILD), new Released(10)));
    }

    @Test
    void resourceReleasedTwice_isAFault() {
        assertOnlyFault(logOfSuccess(new Acquired(10, CHILD), new Closing(10, CHILD), new Released(10),
                new Released(10)), "resource 10 was released twice");
    }

    @Test
    void resourceNeverReleased_isAFault() {
        assertOnlyFault(logOfSuccess(new Acquired(10, CHILD)), "resource 10 was never released");
    }

    @Test
    void youngerReleasedFirst_isFaultless() {
        assertFaultless(log(new Acquired(10, CHILD), new Acquired(11, CHILD), new Throwing(CHILD, FAILURE),
                new Released(11), new Released(10), new Observed(CHILD, failure(FAILURE), null)));
    }

    @Test
    void olderReleasedFirst_isAFault() {
        assertOnlyFault(log(new Acquired(10, CHILD), new Acquired(11, CHILD), new Throwing(CHILD, FAILURE),
                new Released(10), new Released(11), new Observed(CHILD, failure(FAILURE), null)),
                "resource 10 of task 1 was released before its younger 11");
    }

    @Test
    void adoptedResourceReleasedAfterAnOlderOne_isAFault() {
        assertOnlyFault(log(new Acquired(10, MAIN), new Disowning(10, MAIN), new Acquired(11, CHILD),
                new Adopted(10, CHILD), new Throwing(CHILD, FAILURE), new Released(11), new Released(10),
                new Observed(CHILD, failure(FAILURE), null)),
                "resource 11 of task 1 was released before its younger 10");
    }

    @Test
    void transferredResourceReleasedInItsPlaceAmongTheParents_isFaultless() {
        assertFaultless(log(new Acquired(9, MAIN), new Acquired(10, CHILD), new Transferring(10, CHILD),
                new Returning(CHILD, CHILD), new Observed(CHILD, success(CHILD), null), new Released(10),
                new Released(9)));
    }

    @Test
    void givenResourceReleasedOutOfOrder_isAFault() {
        assertOnlyFault(log(new Acquired(10, MAIN), new Giving(10, MAIN, CHILD), new Acquired(11, CHILD),
                new Throwing(CHILD, FAILURE), new Released(10), new Released(11),
                new Observed(CHILD, failure(FAILURE), null)),
                "resource 10 of task 1 was released before its younger 11");
    }

    // Lifetimes

    @Test
    void grandchildEndsBeforeItsParentIsKnownToHaveEnded_isFaultless() {
        assertFaultless(log(spawning(GRANDCHILD, CHILD, NO_SCOPE), new Started(GRANDCHILD),
                new Throwing(CHILD, FAILURE), new Throwing(GRANDCHILD, FAILURE),
                new Observed(CHILD, failure(FAILURE), null)));
    }

    @Test
    void grandchildOutlivesItsParent_isAFault() {
        assertThat(Checker.faults(log(spawning(GRANDCHILD, CHILD, NO_SCOPE), new Started(GRANDCHILD),
                new Throwing(CHILD, FAILURE), new Observed(CHILD, failure(FAILURE), null),
                new Throwing(GRANDCHILD, FAILURE))))
                .anyMatch(fault -> fault.contains("task 2 has outlived its ancestor 1"))
                .anyMatch(fault -> fault.contains("task 2 goes on, and its ancestor 1 has ended"));
    }

    @Test
    void cancelReturnsWhileTheChildRuns_isAFault() {
        assertThat(Checker.faults(log(new Cancelling(CHILD, true), new CancelReturned(CHILD),
                new Throwing(CHILD, FAILURE))))
                .anyMatch(fault -> fault.contains("task 1 is said to have ended, and its body has not"));
    }

    @Test
    void taskOutlivesTheRun_isAFault() {
        assertOnlyFault(log(), "task 1 has outlived the run");
    }

    @Test
    void childCancelledBeforeItStarted_andStarted_isAFault() {
        List<Event> events = log(new Cancelling(CHILD, true), new Throwing(CHILD, FAILURE),
                new CancelReturned(CHILD));
        assertFaultless(events);
        events.add(events.indexOf(new Cancelling(CHILD, true)) + 1, events.remove(events.indexOf(new Started(CHILD))));
        assertOnlyFault(events, "task 1 was cancelled before it started, and has started");
    }

    // Cancellations

    @Test
    void childCancelledByItsParent_isFaultless() {
        assertFaultless(log(new Cancelling(CHILD, true), new Unwound(CHILD, NO_SCOPE, 0),
                new Throwing(CHILD, FAILURE), new CancelReturned(CHILD), new Observed(CHILD, CANCELLED, null)));
    }

    @Test
    void cancelledWithoutCause_isAFault() {
        assertOnlyFault(log(new Throwing(CHILD, FAILURE), new Observed(CHILD, CANCELLED, null)),
                "nothing explains that task 1 is Cancelled");
    }

    @Test
    void suspensionPointThrowsWithoutCause_isAFault() {
        assertOnlyFault(log(new Unwound(CHILD, NO_SCOPE, 0), new Throwing(CHILD, FAILURE),
                new Observed(CHILD, failure(FAILURE), null)), "nothing explains the TaskCancelled in task 1");
    }

    private static List<Event> unwoundInScope(Event.Scope kind, long limit, long at, Event... meanwhile) {
        List<Event> events = new ArrayList<>();
        events.add(new Entering(SCOPE, CHILD, NO_SCOPE, kind, limit, 1_000));
        events.addAll(List.of(meanwhile));
        events.add(new Unwound(CHILD, SCOPE, at));
        events.add(new Leaving(SCOPE, at));
        return logOfSuccess(events.toArray(Event[]::new));
    }

    @Test
    void scopeThrowsAfterItsLimit_isFaultless() {
        assertFaultless(unwoundInScope(Event.Scope.LIMIT, 500, 1_500));
    }

    @Test
    void scopeThrowsBeforeItsLimit_isAFault() {
        assertOnlyFault(unwoundInScope(Event.Scope.LIMIT, 500, 1_499), "nothing explains the TaskCancelled in task 1");
    }

    @Test
    void scopeThrowsAfterItsTrigger_isFaultless() {
        assertFaultless(unwoundInScope(Event.Scope.TRIGGER, 0, 1_000, new Stopping(SCOPE)));
    }

    @Test
    void scopeThrowsBeforeItsTrigger_isAFault() {
        assertOnlyFault(unwoundInScope(Event.Scope.TRIGGER, 0, 1_000), "nothing explains the TaskCancelled in task 1");
    }

    @Test
    void cancellationReachesIntoAShield_isAFault() {
        assertOnlyFault(log(new Cancelling(CHILD, true), new Entering(SCOPE, CHILD, NO_SCOPE, Event.Scope.SHIELD, 0, 0),
                new Unwound(CHILD, SCOPE, 1_000), new Leaving(SCOPE, 1_000), new Throwing(CHILD, FAILURE),
                new CancelReturned(CHILD)), "nothing explains the TaskCancelled in task 1");
    }

    @Test
    void childOfAShieldCancelledBeforeTheShieldEnds_isAFault() {
        Event start = spawning(GRANDCHILD, CHILD, SCOPE);
        List<Event> events = log(new Cancelling(CHILD, true),
                new Entering(SCOPE, CHILD, NO_SCOPE, Event.Scope.SHIELD, 0, 0), start, new Started(GRANDCHILD),
                new Leaving(SCOPE, 1_000), new Unwound(GRANDCHILD, NO_SCOPE, 2_000), new Throwing(GRANDCHILD, FAILURE),
                new Throwing(CHILD, FAILURE), new CancelReturned(CHILD));
        assertFaultless(events);
        events.remove(new Leaving(SCOPE, 1_000));
        events.add(events.indexOf(new Throwing(GRANDCHILD, FAILURE)) + 1, new Leaving(SCOPE, 3_000));
        assertOnlyFault(events, "nothing explains the TaskCancelled in task 2");
    }

    @Test
    void childThatWasCancelledSucceeds_isAFault() {
        assertOnlyFault(log(new Cancelling(CHILD, true), new Returning(CHILD, CHILD), new CancelReturned(CHILD),
                new Observed(CHILD, success(CHILD), null)), "task 1 was cancelled, and is not Cancelled");
    }

    @Test
    void cancelledTaskGoesOnAsIfItWereNot_isAFault() {
        assertOnlyFault(log(new Cancelling(CHILD, true), new Unwound(CHILD, NO_SCOPE, 0), new PassedThough(CHILD),
                new Throwing(CHILD, FAILURE), new CancelReturned(CHILD)),
                "has returned after another had thrown TaskCancelled");
    }

    @Test
    void mainCancelledWithoutCause_isAFault() {
        List<Event> events = logOfSuccess();
        events.set(events.size() - 1, new RunEnded(CANCELLED));
        assertOnlyFault(events, "nothing explains that main is Cancelled");
        events.add(0, new Interrupting());
        assertFaultless(events);
    }

    // Outcomes

    @Test
    void failureWithAnotherException_isAFault() {
        assertOnlyFault(log(new Throwing(CHILD, FAILURE),
                new Observed(CHILD, failure(new StressFailure.Checked("another")), null)), "task 1 failed with");
    }

    @Test
    void awaitThrowsForAnotherFailure_isAFault() {
        assertOnlyFault(log(new Throwing(CHILD, FAILURE),
                new Observed(CHILD, failure(FAILURE), new StressFailure.Checked("another"))), "await has thrown");
    }

    @Test
    void successWithAnotherValue_isAFault() {
        assertOnlyFault(log(new Returning(CHILD, CHILD), new Observed(CHILD, success(7), null)),
                "task 1 succeeded with 7");
    }

    @Test
    void successOfATaskThatThrew_isAFault() {
        assertOnlyFault(log(new Throwing(CHILD, FAILURE), new Observed(CHILD, success(CHILD), null)),
                "task 1 succeeded with 1");
    }

    @Test
    void resultOfATaskThatNeverRan_isAFault() {
        List<Event> events = logOfSuccess();
        events.remove(new Started(CHILD));
        assertOnlyFault(events, "task 1 has a result and never ran");
    }

    @Test
    void containedViolationIsNotReported_isAFault() {
        assertOnlyFault(logOfSuccess(new Violating(CHILD, StillHasChildrenError.class, false)),
                "task 1 has broken a rule, and succeeded");
    }

    @Test
    void fatalViolationDoesNotEndTheRun_isAFault() {
        assertThat(Checker.faults(logOfSuccess(new Violating(CHILD, ResourceLeakedError.class, true))))
                .anyMatch(fault -> fault.contains("a rule was broken, and run has not thrown the violation"));
    }

    // Order

    @Test
    void fibersRunInTheOrderInWhichTheyBecameReady_isFaultless() {
        assertFaultless(logOfSuccess(new Ready(1, 50), new Ready(2, 60), new Ready(1, 51), new Ready(1, 52),
                new Ran(60), new Ran(50), new Ran(52)));
    }

    @Test
    void fiberOvertakesAnother_isAFault() {
        assertOnlyFault(logOfSuccess(new Ready(1, 50), new Ready(1, 51), new Ran(51), new Ran(50)),
                "on domain 1 51 ran before 50");
    }

    // Anything else

    @Test
    void operationThrowsWhatItMustNot_isAFault() {
        assertOnlyFault(logOfSuccess(new Surprise(CHILD, "sleep", FAILURE)), "task 1 was surprised in sleep");
    }
}
