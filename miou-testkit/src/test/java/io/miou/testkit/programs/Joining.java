package io.miou.testkit.programs;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.ResourceLeakedError;
import io.miou.RuleViolation;
import io.miou.StillHasChildrenError;
import io.miou.TaskFailedException;
import io.miou.testkit.programs.Event.AwaitThrew;
import io.miou.testkit.programs.Event.CancelReturned;
import io.miou.testkit.programs.Event.Cancelling;
import io.miou.testkit.programs.Event.ChosenFrom;
import io.miou.testkit.programs.Event.Meddled;
import io.miou.testkit.programs.Event.Observed;
import io.miou.testkit.programs.Event.Ran;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/** The steps that await and cancel children. */
final class Joining {

    private final Stage stage;

    Joining(Stage stage) {
        this.stage = stage;
    }

    void observed(Life me, Life child, Outcome<Integer> outcome) {
        stage.log.add(new Observed(child.id, outcome));
        me.children.remove(child);
        me.orphaned.remove(child);
        if (outcome instanceof Outcome.Success<Integer>) {
            child.transferred.removeIf(thing -> thing.released);
            me.owned.addAll(child.transferred);
            child.transferred.clear();
        }
    }

    /** Consumes one that has ended, or that the caller wants to wait for, also when it is cancelled. */
    private Outcome<Integer> settle(Life me, Life child) {
        Outcome<Integer> outcome = Miou.shield(child.promise::awaitOutcome);
        observed(me, child, outcome);
        return outcome;
    }

    /**
     * Consumes those of some children that have ended, first those that are consumed already: what they transferred
     * came first.
     */
    private List<Outcome<Integer>> settleEnded(Life me, List<Life> children, List<Outcome<Integer>> consumed) {
        return children.stream().filter(child -> child.promise.state() != Promise.State.RUNNING)
                .sorted(Comparator.comparing(child -> placeOf(child, consumed))).map(child -> settle(me, child))
                .toList();
    }

    private static int placeOf(Life child, List<Outcome<Integer>> consumed) {
        int place = consumed.indexOf(new Outcome.Success<>(child.id));
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    private void cancel(Life me, Life child) {
        stage.log.add(new Cancelling(child.id, true));
        child.promise.cancel();
        stage.log.add(new CancelReturned(child.id));
        Outcome<Integer> _ = settle(me, child);
    }

    void join(Life me, Op.Joining op) throws Exception {
        try {
            if (!me.children.isEmpty()) {
                joinSome(me, op);
            }
        } catch (TaskFailedException | StillHasChildrenError | ResourceLeakedError | CancellationException e) {
            if (op.pass()) {
                throw e;
            }
        }
    }

    private void joinSome(Life me, Op.Joining op) throws Exception {
        Life one = me.children.get(op.pick() % me.children.size());
        List<Life> children = List.copyOf(me.children);
        List<Promise<Integer>> promises = children.stream().map(child -> child.promise).toList();
        switch (op.join()) {
            case AWAIT -> await(me, one);
            case AWAIT_OUTCOME -> observed(me, one, awaiting(me, one, one.promise::awaitOutcome));
            case AWAIT_ONE -> {
                boolean successWasThere = hasSuccess(promises);
                Outcome<Integer> chosen = stage.suspend(me, () -> Miou.awaitOne(promises));
                chosen(me, children, chosen, successWasThere);
            }
            case AWAIT_FIRST -> awaitFirst(me, children, promises);
            case AWAIT_ALL -> {
                List<Outcome<Integer>> outcomes = stage.suspend(me, () -> Miou.awaitAll(promises));
                for (int i = 0; i < outcomes.size(); i++) {
                    observed(me, children.get(i), outcomes.get(i));
                }
            }
            case ALL -> all(me, children, promises);
            case CANCEL -> cancel(me, one);
            case CANCEL_EACH -> children.forEach(child -> cancel(me, child));
        }
    }

    /** Waits for a child; if it ends on this domain, the caller runs when it is its turn. */
    private <T> T awaiting(Life me, Life child, Callable<T> wait) throws Exception {
        child.endToken = child.startToken == Life.NO_TOKEN ? Life.NO_TOKEN : stage.newToken();
        try {
            T result = stage.suspend(me, wait);
            ran(child);
            return result;
        } catch (TaskFailedException | RuleViolation | CancellationException e) {
            ran(child);
            throw e;
        } finally {
            child.endToken = Life.NO_TOKEN;
            child.hasUsedEndToken = false;
        }
    }

    private void ran(Life child) {
        if (child.hasUsedEndToken) {
            stage.log.add(new Ran(child.endToken));
        }
    }

    private void await(Life me, Life child) throws Exception {
        try {
            int value = awaiting(me, child, child.promise::await);
            observed(me, child, new Outcome.Success<>(value));
        } catch (TaskFailedException | RuleViolation | CancellationException e) {
            stage.log.add(new AwaitThrew(child.id, settle(me, child), e));
            throw e;
        }
    }

    /**
     * Returns whether a child of this domain has succeeded. The parent's domain may not know yet about children on
     * other domains.
     */
    private static boolean hasSuccess(List<Promise<Integer>> promises) {
        return promises.stream().anyMatch(promise -> promise.state() == Promise.State.SUCCEEDED
                && promise.domain().equals(Domain.self()));
    }

    private void chosen(Life me, List<Life> children, Outcome<Integer> chosen, boolean successWasThere) {
        List<Outcome<Integer>> ended = settleEnded(me, children, List.of(chosen));
        if (!ended.contains(chosen)) {
            stage.surprise(me, "one of many that is none of them: " + chosen, null);
        }
        stage.log.add(new ChosenFrom(children.stream().map(child -> child.id).toList(), chosen, successWasThere));
    }

    private void awaitFirst(Life me, List<Life> children, List<Promise<Integer>> promises) throws Exception {
        boolean successWasThere = hasSuccess(promises);
        children.forEach(child -> stage.log.add(new Cancelling(child.id, false)));
        Outcome<Integer> first = stage.suspend(me, () -> Miou.awaitFirst(promises));
        chosen(me, children, first, successWasThere);
        long others = promises.stream().filter(promise -> promise.state() == Promise.State.CANCELLED).count();
        if (others < children.size() - 1) {
            stage.surprise(me, "awaitFirst, which has cancelled " + others + " of " + children.size(), null);
        }
    }

    private void all(Life me, List<Life> children, List<Promise<Integer>> promises) throws Exception {
        children.forEach(child -> stage.log.add(new Cancelling(child.id, false)));
        try {
            List<Integer> values = stage.suspend(me, () -> Miou.all(promises));
            for (int i = 0; i < values.size(); i++) {
                observed(me, children.get(i), new Outcome.Success<>(values.get(i)));
            }
        } catch (TaskFailedException | RuleViolation | CancellationException e) {
            List<Outcome<Integer>> outcomes = settleEnded(me, children, List.of());
            if (outcomes.size() < children.size()
                    || outcomes.stream().allMatch(outcome -> outcome instanceof Outcome.Success)) {
                stage.surprise(me, "all, which has thrown", e);
            }
            throw e;
        }
    }

    // Orphans

    void care(Life me, Op.Care care) throws Exception {
        if (me.orphans == null) {
            return;
        }
        if (!me.unsure && me.orphans.size() != me.orphaned.size()) {
            stage.surprise(me, me.orphans.size() + " orphans, not " + me.orphaned.size(), null);
        }
        List<Life> orphaned = List.copyOf(me.orphaned);
        switch (care) {
            case GET -> {
                Optional<Outcome<Integer>> one = stage.suspend(me, me.orphans::get);
                List<Outcome<Integer>> given = one.stream().toList();
                boolean isFitting = settleEnded(me, orphaned, given).containsAll(given)
                        && one.isPresent() != orphaned.isEmpty();
                if (!me.unsure && !isFitting) {
                    stage.surprise(me, "an orphan that is none: " + one, null);
                }
            }
            case CARE -> {
                Optional<Promise<Integer>> ended = me.orphans.care();
                boolean any = orphaned.stream().anyMatch(child -> child.promise.state() != Promise.State.RUNNING);
                if (ended.isPresent() && !any) {
                    stage.surprise(me, "care, of one that has not ended", null);
                }
                ended.ifPresent(promise -> settle(me, withPromise(orphaned, promise)));
            }
            case TAKE -> me.orphans.take().ifPresent(promise -> cancel(me, withPromise(orphaned, promise)));
            case DRAIN -> {
                boolean wasUnsure = me.unsure;
                me.unsure = true;
                List<Outcome<Integer>> outcomes = stage.suspend(me, me.orphans::drain);
                List<Outcome<Integer>> settled = settleEnded(me, orphaned, outcomes);
                me.unsure = false;
                if (!wasUnsure && (outcomes.size() != orphaned.size() || !settled.containsAll(outcomes))) {
                    stage.surprise(me, "orphans that are others: " + outcomes, null);
                }
            }
            case CANCEL_ALL -> {
                orphaned.forEach(child -> stage.log.add(new Cancelling(child.id, true)));
                me.orphans.cancelAll();
                orphaned.forEach(child -> stage.log.add(new CancelReturned(child.id)));
                List<Outcome<Integer>> _ = settleEnded(me, orphaned, List.of());
            }
        }
    }

    private static Life withPromise(List<Life> all, Promise<Integer> promise) {
        return all.stream().filter(child -> child.promise == promise).findFirst().orElseThrow();
    }

    // Children of others

    void meddle(Life me, Op.Meddling op) {
        if (stage.tasks.isEmpty()) {
            return;
        }
        Life other = stage.tasks.get(op.pick() % stage.tasks.size());
        if (other.parent == me) {
            return;
        }
        boolean refused = false;
        try {
            if (op.cancel()) {
                other.promise.cancel();
            } else {
                Outcome<Integer> _ = other.promise.awaitOutcome();
            }
        } catch (NotAChildError e) {
            refused = true;
        }
        stage.log.add(new Meddled(me.id, other.id, refused));
    }

    /** Consumes what is left, one way or the other. */
    void tidy(Life me) throws Exception {
        for (Life child : new ArrayList<>(me.children)) {
            if (child.id % 3 == 0) {
                cancel(me, child);
            } else {
                observed(me, child, awaiting(me, child, child.promise::awaitOutcome));
            }
        }
    }
}
