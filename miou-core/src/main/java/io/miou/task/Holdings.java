package io.miou.task;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a task owns, in the order of acquisition, and what it has borrowed. Adding and removing are O(1). Confined to the
 * task's domain; after the task's end it belongs to the parent's.
 */
final class Holdings {

    /** Those of every task that has not acquired or borrowed anything; nothing is ever written to it. */
    static final Holdings NONE = new Holdings();

    @Nullable
    private Holding oldest;

    @Nullable
    private Holding youngest;

    private long acquired;

    @Nullable
    private Set<Holding> borrowed;

    /** How many were ever acquired. */
    long acquired() {
        return acquired;
    }

    boolean isEmpty() {
        return oldest == null;
    }

    @Nullable
    Holding oldest() {
        return oldest;
    }

    void add(Holding holding) {
        holding.sequence = acquired++;
        holding.older = youngest;
        holding.younger = null;
        if (youngest == null) {
            oldest = holding;
        } else {
            youngest.younger = holding;
        }
        youngest = holding;
    }

    /** Adds it where it was before, in the order of acquisition. */
    void addBack(Holding holding) {
        Holding before = youngest;
        Holding after = null;
        while (before != null && before.sequence > holding.sequence) {
            after = before;
            before = before.older;
        }
        holding.older = before;
        holding.younger = after;
        if (before == null) {
            oldest = holding;
        } else {
            before.younger = holding;
        }
        if (after == null) {
            youngest = holding;
        } else {
            after.older = holding;
        }
    }

    void remove(Holding holding) {
        Holding older = holding.older;
        Holding younger = holding.younger;
        if (older == null) {
            oldest = younger;
        } else {
            older.younger = younger;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.older = older;
        }
        holding.older = null;
        holding.younger = null;
    }

    /** The first that the task has neither closed nor transferred, or null. */
    @Nullable
    Holding leaked() {
        for (Holding holding = oldest; holding != null; holding = holding.younger) {
            if (!holding.isTransferring()) {
                return holding;
            }
        }
        return null;
    }

    /** Releases what was acquired since a moment, in reverse order. On the owner's fiber. */
    void releaseSince(Task<?> task, long sequence, Failures.Collector failures) {
        for (Holding last = youngest; last != null && last.sequence >= sequence; last = youngest) {
            remove(last);
            Throwable failure = last.releaseBy(task);
            if (failure != null) {
                failures.add(failure);
            }
        }
    }

    /** The task ends with success: what is left is for its parent. On the owner's fiber. */
    void prepareTransfer(Task<?> task, Task<?> parent) {
        for (Holding holding = oldest; holding != null; holding = holding.younger) {
            holding.prepareTransfer(task, parent);
        }
    }

    /** Everything becomes the parent's, in order. On the parent's fiber. */
    void handOver(Task<?> parent) {
        for (Holding first = oldest; first != null; first = oldest) {
            remove(first);
            first.completeTransfer(parent);
        }
    }

    /** Everything goes into a list, in order. On the parent's domain. */
    void moveAllTo(ArrayDeque<Holding> list) {
        for (Holding first = oldest; first != null; first = oldest) {
            remove(first);
            list.add(first);
        }
    }

    // Loans

    void borrow(Holding holding) {
        Set<Holding> all = borrowed;
        if (all == null) {
            all = Collections.newSetFromMap(new IdentityHashMap<>(4));
            borrowed = all;
        }
        if (all.add(holding)) {
            holding.loans++;
        }
    }

    boolean hasBorrowed(Holding holding) {
        Set<Holding> all = borrowed;
        return all != null && all.contains(holding);
    }

    /** The task has ended; lender and borrower are on one domain. */
    void returnLoans() {
        Set<Holding> all = borrowed;
        if (all != null) {
            borrowed = null;
            for (Holding holding : all) {
                holding.loans--;
            }
        }
    }
}
