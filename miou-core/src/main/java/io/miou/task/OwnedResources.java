package io.miou.task;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a task owns, in the order of acquisition, and those that it has borrowed. Adding and removing are
 * O(1). Confined to the task's domain; after the task's end it belongs to the parent's.
 */
final class OwnedResources {

    /** The shared empty instance of all tasks that have not acquired or borrowed anything. It is never written to. */
    static final OwnedResources NONE = new OwnedResources();

    private static final int ATTEMPTS = 8;

    @Nullable
    private OwnershipState oldest;

    @Nullable
    private OwnershipState youngest;

    private long acquired;

    /** The number of those that tasks own in turns. */
    private int turns;

    @Nullable
    private Set<OwnershipState> borrowed;

    /** The number of resources ever acquired. */
    long acquired() {
        return acquired;
    }

    boolean isEmpty() {
        return oldest == null;
    }

    @Nullable
    OwnershipState oldest() {
        return oldest;
    }

    /** Whether there is one that tasks own in turns, such as a mutex. */
    boolean hasTurns() {
        return turns > 0;
    }

    @Nullable
    OwnershipState youngest() {
        return youngest;
    }

    void add(OwnershipState ownership) {
        ownership.sequence = acquired++;
        ownership.older = youngest;
        ownership.younger = null;
        if (youngest == null) {
            oldest = ownership;
        } else {
            youngest.younger = ownership;
        }
        youngest = ownership;
        if (ownership instanceof TurnOwnership) {
            turns++;
        }
    }

    /** Adds it where it was before, in the order of acquisition. */
    void addBack(OwnershipState ownership) {
        OwnershipState before = youngest;
        OwnershipState after = null;
        while (before != null && before.sequence > ownership.sequence) {
            after = before;
            before = before.older;
        }
        ownership.older = before;
        ownership.younger = after;
        if (before == null) {
            oldest = ownership;
        } else {
            before.younger = ownership;
        }
        if (after == null) {
            youngest = ownership;
        } else {
            after.older = ownership;
        }
        if (ownership instanceof TurnOwnership) {
            turns++;
        }
    }

    void remove(OwnershipState ownership) {
        OwnershipState older = ownership.older;
        OwnershipState younger = ownership.younger;
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
        ownership.older = null;
        ownership.younger = null;
        if (ownership instanceof TurnOwnership) {
            turns--;
        }
    }

    /** The first that the task has neither closed nor transferred, or null. */
    @Nullable
    OwnershipState leaked() {
        for (OwnershipState ownership = oldest; ownership != null; ownership = ownership.younger) {
            if (!ownership.isTransferring()) {
                return ownership;
            }
        }
        return null;
    }

    /** Releases the resources that were acquired since a moment, in reverse order. On the owner's fiber. */
    void releaseSince(Task<?> task, long sequence, Failures.Collector failures) {
        for (OwnershipState last = youngest; last != null && last.sequence >= sequence; last = youngest) {
            remove(last);
            Throwable failure = last.releaseBy(task);
            if (failure != null) {
                failures.add(failure);
            }
        }
    }

    /**
     * Prepares the remaining resources of a task that has succeeded for the transfer to its parent. On the owner's
     * fiber.
     */
    void prepareTransfer(Task<?> task, Task<?> parent) {
        for (OwnershipState ownership = oldest; ownership != null; ownership = ownership.younger) {
            ownership.prepareTransfer(task, parent);
        }
    }

    /** Hands all resources to the parent, in order. On the parent's fiber. */
    void handOver(Task<?> parent) {
        for (OwnershipState first = oldest; first != null; first = oldest) {
            remove(first);
            first.completeTransfer(parent);
        }
    }

    /** Moves all resources into a list, in order. On the parent's domain. */
    void moveAllTo(ArrayDeque<OwnershipState> list) {
        for (OwnershipState first = oldest; first != null; first = oldest) {
            remove(first);
            list.add(first);
        }
    }

    // Loans

    void borrow(OwnershipState ownership) {
        Set<OwnershipState> all = borrowed;
        if (all == null) {
            all = Collections.newSetFromMap(new IdentityHashMap<>(4));
            borrowed = all;
        }
        if (all.add(ownership)) {
            ownership.loans++;
        }
    }

    /** Returns what the task has borrowed; may be incomplete while that changes. Any thread. */
    List<OwnershipState> borrowedNow() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Set<OwnershipState> all = borrowed;
            if (all == null) {
                return List.of();
            }
            try {
                return List.copyOf(all);
            } catch (ConcurrentModificationException | NullPointerException e) {
                // The task borrows just now.
                Thread.onSpinWait();
            }
        }
        return List.of();
    }

    boolean hasBorrowed(OwnershipState ownership) {
        Set<OwnershipState> all = borrowed;
        return all != null && all.contains(ownership);
    }

    /** Returns the loans of a task that has ended; lender and borrower are on one domain. */
    void returnLoans() {
        Set<OwnershipState> all = borrowed;
        if (all != null) {
            borrowed = null;
            for (OwnershipState ownership : all) {
                ownership.loans--;
            }
        }
    }
}
