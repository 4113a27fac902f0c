package io.miou.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Outcome;
import io.miou.Violations;
import io.miou.testkit.QuietLog;
import io.miou.testkit.programs.Event.Acquired;
import io.miou.testkit.programs.Event.AwaitThrew;
import io.miou.testkit.programs.Event.CancelReturned;
import io.miou.testkit.programs.Event.Cancelling;
import io.miou.testkit.programs.Event.ChosenFrom;
import io.miou.testkit.programs.Event.Claimed;
import io.miou.testkit.programs.Event.Completed;
import io.miou.testkit.programs.Event.Drained;
import io.miou.testkit.programs.Event.Ended;
import io.miou.testkit.programs.Event.Entered;
import io.miou.testkit.programs.Event.Got;
import io.miou.testkit.programs.Event.Inside;
import io.miou.testkit.programs.Event.Learnt;
import io.miou.testkit.programs.Event.Left;
import io.miou.testkit.programs.Event.Meddled;
import io.miou.testkit.programs.Event.NotSent;
import io.miou.testkit.programs.Event.Observed;
import io.miou.testkit.programs.Event.Passed;
import io.miou.testkit.programs.Event.Ran;
import io.miou.testkit.programs.Event.Ready;
import io.miou.testkit.programs.Event.Released;
import io.miou.testkit.programs.Event.RunEnded;
import io.miou.testkit.programs.Event.Sending;
import io.miou.testkit.programs.Event.Sent;
import io.miou.testkit.programs.Event.Spawning;
import io.miou.testkit.programs.Event.Started;
import io.miou.testkit.programs.Event.Surprise;
import io.miou.testkit.programs.Event.TimedOut;
import io.miou.testkit.programs.Event.Unwound;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The model sees each kind of broken rule: a log in which it is broken is rejected, and the same log in which it is
 * kept is not. A few rules are judged in a simulated world only: on the real machine their broken log may be that of a
 * right run. Main is task 0, its child task 1, its grandchild task 2.
 */
@ExtendWith(QuietLog.class)
@Tag("slow")
class ModelTest {

    private static final Exception FAILURE = new ProgramFailure.Checked("thrown");
    private static final int SCOPE = 90;

    /** A broken rule: what a child does that keeps it, what it does that breaks it, and what the model says. */
    private record Twin(String name, List<Event> kept, List<Event> broken, String words, Set<Place> places) {
        Twin inWorldOnly() {
            return new Twin(name, kept, broken, words, EnumSet.of(Place.SIMULATED_WORLD));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Outcome<Object> success(int value) {
        return new Outcome.Success<>(value);
    }

    private static Outcome<Object> failure(Exception cause) {
        return new Outcome.Failure<>(cause);
    }

    private static Outcome<Object> cancelled() {
        return new Outcome.Cancelled<>();
    }

    /** The child succeeds after it has done this. */
    private static List<Event> succeeding(Event... events) {
        return ending(new Ended(1, null), success(1), events);
    }

    private static List<Event> ending(Ended end, Outcome<?> outcome, Event... events) {
        List<Event> all = new ArrayList<>(List.of(events));
        all.add(end);
        all.add(new Observed(1, outcome));
        return all;
    }

    private static List<Event> log(List<Event> middle) {
        List<Event> all = new ArrayList<>(List.of(new Started(0), new Spawning(1, 0, 0, true), new Started(1)));
        all.addAll(middle);
        all.add(new Ended(0, null));
        all.add(new RunEnded(success(0)));
        return all;
    }

    private static Twin twin(String name, List<Event> kept, List<Event> broken, String words) {
        return new Twin(name, kept, broken, words, EnumSet.allOf(Place.class));
    }

    private static Event claim(int task, Claim claim) {
        return new Event.Claiming(10, task, claim);
    }

    private static Event claimed(int task, Claim claim, boolean wasRefused) {
        return new Claimed(10, task, claim, wasRefused);
    }

    /** Main has a resource, and in the end closes it, after something has happened. */
    private static List<Event> withResourceOfMain(Event... events) {
        List<Event> all = new ArrayList<>(List.of(new Acquired(10, 0)));
        all.addAll(List.of(events));
        all.addAll(List.of(claim(0, Claim.CLOSE), new Released(10), claimed(0, Claim.CLOSE, false)));
        return succeeding(all.toArray(Event[]::new));
    }

    private static List<Event> failing(Event... events) {
        return ending(new Ended(1, FAILURE), failure(FAILURE), events);
    }

    private static Event limit(int task) {
        return new Entered(SCOPE, task, 0, Op.Kind.LIMIT, 500, 1000);
    }

    private static Event trigger() {
        return new Entered(SCOPE, 1, 0, Op.Kind.TRIGGER, 0, 1000);
    }

    private static Event shield() {
        return new Entered(SCOPE, 1, 0, Op.Kind.SHIELD, 0, 0);
    }

    static List<Twin> twins() {
        Ended thrown = new Ended(1, FAILURE);
        Event claimed = new Claimed(10, 1, Claim.CLOSE, false);
        Event closing = new Event.Claiming(10, 1, Claim.CLOSE);
        return List.of(
                // Outcomes
                twin("another value", succeeding(), ending(new Ended(1, null), success(7)), "task 1 ended with"),
                twin("another exception", ending(thrown, failure(FAILURE)),
                        ending(thrown, failure(new ProgramFailure.Checked("another"))), "task 1 ended with"),
                twin("success of one that threw", ending(thrown, failure(FAILURE)), ending(thrown, success(1)),
                        "task 1 ended with"),
                twin("a forgotten child is no violation",
                        ending(thrown, failure(FAILURE), new Spawning(2, 1, 0, true)),
                        succeeding(new Spawning(2, 1, 0, true)), "has forgotten"),
                twin("a leaked resource is no violation",
                        succeeding(new Acquired(10, 1), closing, new Released(10), claimed),
                        List.of(new Acquired(10, 1), new Ended(1, null), new Released(10),
                                new Observed(1, success(1))),
                        "has forgotten"),
                twin("a success is not preferred", succeeding(new ChosenFrom(List.of(1), success(1), true)),
                        succeeding(new ChosenFrom(List.of(1), failure(FAILURE), true)), "not preferred"),
                twin("another's child may be awaited",
                        succeeding(new Spawning(2, 0, 0, false), new Meddled(1, 2, true), new Cancelling(2, true),
                                new Observed(2, cancelled())),
                        succeeding(new Spawning(2, 0, 0, false), new Meddled(1, 2, false), new Cancelling(2, true),
                                new Observed(2, cancelled())),
                        "was not refused"),
                twin("await throws something else", failing(new AwaitThrew(1, failure(FAILURE), FAILURE)),
                        failing(new AwaitThrew(1, failure(FAILURE), new ProgramFailure.Checked("another"))),
                        "await has thrown something else"),
                twin("an operation throws what it must not", succeeding(),
                        succeeding(new Surprise(1, "sleep", FAILURE)), "no rule allows that"),
                // Lifetimes
                twin("it outlives the run", succeeding(), List.of(), "have outlived the run"),
                twin("it has a result and never ran",
                        succeeding(new Spawning(2, 1, 0, true), new Started(2), new Ended(2, null),
                                new Observed(2, success(2))),
                        succeeding(new Spawning(2, 1, 0, true), new Ended(2, null), new Observed(2, success(2))),
                        "never ran"),
                twin("it was never started",
                        succeeding(new Spawning(2, 1, 0, true), new Started(2), new Ended(2, FAILURE),
                                new Observed(2, failure(FAILURE))),
                        succeeding(new Started(2), new Ended(2, FAILURE), new Observed(2, failure(FAILURE))),
                        "nobody has started it"),
                twin("it acquires something after it has ended",
                        succeeding(new Acquired(10, 1), closing, new Released(10), claimed),
                        List.of(new Ended(1, null), new Observed(1, success(1)), new Acquired(10, 1), closing,
                                new Released(10), claimed),
                        "goes on"),
                twin("it goes on after it has ended", succeeding(new Passed(1, 0)),
                        List.of(new Ended(1, null), new Observed(1, success(1)), new Passed(1, 0)), "goes on"),
                twin("a grandchild outlives its parent",
                        List.of(new Spawning(2, 1, 0, true), new Started(2), thrown, new Ended(2, FAILURE),
                                new Observed(1, failure(FAILURE))),
                        List.of(new Spawning(2, 1, 0, true), new Started(2), thrown, new Observed(1, failure(FAILURE)),
                                new Ended(2, FAILURE)),
                        "is alive"),
                twin("it starts twice", succeeding(), succeeding(new Started(1)), "started twice"),
                twin("it is cancelled before it starts, and starts",
                        succeeding(new Spawning(2, 1, 0, true), new Cancelling(2, true), new CancelReturned(2),
                                new Observed(2, cancelled())),
                        succeeding(new Spawning(2, 1, 0, true), new Cancelling(2, true), new Started(2),
                                new Ended(2, FAILURE), new CancelReturned(2), new Observed(2, cancelled())),
                        "was cancelled before it started"),
                twin("cancel returns too early",
                        List.of(new Cancelling(1, true), thrown, new CancelReturned(1), new Observed(1, cancelled())),
                        List.of(new Cancelling(1, true), new CancelReturned(1), thrown, new Observed(1, cancelled())),
                        "is alive"),
                // Cancellations
                twin("it is cancelled for nothing",
                        List.of(new Cancelling(1, true), new Unwound(1, 0, 0), thrown, new Observed(1, cancelled())),
                        List.of(new Unwound(1, 0, 0), thrown, new Observed(1, failure(FAILURE))),
                        "nothing has cancelled it"),
                twin("it ends as cancelled for nothing", ending(thrown, failure(FAILURE)),
                        ending(thrown, cancelled()), "nothing has cancelled it"),
                twin("cancelling does not override",
                        List.of(new Ended(1, null), new Observed(1, success(1)), new Cancelling(1, true),
                                new CancelReturned(1), new Observed(1, cancelled())),
                        List.of(new Ended(1, null), new Observed(1, success(1)), new Cancelling(1, true),
                                new CancelReturned(1), new Observed(1, success(1))),
                        "it was cancelled"),
                twin("a suspension point returns although the task was cancelled",
                        List.of(new Cancelling(1, true), new Unwound(1, 0, 0), new Unwound(1, 0, 0), thrown,
                                new Observed(1, cancelled())),
                        List.of(new Cancelling(1, true), new Unwound(1, 0, 0), new Passed(1, 0), thrown,
                                new Observed(1, cancelled())),
                        "has returned after another"),
                twin("a shield has a hole",
                        List.of(new Cancelling(1, true), new Entered(SCOPE, 1, 0, Op.Kind.SHIELD, 0, 0),
                                new Passed(1, SCOPE), new Left(SCOPE, true, 0), thrown, new Observed(1, cancelled())),
                        List.of(new Cancelling(1, true), new Entered(SCOPE, 1, 0, Op.Kind.SHIELD, 0, 0),
                                new Unwound(1, SCOPE, 0), new Left(SCOPE, false, 0), thrown,
                                new Observed(1, cancelled())),
                        "nothing has cancelled it"),
                twin("a limit passes early", succeeding(limit(1), new Unwound(1, SCOPE, 1500),
                        new Left(SCOPE, false, 1500), new TimedOut(SCOPE, 1500)),
                        succeeding(limit(1), new Unwound(1, SCOPE, 1499), new Left(SCOPE, false, 1499),
                                new TimedOut(SCOPE, 1500)),
                        "nothing has cancelled it"),
                twin("a body that has returned has not won", succeeding(limit(1), new Left(SCOPE, true, 1600)),
                        succeeding(limit(1), new Left(SCOPE, true, 1600), new TimedOut(SCOPE, 1600)),
                        "its body had returned"),
                twin("a trigger stops before it is signalled",
                        succeeding(trigger(), new Event.Stopping(SCOPE), new Unwound(1, SCOPE, 1000),
                                new Left(SCOPE, false, 1000)),
                        succeeding(trigger(), new Unwound(1, SCOPE, 1000), new Left(SCOPE, false, 1000)),
                        "nothing has cancelled it"),
                twin("a child of a shield is cancelled before the shield ends",
                        List.of(new Cancelling(1, true), shield(), new Spawning(2, 1, SCOPE, true), new Started(2),
                                new Left(SCOPE, true, 1000), new Unwound(2, 0, 2000), new Ended(2, FAILURE), thrown,
                                new CancelReturned(1), new Observed(1, cancelled())),
                        List.of(new Cancelling(1, true), shield(), new Spawning(2, 1, SCOPE, true), new Started(2),
                                new Unwound(2, 0, 2000), new Ended(2, FAILURE), new Left(SCOPE, true, 3000), thrown,
                                new CancelReturned(1), new Observed(1, cancelled())),
                        "nothing has cancelled it"),
                // Ownership
                twin("never released", succeeding(new Acquired(10, 1), closing, new Released(10), claimed),
                        succeeding(new Acquired(10, 1), closing, claimed), "was never released"),
                twin("what was adopted is released after an older one",
                        List.of(new Acquired(10, 0), claim(0, Claim.DISOWN), claimed(0, Claim.DISOWN, false),
                                new Acquired(11, 1), claimed(1, Claim.ADOPT, false), thrown, new Released(10),
                                new Released(11), new Observed(1, failure(FAILURE))),
                        List.of(new Acquired(10, 0), claim(0, Claim.DISOWN), claimed(0, Claim.DISOWN, false),
                                new Acquired(11, 1), claimed(1, Claim.ADOPT, false), thrown, new Released(11),
                                new Released(10), new Observed(1, failure(FAILURE))),
                        "owns a younger one"),
                twin("what was transferred is released after an older one of the parent",
                        List.of(new Acquired(9, 0), new Acquired(10, 1), claim(1, Claim.TRANSFER),
                                claimed(1, Claim.TRANSFER, false), new Ended(1, null), new Observed(1, success(1)),
                                new Released(10), new Released(9)),
                        List.of(new Acquired(9, 0), new Acquired(10, 1), claim(1, Claim.TRANSFER),
                                claimed(1, Claim.TRANSFER, false), new Ended(1, null), new Observed(1, success(1)),
                                new Released(9), new Released(10)),
                        "owns a younger one"),
                twin("what was given is released first",
                        List.of(new Acquired(10, 0), new Event.Giving(10, 0, 1), new Acquired(11, 1), thrown,
                                new Released(11), new Released(10), new Observed(1, failure(FAILURE))),
                        List.of(new Acquired(10, 0), new Event.Giving(10, 0, 1), new Acquired(11, 1), thrown,
                                new Released(10), new Released(11), new Observed(1, failure(FAILURE))),
                        "owns a younger one"),
                twin("what could not be given loses its place",
                        List.of(new Acquired(10, 1), new Acquired(11, 1), new Spawning(2, 1, 0, false),
                                new Event.Giving(10, 1, 2), new Event.NotGiven(10, 1, 2), new Event.NotSpawned(2),
                                thrown, new Released(11), new Released(10), new Observed(1, failure(FAILURE))),
                        List.of(new Acquired(10, 1), new Acquired(11, 1), new Spawning(2, 1, 0, false),
                                new Event.Giving(10, 1, 2), new Event.NotGiven(10, 1, 2), new Event.NotSpawned(2),
                                thrown, new Released(10), new Released(11), new Observed(1, failure(FAILURE))),
                        "owns a younger one"),
                twin("another's resource may be disowned",
                        withResourceOfMain(claim(1, Claim.DISOWN), claimed(1, Claim.DISOWN, true)),
                        withResourceOfMain(claim(1, Claim.DISOWN), claimed(1, Claim.DISOWN, false)),
                        "should have been refused"),
                twin("another's resource may be adopted", withResourceOfMain(claimed(1, Claim.ADOPT, true)),
                        withResourceOfMain(claimed(1, Claim.ADOPT, false)), "should have been refused"),
                twin("a resource that nobody owns may not be adopted",
                        succeeding(new Acquired(10, 0), claim(0, Claim.DISOWN), claimed(0, Claim.DISOWN, false),
                                claimed(1, Claim.ADOPT, false), closing, new Released(10), claimed),
                        succeeding(new Acquired(10, 0), claim(0, Claim.DISOWN), claimed(0, Claim.DISOWN, false),
                                claimed(1, Claim.ADOPT, true), new Released(10)),
                        "should not have been refused").inWorldOnly(),
                twin("another's resource may be closed",
                        withResourceOfMain(closing, claimed(1, Claim.CLOSE, true)),
                        withResourceOfMain(closing, claimed(1, Claim.CLOSE, false)),
                        "should have been refused").inWorldOnly(),
                twin("a former owner may not close",
                        failing(new Acquired(10, 1), new Spawning(2, 1, 0, true), new Event.Giving(10, 1, 2), closing,
                                claimed(1, Claim.CLOSE, false), new Started(2), new Ended(2, FAILURE), new Released(10),
                                new Observed(2, failure(FAILURE))),
                        failing(new Acquired(10, 1), new Spawning(2, 1, 0, true), new Event.Giving(10, 1, 2), closing,
                                claimed(1, Claim.CLOSE, true), new Started(2), new Ended(2, FAILURE), new Released(10),
                                new Observed(2, failure(FAILURE))),
                        "should not have been refused"),
                twin("released twice", succeeding(new Acquired(10, 1), closing, new Released(10), claimed),
                        succeeding(new Acquired(10, 1), closing, new Released(10), new Released(10), claimed),
                        "released before"),
                twin("the older is released first",
                        ending(thrown, failure(FAILURE), new Acquired(10, 1), new Acquired(11, 1), new Released(11),
                                new Released(10)),
                        ending(thrown, failure(FAILURE), new Acquired(10, 1), new Acquired(11, 1), new Released(10),
                                new Released(11)),
                        "owns a younger one"),
                twin("it ends and keeps a resource",
                        List.of(new Acquired(10, 1), thrown, new Released(10), new Observed(1, failure(FAILURE))),
                        List.of(new Acquired(10, 1), thrown, new Observed(1, failure(FAILURE)), new Released(10)),
                        "it has ended and owns"),
                twin("another's resource may be used",
                        succeeding(new Acquired(10, 0), new Claimed(10, 1, Claim.CHECK, true),
                                new Event.Claiming(10, 0, Claim.CLOSE),
                                new Released(10), new Claimed(10, 0, Claim.CLOSE, false)),
                        succeeding(new Acquired(10, 0), new Claimed(10, 1, Claim.CHECK, false),
                                new Event.Claiming(10, 0, Claim.CLOSE), new Released(10),
                                new Claimed(10, 0, Claim.CLOSE, false)),
                        "should have been refused"),
                twin("what was lent may not be used",
                        succeeding(new Acquired(10, 0), new Event.Lending(10, 0, 1),
                                new Claimed(10, 1, Claim.CHECK, false),
                                new Event.Claiming(10, 0, Claim.CLOSE), new Released(10),
                                new Claimed(10, 0, Claim.CLOSE, false)),
                        succeeding(new Acquired(10, 0), new Event.Lending(10, 0, 1),
                                new Claimed(10, 1, Claim.CHECK, true),
                                new Event.Claiming(10, 0, Claim.CLOSE), new Released(10),
                                new Claimed(10, 0, Claim.CLOSE, false)),
                        "should not have been refused"),
                twin("a transfer takes effect without a success",
                        List.of(new Acquired(10, 1), claim(1, Claim.TRANSFER), claimed(1, Claim.TRANSFER, false),
                                thrown,
                                new Released(10), new Observed(1, failure(FAILURE))),
                        List.of(new Spawning(2, 1, 0, true), new Started(2), new Acquired(10, 2),
                                claim(2, Claim.TRANSFER), claimed(2, Claim.TRANSFER, false), new Ended(2, FAILURE),
                                new Observed(2, failure(FAILURE)), thrown, new Observed(1, failure(FAILURE)),
                                new Released(10)),
                        "it has ended and owns"),
                twin("close does nothing", succeeding(new Acquired(10, 1), closing, new Released(10), claimed),
                        succeeding(new Acquired(10, 1), closing, claimed, new Released(10)), "is not released"),
                // Meetings
                twin("a mutex lets two in", succeeding(new Inside(0, 0), new Event.Outside(0, 0), new Inside(0, 1)),
                        succeeding(new Inside(0, 0), new Inside(0, 1)), "too many"),
                twin("an item is lost", succeeding(new Sending(0, 50), new Sent(0, 50), new Got(0, 50), new Drained()),
                        succeeding(new Sending(0, 50), new Sent(0, 50), new Drained()), "items are lost"),
                twin("an item comes twice", succeeding(new Sending(0, 50), new Sent(0, 50), new Got(0, 50)),
                        succeeding(new Sending(0, 50), new Sent(0, 50), new Got(0, 50), new Got(0, 50)), "twice"),
                twin("an item is sent by one that was cancelled", succeeding(new Sending(0, 50), new NotSent(0, 50)),
                        succeeding(new Sending(0, 50), new Got(0, 50), new NotSent(0, 50)), "it was received"),
                twin("an item comes from nowhere", succeeding(), succeeding(new Got(0, 50)), "nobody has sent it"),
                twin("two first values", succeeding(new Completed(0, 5, true), new Completed(0, 6, false)),
                        succeeding(new Completed(0, 5, true), new Completed(0, 6, true)), "one first value"),
                twin("another value is learnt", succeeding(new Completed(0, 5, true), new Learnt(0, 5)),
                        succeeding(new Completed(0, 5, true), new Learnt(0, 6)), "its value is 5"),
                twin("a value is learnt before there is one", succeeding(new Completed(0, 5, true), new Learnt(0, 5)),
                        succeeding(new Learnt(0, 5), new Completed(0, 5, true)), "its value is null").inWorldOnly(),
                // Order
                twin("a fiber overtakes another, beside one that never runs",
                        succeeding(new Ready(1, 50), new Ready(1, 51), new Ready(1, 52), new Ran(50), new Ran(52)),
                        succeeding(new Ready(1, 50), new Ready(1, 51), new Ready(1, 52), new Ran(52), new Ran(50)),
                        "has run before"),
                twin("a fiber overtakes another",
                        succeeding(new Ready(1, 50), new Ready(2, 60), new Ready(1, 51), new Ran(60), new Ran(50),
                                new Ran(51)),
                        succeeding(new Ready(1, 50), new Ready(1, 51), new Ran(51), new Ran(50)),
                        "has run before"));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void keptRule_isRight(Twin twin) {
        for (Place place : Place.values()) {
            assertThat(Model.faults(log(twin.kept()), Violations.CONTAINED, place)).as("%s", place).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void brokenRule_isSeen(Twin twin) {
        for (Place place : Place.values()) {
            List<String> faults = Model.faults(log(twin.broken()), Violations.CONTAINED, place);
            if (twin.places().contains(place)) {
                assertThat(faults).as("%s", place).anyMatch(fault -> fault.contains(twin.words()));
            } else {
                assertThat(faults).as("%s", place).isEmpty();
            }
        }
    }

    @Test
    void runThatDoesNotSayThatARuleWasBroken_isSeen() {
        List<Event> events = log(succeeding(new Spawning(2, 1, 0, true)));
        for (Place place : Place.values()) {
            assertThat(Model.faults(events, Violations.FATAL, place)).as("%s", place)
                    .anyMatch(fault -> fault.contains("the run does not say so"));
        }
    }

    @Test
    void runThatCancelsATaskJustAfterItHasReturned_isSeenInAWorldOnly() {
        List<Event> events = log(List.of(new Spawning(2, 1, 0, true), new Ended(1, null), new Cancelling(1, true),
                new CancelReturned(1), new Observed(1, cancelled())));
        assertThat(Model.faults(events, Violations.FATAL, Place.SIMULATED_WORLD))
                .anyMatch(fault -> fault.contains("the run does not say so"));
        assertThat(Model.faults(events, Violations.FATAL, Place.REAL_MACHINE)).isEmpty();
    }

    @Test
    void mainThatIsCancelledWithoutAnInterrupt_isSeen() {
        List<Event> events = log(succeeding());
        events.set(events.size() - 1, new RunEnded(cancelled()));
        for (Place place : Place.values()) {
            assertThat(Model.faults(events, Violations.CONTAINED, place)).singleElement().asString()
                    .contains("nothing has cancelled the main task");
        }
        events.addFirst(new Event.Interrupting());
        for (Place place : Place.values()) {
            assertThat(Model.faults(events, Violations.CONTAINED, place)).isEmpty();
        }
    }

    @Test
    void releaseAfterTheRun_isSeen() {
        List<Event> events = log(List.of(new Acquired(10, 0), new Ended(1, null), new Observed(1, success(1))));
        events.add(new Released(10));
        for (Place place : Place.values()) {
            assertThat(Model.faults(events, Violations.CONTAINED, place))
                    .anyMatch(fault -> fault.contains("released after the run"));
        }
    }

    @Test
    void releaseThatIsMissingInARealLog_isSeen() {
        int logs = 0;
        for (long seed = 0; seed < 200; seed++) {
            Performance performance = Performance.of(seed);
            List<Event> events = new ArrayList<>(performance.log());
            if (events.removeIf(Released.class::isInstance)) {
                assertThat(Model.faults(events, performance.program().violations(), Place.SIMULATED_WORLD))
                        .isNotEmpty();
                logs++;
            }
        }
        assertThat(logs).isGreaterThan(10);
    }
}
