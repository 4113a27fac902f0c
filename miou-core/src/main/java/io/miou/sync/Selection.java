package io.miou.sync;

import io.miou.support.VarHandles;
import io.miou.sync.ChannelState.Answer;
import io.miou.task.Task;
import io.miou.task.Wait;
import io.miou.task.WaitsFor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A choice among several sends and receives, and the wait for it. While it waits it has an {@link Offer} in the queue
 * of each clause; at most one offer is claimed.
 *
 * <p>Threads: the threads that serve the channels claim offers; {@link #withdraw} is called on the task's domain. The
 * compare-and-set of {@code winner} decides between them. Everything else is the task's.
 *
 * @param <R> the result's type
 */
final class Selection<R extends @Nullable Object> implements Wait {

    /*
     * As in Go, all channels are locked, in the order of their numbers, while the clauses are tried and, if none is
     * possible, the offers are made. So no partner can come between trying and offering. An offer is only claimed from
     * the other side, by one compare-and-set: two choices can meet without deciding two things at once. The thread that
     * serves a queue skips offers that lost, until the task removes them.
     */

    /** A clause that waits. */
    private static final class Offer extends Waiter {

        private final Selection<?> selection;

        Offer(Selection<?> selection) {
            this.selection = selection;
        }

        @Override
        boolean claim() {
            return WINNER.compareAndSet(selection, null, this);
        }

        @Override
        void wake() {
            selection.task.wake();
        }
    }

    private static final Object WITHDRAWN = new Object();
    private static final VarHandle WINNER = VarHandles.field(MethodHandles.lookup(), "winner", Object.class);

    private final Task<?> task;
    private final List<Clause<? extends R>> clauses;
    private final List<ChannelState> channels;

    /** The offers in the order of the clauses; empty unless the selection waits. */
    private final List<Offer> offers = new ArrayList<>();

    /** Null, an {@link Offer}, or {@code WITHDRAWN}. */
    @Nullable
    private volatile Object winner;

    @Nullable
    private Clause<? extends R> chosen;

    /**
     * Creates a choice.
     *
     * @param task the task that chooses
     * @param clauses at least one
     */
    Selection(Task<?> task, List<? extends Clause<? extends R>> clauses) {
        this.task = task;
        this.clauses = new ArrayList<>(clauses);
        this.channels = clauses.stream().map(clause -> clause.channel).distinct()
                .sorted(Comparator.comparingLong(channel -> channel.number)).toList();
    }

    /** Does one of the clauses and gives its result. */
    R choose() {
        Object given;
        Waiter partner = null;
        channels.forEach(channel -> channel.lock.lock());
        try {
            given = attempt();
            if (given == Answer.MUST_WAIT) {
                join();
            } else if (chosen != null) {
                partner = chosen.channel.takeServed();
            }
        } finally {
            channels.forEach(channel -> channel.lock.unlock());
        }
        if (partner != null) {
            partner.wake();
        }
        if (given == Answer.MUST_WAIT) {
            given = await();
        }
        if (given == Answer.CLOSED) {
            throw new ChannelClosedException(
                    "none of " + clauses.size() + " sends and receives is possible, and a channel"
                            + " is closed; choose among those that are open, or catch this to stop");
        }
        return Objects.requireNonNull(chosen).finish(given);
    }

    /** Tries the clauses in a random order, so that each of those that are possible is equally likely. */
    private Object attempt() {
        Object none = Answer.MUST_WAIT;
        for (int tried = 0; tried < clauses.size(); tried++) {
            // A shuffle (Fisher and Yates), done as far as it is needed.
            int left = clauses.size() - tried;
            Collections.swap(clauses, tried, left == 1 ? tried : tried + task.loop().random().nextInt(left));
            Clause<? extends R> clause = clauses.get(tried);
            Object answer = clause.attempt();
            if (answer == Answer.CLOSED) {
                none = answer;
            } else if (answer != Answer.MUST_WAIT) {
                chosen = clause;
                return answer;
            }
        }
        return none;
    }

    /** Makes an offer for each clause. With the locks of all channels, or before other threads know the channels. */
    void join() {
        for (Clause<? extends R> clause : clauses) {
            Offer offer = new Offer(this);
            offer.item = clause.brings();
            clause.queue().add(offer);
            offers.add(offer);
        }
    }

    @Nullable
    private Object await() {
        task.suspend(this);
        leave();
        int index = 0;
        while (offers.get(index) != winner) {
            index++;
        }
        chosen = clauses.get(index);
        return offers.get(index).item;
    }

    private void leave() {
        for (int i = 0; i < offers.size(); i++) {
            Clause<?> clause = clauses.get(i);
            clause.channel.lock.lock();
            try {
                clause.queue().remove(offers.get(i));
            } finally {
                clause.channel.lock.unlock();
            }
        }
    }

    @Override
    public boolean withdraw() {
        if (!WINNER.compareAndSet(this, null, WITHDRAWN)) {
            return false;
        }
        leave();
        return true;
    }

    @Override
    public WaitsFor waitsFor() {
        return winner == null && channels.stream().allMatch(channel -> channel.waitsFor() == WaitsFor.ANY_TASK)
                ? WaitsFor.ANY_TASK
                : WaitsFor.ANYTHING;
    }

    @Override
    public String describe() {
        return "one of " + clauses.size() + " sends and receives";
    }
}
