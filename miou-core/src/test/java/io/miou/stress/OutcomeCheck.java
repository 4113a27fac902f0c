package io.miou.stress;

import io.miou.Outcome;
import io.miou.RuleViolation;
import io.miou.TaskFailedException;
import io.miou.stress.Event.Observed;
import io.miou.stress.Event.Returning;
import io.miou.stress.Event.RunEnded;
import io.miou.stress.Event.Throwing;
import io.miou.stress.Event.Violating;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A success carries the value returned, a failure the exception thrown or the violation, and await passes it on. */
final class OutcomeCheck implements Check {

    private final Map<Integer, Event> ends = new HashMap<>();
    private final Map<Integer, Violating> violations = new HashMap<>();
    private final Causes causes;

    OutcomeCheck(Causes causes) {
        this.causes = causes;
    }

    @Override
    public void see(Event event, Consumer<String> fault) {
        switch (event) {
            case Returning returning -> ends.put(returning.task(), returning);
            case Throwing throwing -> ends.put(throwing.task(), throwing);
            case Violating violating -> violations.put(violating.task(), violating);
            case Observed observed -> {
                outcome(observed.task(), observed.outcome(), fault);
                if (observed.outcome() instanceof Outcome.Failure<?>(Throwable cause)) {
                    thrown(observed.thrown(), cause, fault);
                }
            }
            case RunEnded ended -> {
                boolean isViolation = ended.outcome() instanceof Outcome.Failure<?>(RuleViolation cause)
                        && violations.values().stream().anyMatch(one -> one.fatal() && one.kind().isInstance(cause));
                if (violations.values().stream().anyMatch(this::endsTheRun) && !isViolation) {
                    fault.accept("a rule was broken, and run has not thrown the violation");
                } else if (!isViolation) {
                    outcome(0, ended.outcome(), fault);
                }
            }
            default -> {
            }
        }
    }

    private boolean endsTheRun(Violating violating) {
        return violating.fatal() && !causes.isCancelledByAnother(violating.task(), Long.MAX_VALUE);
    }

    private void outcome(int task, Outcome<?> outcome, Consumer<String> fault) {
        Event end = ends.get(task);
        Violating violation = violations.get(task);
        switch (outcome) {
            case Outcome.Success<?>(Object value) -> {
                if (violation != null) {
                    fault.accept("task " + task + " has broken a rule, and succeeded");
                } else if (!(end instanceof Returning returning) || !returning.value().equals(value)) {
                    fault.accept("task " + task + " succeeded with " + value + ", and its body ended with " + end);
                }
            }
            case Outcome.Failure<?>(RuleViolation cause) -> {
                if (violation == null
                        ? !(end instanceof Throwing throwing) || throwing.thrown() != cause
                        : !violation.kind().isInstance(cause)) {
                    fault.accept("task " + task + " failed with " + cause + ", and its body ended with " + end);
                }
            }
            case Outcome.Failure<?>(Throwable cause) -> {
                if (!(end instanceof Throwing throwing) || throwing.thrown() != cause) {
                    fault.accept("task " + task + " failed with " + cause + ", and its body ended with " + end);
                }
            }
            case Outcome.Cancelled<?> _ -> {
                // CancellationCheck asks for a reason.
            }
        }
    }

    private void thrown(Throwable thrown, Throwable cause, Consumer<String> fault) {
        Throwable original = cause instanceof TaskFailedException wrapped ? wrapped.getCause() : cause;
        if (thrown != null && thrown != original
                && !(thrown instanceof TaskFailedException && thrown.getCause() == original)) {
            fault.accept("await has thrown " + thrown + " for a failure with " + cause);
        }
    }
}
