package io.miou.testkit.programs;

import io.miou.Outcome;
import io.miou.ResourceLeakedError;
import io.miou.RuleViolation;
import io.miou.StillHasChildrenError;
import io.miou.TaskFailedException;
import io.miou.Violations;
import io.miou.testkit.programs.Event.AwaitThrew;
import io.miou.testkit.programs.Event.ChosenFrom;
import io.miou.testkit.programs.Event.Ended;
import io.miou.testkit.programs.Event.Meddled;
import io.miou.testkit.programs.Event.Observed;
import io.miou.testkit.programs.Event.RunEnded;
import io.miou.testkit.programs.Event.Surprise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Rules 1, 2, 12 and 24: a success carries what the body returned, a failure what it threw; who forgets something
 * breaks a rule, and who looks after another's child does.
 */
final class Outcomes implements Rules {

    /** The kinds of things that a returned task has forgotten. */
    private record Forgotten(boolean certainly, Set<Class<? extends RuleViolation>> kinds) {
    }

    private final Violations violations;
    private final Place place;
    private final Ownership ownership;
    private final Map<Integer, Ended> ends = new HashMap<>();
    private final Map<Integer, Forgotten> forgotten = new HashMap<>();
    private boolean isFatal;

    Outcomes(Violations violations, Place place, Ownership ownership) {
        this.violations = violations;
        this.place = place;
        this.ownership = ownership;
    }

    @Override
    public void see(Event event, Tree tree, Consumer<String> fault) {
        switch (event) {
            case Ended it -> {
                ends.put(it.task(), it);
                if (it.thrown() == null) {
                    returned(it.task(), tree);
                }
            }
            case Observed it -> judge(it.task(), it.outcome(), fault);
            case AwaitThrew it -> threw(it, fault);
            case ChosenFrom it -> {
                if (it.successWasThere() && !(it.chosen() instanceof Outcome.Success)) {
                    fault.accept("one that had succeeded was not preferred");
                }
            }
            case Meddled it -> {
                if (it.wasRefused() == (tree.parent(it.other()) != null && tree.parent(it.other()) == it.task())) {
                    fault.accept(it.wasRefused() ? "a parent was refused" : "another's child was not refused");
                }
            }
            case Surprise _ -> fault.accept("no rule allows that");
            case RunEnded it -> {
                if ((isFatal || place == Place.REAL_MACHINE && isFatalAfterAll(tree))
                        && !(it.outcome() instanceof Outcome.Failure<?>(RuleViolation _))) {
                    fault.accept("a rule was broken, and the run does not say so");
                } else if (!(it.outcome() instanceof Outcome.Failure<?>(RuleViolation cause)) || !wasForgotten(cause)) {
                    judge(0, it.outcome(), fault);
                }
            }
            default -> {
            }
        }
    }

    /** Returns whether a task has certainly broken a rule before another could cancel it. */
    private boolean isFatalAfterAll(Tree tree) {
        return violations == Violations.FATAL && forgotten.entrySet().stream().anyMatch(
                one -> one.getValue().certainly() && !tree.isCancelledByAnother(one.getKey(), Long.MAX_VALUE));
    }

    /** Await passes a failure on: as it is, or wrapped in a TaskFailedException. */
    private static void threw(AwaitThrew it, Consumer<String> fault) {
        Throwable thrown = it.thrown();
        boolean isFitting = switch (it.outcome()) {
            case Outcome.Success<?> _ -> false;
            case Outcome.Failure<?>(Throwable cause) -> {
                Throwable original = cause instanceof TaskFailedException ? cause.getCause() : cause;
                yield thrown == cause || thrown == original
                        || thrown instanceof TaskFailedException && thrown.getCause() == original;
            }
            case Outcome.Cancelled<?> _ -> thrown instanceof CancellationException;
        };
        if (!isFitting) {
            fault.accept("await has thrown something else");
        }
    }

    private void returned(int task, Tree tree) {
        Set<Class<? extends RuleViolation>> kinds = new HashSet<>();
        List<Integer> children = tree.forgotten(task);
        if (!children.isEmpty()) {
            kinds.add(StillHasChildrenError.class);
        }
        if (ownership.hasLeaked(task)) {
            kinds.add(ResourceLeakedError.class);
        }
        if (kinds.isEmpty()) {
            return;
        }
        // A child that is cancelled is not forgotten, and in a task that is cancelled none is.
        boolean certainly = kinds.contains(ResourceLeakedError.class) || !children.stream()
                .allMatch(child -> tree.isOfCutScope(child) || tree.isCancelledByAnother(child, Long.MAX_VALUE));
        forgotten.put(task, new Forgotten(certainly, kinds));
        tree.abandon(task);
        if (violations == Violations.FATAL) {
            isFatal |= place == Place.SIMULATED_WORLD && certainly && !tree.mayBeCancelled(task, Long.MAX_VALUE);
            tree.endRun();
        }
    }

    /**
     * Returns whether the cause may be a violation that ended the run: {@code run} throws it, no matter which task
     * broke the rule.
     */
    private boolean wasForgotten(RuleViolation cause) {
        return violations == Violations.FATAL
                && forgotten.values().stream().anyMatch(one -> one.kinds().contains(cause.getClass()));
    }

    private void judge(int task, Outcome<?> outcome, Consumer<String> fault) {
        Ended end = ends.get(task);
        Forgotten left = forgotten.get(task);
        boolean isRight = switch (outcome) {
            case Outcome.Success<?>(Object value) -> end != null && end.thrown() == null && value.equals(task)
                    && (left == null || !left.certainly());
            case Outcome.Failure<?>(Throwable cause) -> end != null && (end.thrown() != null
                    ? end.thrown() == cause
                    : left != null && left.kinds().contains(cause.getClass()));
            // Whether it may be is a matter of Cancellations.
            case Outcome.Cancelled<?> _ -> true;
        };
        if (!isRight) {
            fault.accept("task " + task + " ended with " + end + " and has forgotten " + left);
        }
    }
}
