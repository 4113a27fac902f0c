package io.miou.stress;

import io.miou.Outcome;
import io.miou.stress.Event.CancelReturned;
import io.miou.stress.Event.Observed;
import io.miou.stress.Event.PassedThough;
import io.miou.stress.Event.RunEnded;
import io.miou.stress.Event.Unwound;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A cancellation only where something explains it; once cancelled, always cancelled (rules 5 and 8).
 */
final class CancellationCheck implements Check {

    private final Causes causes;
    private final Set<Integer> cancelled = new HashSet<>();

    CancellationCheck(Causes causes) {
        this.causes = causes;
    }

    @Override
    public void see(Event event, Consumer<String> fault) {
        switch (event) {
            case Unwound unwound -> {
                if (!causes.reaches(unwound.task(), unwound.scope(), unwound.at())) {
                    fault.accept("nothing explains the TaskCancelled in task " + unwound.task());
                }
            }
            case Observed observed -> {
                boolean isCancelled = observed.outcome() instanceof Outcome.Cancelled<?>;
                if (isCancelled && !causes.mayBeCancelled(observed.task(), Long.MAX_VALUE)) {
                    fault.accept("nothing explains that task " + observed.task() + " is Cancelled");
                }
                if (!isCancelled && cancelled.contains(observed.task())) {
                    fault.accept("task " + observed.task() + " was cancelled, and is not Cancelled");
                }
                if (isCancelled) {
                    cancelled.add(observed.task());
                }
            }
            case CancelReturned returned -> cancelled.add(returned.task());
            case PassedThough passed -> fault.accept("a suspension point of task " + passed.task()
                    + " has returned after another had thrown TaskCancelled");
            case RunEnded ended -> {
                if (ended.outcome() instanceof Outcome.Cancelled<?> && !causes.mayBeCancelled(0, Long.MAX_VALUE)) {
                    fault.accept("nothing explains that main is Cancelled");
                }
            }
            default -> {
            }
        }
    }
}
