package io.miou.stress;

import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.RuleViolation;
import io.miou.TaskFailedException;
import io.miou.stress.Event.CancelReturned;
import io.miou.stress.Event.Cancelling;
import io.miou.stress.Event.Observed;
import io.miou.stress.Event.Ran;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** The steps that await and cancel children. */
final class JoiningSteps {

    private final World world;

    JoiningSteps(World world) {
        this.world = world;
    }

    // One child

    void await(TaskRun me, Op.Await op) throws Exception {
        if (!me.children.isEmpty()) {
            await(me, me.children.get(op.pick() % me.children.size()), op.asOutcome(), op.pass());
        }
    }

    private void await(TaskRun me, TaskRun child, boolean asOutcome, boolean pass) throws Exception {
        RuntimeException failure = null;
        Outcome<Integer> outcome;
        int token = child.startToken == TaskRun.NO_TOKEN ? TaskRun.NO_TOKEN : world.log.newId();
        child.endToken = token;
        try {
            outcome = world.suspend(me, asOutcome
                    ? child.promise::awaitOutcome
                    : () -> new Outcome.Success<>(
                            child.promise.await()));
            ran(child, token);
            observed(me, child, outcome, null);
        } catch (TaskFailedException | RuleViolation | CancellationException e) {
            ran(child, token);
            observed(me, child, outcomeOf(child), e);
            if (pass) {
                throw e;
            }
        } finally {
            child.endToken = TaskRun.NO_TOKEN;
        }
    }

    private void ran(TaskRun child, int token) {
        if (child.hasUsedEndToken && child.endToken == token) {
            world.log.add(new Ran(token));
            child.hasUsedEndToken = false;
        }
    }

    /** The outcome of a child that was awaited; also in a task that was cancelled meanwhile. */
    private static Outcome<Integer> outcomeOf(TaskRun child) {
        return Miou.shield(child.promise::awaitOutcome);
    }

    void observed(TaskRun me, TaskRun child, Outcome<Integer> outcome, Throwable thrown) {
        world.log.add(new Observed(child.id, outcome, thrown));
        me.children.remove(child);
        if (outcome instanceof Outcome.Success<Integer>) {
            child.transferred.removeIf(Owned::isReleased);
            me.owned.addAll(child.transferred);
            child.transferred.clear();
        }
    }

    void cancel(TaskRun me, int pick) {
        if (!me.children.isEmpty()) {
            cancel(me, me.children.get(pick % me.children.size()));
        }
    }

    private void cancel(TaskRun me, TaskRun child) {
        world.log.add(new Cancelling(child.id, true));
        child.promise.cancel();
        world.log.add(new CancelReturned(child.id));
        observed(me, child, outcomeOf(child), null);
    }

    // All children

    void join(TaskRun me, Op.Join op) throws Exception {
        List<TaskRun> children = List.copyOf(me.children);
        List<Promise<Integer>> promises = children.stream().map(child -> child.promise).toList();
        switch (op.many()) {
            case AWAIT_ONE -> {
                if (!children.isEmpty()) {
                    Outcome<Integer> outcome = world.suspend(me, () -> Miou.awaitOne(promises));
                    observed(me, oneWith(me, children, outcome), outcome, null);
                }
            }
            case AWAIT_FIRST -> {
                if (!children.isEmpty()) {
                    awaitFirst(me, children, promises);
                }
            }
            case AWAIT_ALL -> {
                List<Outcome<Integer>> outcomes = world.suspend(me, () -> Miou.awaitAll(promises));
                for (int i = 0; i < outcomes.size(); i++) {
                    observed(me, children.get(i), outcomes.get(i), null);
                }
            }
            case ALL -> all(me, children, promises, op.pass());
            case CANCEL_EACH -> children.forEach(child -> cancel(me, child));
        }
    }

    private void awaitFirst(TaskRun me, List<TaskRun> children, List<Promise<Integer>> promises) throws Exception {
        children.forEach(child -> world.log.add(new Cancelling(child.id, false)));
        Outcome<Integer> outcome = world.suspend(me, () -> Miou.awaitFirst(promises));
        TaskRun first = oneWith(me, children, outcome);
        observed(me, first, outcome, null);
        for (TaskRun child : children) {
            if (child != first) {
                world.log.add(new CancelReturned(child.id));
                observed(me, child, outcomeOf(child), null);
            }
        }
    }

    private void all(TaskRun me, List<TaskRun> children, List<Promise<Integer>> promises, boolean pass)
            throws Exception {
        children.forEach(child -> world.log.add(new Cancelling(child.id, false)));
        try {
            List<Integer> values = world.suspend(me, () -> Miou.all(promises));
            for (int i = 0; i < values.size(); i++) {
                observed(me, children.get(i), new Outcome.Success<>(values.get(i)), null);
            }
        } catch (TaskFailedException | RuleViolation | CancellationException e) {
            children.forEach(child -> observed(me, child, outcomeOf(child), null));
            if (children.stream().allMatch(child -> child.promise.state() == Promise.State.SUCCEEDED)) {
                world.surprise(me, "all, although none of them has failed", e);
            }
            if (pass) {
                throw e;
            }
        }
    }

    /** Returns the child that an outcome belongs to. If several are cancelled, any of them will do. */
    private TaskRun oneWith(TaskRun me, Collection<TaskRun> children, Outcome<Integer> outcome) {
        for (TaskRun child : children) {
            boolean fits = switch (outcome) {
                case Outcome.Success<Integer>(Integer id) -> id == child.id;
                case Outcome.Failure<Integer>(Throwable cause) -> child.promise.state() == Promise.State.FAILED
                        && (child.violating ? isViolationOf(child, cause) : child.thrown == cause);
                case Outcome.Cancelled<Integer> _ -> child.promise.state() == Promise.State.CANCELLED;
            };
            if (fits) {
                return child;
            }
        }
        world.surprise(me, "an outcome that is no child's: " + outcome, null);
        throw new IllegalStateException("an outcome that is no child's: " + outcome);
    }

    private static boolean isViolationOf(TaskRun child, Throwable cause) {
        return cause instanceof RuleViolation && cause.getMessage().startsWith(child.promise.name() + " ");
    }

    // Orphans

    void orphans(TaskRun me, Op.Orphans op) throws Exception {
        Orphans<Integer> orphans = me.orphans;
        if (orphans == null) {
            return;
        }
        switch (op.care()) {
            case GET -> {
                Optional<Outcome<Integer>> outcome = world.suspend(me, orphans::get);
                outcome.ifPresent(one -> observed(me, orphanWith(me, one), one, null));
            }
            case CARE -> {
                Optional<Promise<Integer>> ended = orphans.care();
                if (ended.isPresent()) {
                    if (ended.get().state() == Promise.State.RUNNING) {
                        world.surprise(me, "care, of one that has not ended", null);
                    }
                    await(me, childOf(me, ended.get()), true, false);
                }
            }
            case TAKE -> {
                Optional<Promise<Integer>> any = orphans.take();
                if (any.isPresent()) {
                    cancel(me, childOf(me, any.get()));
                }
            }
            case DRAIN -> {
                List<Outcome<Integer>> outcomes = world.suspend(me, orphans::drain);
                for (Outcome<Integer> outcome : outcomes) {
                    observed(me, orphanWith(me, outcome), outcome, null);
                }
            }
            case CANCEL_ALL -> cancelOrphans(me, orphans);
        }
    }

    private void cancelOrphans(TaskRun me, Orphans<Integer> orphans) {
        // Which of the children are orphans is the scheduler's to know; the others are only said to be cancelled.
        List<TaskRun> children = new ArrayList<>(me.children);
        children.forEach(child -> world.log.add(new Cancelling(child.id, false)));
        orphans.cancelAll();
        for (TaskRun child : children) {
            if (child.promise.state() == Promise.State.CANCELLED && child.isOrphan) {
                world.log.add(new CancelReturned(child.id));
                observed(me, child, outcomeOf(child), null);
            }
        }
    }

    /**
     * Finds an orphan by its outcome, as for any children. A cancelled orphan may have been taken for another cancelled
     * one before, so those are searched in all children.
     */
    private TaskRun orphanWith(TaskRun me, Outcome<Integer> outcome) {
        return oneWith(me, outcome instanceof Outcome.Cancelled<Integer> ? me.everyChild : me.children, outcome);
    }

    private TaskRun childOf(TaskRun me, Promise<Integer> promise) {
        // All it ever had: of several that are cancelled, get may have given another than we think.
        for (TaskRun child : me.everyChild) {
            if (child.promise == promise) {
                return child;
            }
        }
        world.surprise(me, "an orphan that is no child", null);
        throw new IllegalStateException("an orphan that is no child: " + promise);
    }

    // Children of others

    void meddle(TaskRun me, Op.Meddle op) {
        TaskRun other = world.tasks.get(op.pick());
        if (other == null || other.parent == me) {
            return;
        }
        try {
            if (op.cancel()) {
                other.promise.cancel();
            } else {
                Outcome<Integer> _ = other.promise.awaitOutcome();
            }
            world.surprise(me, "meddling with a child of " + other.parent + ", which was allowed", null);
        } catch (NotAChildError e) {
            // Rule 2.
        }
    }

    /** Looks after all its children, as it must before it returns. */
    void finish(TaskRun me) throws Exception {
        while (!me.children.isEmpty()) {
            TaskRun last = me.children.getLast();
            if (last.id % 3 == 0) {
                cancel(me, last);
            } else {
                await(me, last, last.id % 2 == 0, false);
            }
        }
    }
}
