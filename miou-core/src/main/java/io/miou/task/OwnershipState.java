package io.miou.task;

import io.miou.Ownership;
import io.miou.Resource;
import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The ownership of one resource: its owner, its former owners, and whether it is closed.
 *
 * <p>Threads: {@code owner}, {@code lastOwner} and {@code formerOwners} are volatile. The owner writes them, or the
 * compare-and-set that makes a new owner, and any thread may read them. So a task that is not the owner sees that it is
 * not. The other fields belong to the owner's domain and travel with the message that starts or ends the child. When a
 * resource is disowned and adopted, they are published by the volatile {@code owner}.
 */
public sealed class OwnershipState extends OwnedContent implements Ownership permits TurnOwnership {

    private static final VarHandle OWNER = VarHandles.field(MethodHandles.lookup(), "owner", Task.class);

    @Nullable
    private volatile Task<?> owner;

    @Nullable
    private volatile Task<?> lastOwner;

    @Nullable
    private volatile FormerOwners formerOwners;

    @Nullable
    private volatile DisownedResources disownedIn;

    /** Written before it is added to the disowned. */
    @Nullable
    private Task<?> disowner;

    @Nullable
    OwnershipState older;

    @Nullable
    OwnershipState younger;

    long sequence;
    int loans;
    private boolean transferring;

    /** The line of the program that acquired it, in debug mode. */
    @Nullable
    private StackTraceElement acquiredAt;

    OwnershipState(Releasable content) {
        super(content);
    }

    /**
     * {@return the ownership behind a resource}
     *
     * @param resource of any kind
     */
    public static OwnershipState of(Resource resource) {
        return switch (resource.ownership()) {
            case OwnershipState ownership -> ownership;
        };
    }

    /**
     * Makes the current task the owner of something new.
     *
     * @param content the owned object
     * @return its ownership
     * @throws IllegalStateException outside a fiber, or in a release function
     */
    public static OwnershipState acquire(Releasable content) {
        Task<?> task = Task.current();
        Spawner.requireMayAct(task, "own a resource");
        OwnershipState ownership = new OwnershipState(content);
        ownership.owner = task;
        if (task.run.isDebug()) {
            ownership.acquiredAt = SpawnSite.find();
        }
        task.ownResources().add(ownership);
        TaskReports.attached(task, ownership);
        return ownership;
    }

    /**
     * Changes the owner of something that tasks own in turns. A release store is enough: other threads only compare the
     * owner with themselves, and the mechanism that orders the turns orders the next owner too.
     */
    final void setOwnerInTurns(@Nullable Task<?> task) {
        OWNER.setRelease(this, task);
    }

    final void reopen() {
        if (lastOwner != null) {
            lastOwner = null;
        }
    }

    /** {@return its owner, if it has one} Any thread; for others than the owner it may be out of date. */
    @Nullable
    public Task<?> owner() {
        return owner;
    }

    @Nullable
    StackTraceElement acquiredAt() {
        return acquiredAt;
    }

    /** The place of the acquisition, for a message; empty if that is not known. */
    String acquisition() {
        return acquiredAt == null ? "" : " [acquired at " + acquiredAt + "]";
    }

    /** Returns the task that has disowned it last. Any thread that has found it among the disowned. */
    @Nullable
    Task<?> disowner() {
        return disowner;
    }

    /** Returns its description with the place of its acquisition, if that is known. Any thread. */
    String inWords() {
        return this + acquisition();
    }

    boolean isTransferring() {
        return transferring;
    }

    /**
     * Checks that a task may become an owner, before something is opened for it.
     *
     * @param task the current one
     * @throws IllegalStateException in a release function
     */
    public static void requireMayOwn(Task<?> task) {
        Spawner.requireMayAct(task, "own a resource");
    }

    /** Checks that the current task may use the resource. */
    public void check() {
        Task<?> task = Task.currentOrWaiting();
        if (owner != task && !isLentTo(task)) {
            throw OwnershipMistakes.notOwner(this, task, "used");
        }
    }

    /**
     * Checks as {@link #check} does, and also that the resource is not closed.
     *
     * @throws ClosedChannelException if the current task was its last owner and has closed it
     */
    public void checkOpen() throws ClosedChannelException {
        checkOpen(Task.current());
    }

    /**
     * Checks as {@link #checkOpen()} does, for a caller that has found the current task already.
     *
     * @param task the current one
     * @throws ClosedChannelException if that task was its last owner and has closed it
     */
    public void checkOpen(Task<?> task) throws ClosedChannelException {
        if (owner == task) {
            return;
        }
        if (lastOwner == task) {
            throw Failures.explained(new ClosedChannelException(), this + " was closed by " + Failures.describe(task)
                    + ", which now uses it; close it last, or open another");
        }
        if (!isLentTo(task)) {
            throw OwnershipMistakes.notOwner(this, task, "used");
        }
    }

    /**
     * {@return whether the current task, or the one that waits for the calling body, was its last owner and has closed
     * it}
     */
    public boolean isClosedByCaller() {
        return lastOwner == Task.currentOrWaiting();
    }

    /** {@return whether the current task owns it, and a close by that task would close it} On a fiber. */
    public boolean isOwnedByCaller() {
        return owner == Task.current() && !transferring;
    }

    /** {@return whether it is closed} Any thread. */
    public boolean isClosed() {
        return lastOwner != null;
    }

    private boolean isLentTo(Task<?> task) {
        return lastOwner == null && task.resources.hasBorrowed(this);
    }

    /** See {@link Resource#close}. */
    public void close() {
        Task<?> task = Task.current();
        if (owner != task) {
            if (lastOwner == task || FormerOwners.contains(formerOwners, task)) {
                return;
            }
            throw OwnershipMistakes.notOwner(this, task, "closed");
        }
        if (transferring) {
            return;
        }
        task.resources.remove(this);
        Throwable failure = releaseBy(task);
        if (failure != null) {
            throw failure instanceof RuntimeException || failure instanceof Error
                    ? Failures.sneak(failure)
                    : new io.miou.TaskFailedException("the release function of a resource of "
                            + Failures.describe(task) + " has failed: " + Failures.words(failure)
                            + "; catch in it what may go wrong", failure);
        }
    }

    /** Releases a resource that is in no list any more; shielded. Returns the exception of the release. */
    @Nullable
    Throwable releaseBy(Task<?> task) {
        TaskReports.released(task, this);
        lastOwner = task;
        owner = null;
        Scope shield = task.ownCancellation().enter(Scope.Kind.SHIELD);
        task.releasing++;
        try {
            releaseContent();
            return null;
        } catch (Throwable e) {
            return e;
        } finally {
            task.requireOwnFiber();
            task.releasing--;
            task.cancellation.leave(shield);
        }
    }

    /** Releases a resource of a child that was cancelled after its success. On the parent's fiber. */
    void releaseAbandoned(Task<?> parent, Failures.Collector failures) {
        transferring = false;
        reportMove(owner, parent);
        Throwable failure = releaseBy(parent);
        if (failure != null) {
            failures.add(failure);
        }
    }

    /** See {@link Resource#disown}. */
    public void disown() {
        Task<?> task = Task.current();
        requireOwned(task, "disowned");
        requireNotLent(task, "disowned");
        task.resources.remove(this);
        leave(task);
        DisownedResources disowned = task.run().disowned();
        disownedIn = disowned;
        disowner = task;
        disowned.add(this);
        TaskReports.detached(task, this);
        owner = null;
    }

    /** See {@link Resource#adopt}. */
    public void adopt() {
        Task<?> task = Task.current();
        Spawner.requireMayAct(task, "own a resource");
        if (owner == task) {
            return;
        }
        requireNotClosed(task);
        if (!OWNER.compareAndSet(this, null, task)) {
            throw OwnershipMistakes.notOwner(this, task, "adopted");
        }
        if (lastOwner != null) {
            // Its owner, on another domain, has closed it since: it has no owner, and will have none.
            owner = null;
            requireNotClosed(task);
        }
        DisownedResources origin = disownedIn;
        if (origin != null) {
            origin.remove(this);
        }
        task.ownResources().add(this);
        TaskReports.attached(task, this);
    }

    private void requireNotClosed(Task<?> task) {
        if (lastOwner != null) {
            throw OwnershipMistakes.adoptedClosed(task);
        }
    }

    /** Makes a task the owner if there is none, so that it can close the resource. On that task's fiber. */
    boolean claim(Task<?> task) {
        boolean claimed = OWNER.compareAndSet(this, null, task);
        if (claimed) {
            TaskReports.attached(task, this);
        }
        return claimed;
    }

    /** See {@link Resource#transfer}. */
    public void transfer() {
        Task<?> task = Task.current();
        if (task.parent == null) {
            throw new IllegalStateException(
                    Failures.describe(task) + " has no parent to transfer " + this + " to; close it");
        }
        if (task.contained) {
            throw new IllegalStateException(Failures.describe(task)
                    + " serves a client, and the server takes no resources: " + this
                    + " cannot be transferred; close it");
        }
        requireOwned(task, "transferred");
        requireNotLent(task, "transferred");
        transferring = true;
    }

    /** Checks that a task may give it to a child. */
    void requireGivable(Task<?> task) {
        requireOwned(task, "given");
        requireNotLent(task, "given");
    }

    /** Moves it to a child that is about to start. */
    void give(Task<?> from, Task<?> to) {
        from.resources.remove(this);
        if (from.loop() == to.loop()) {
            remember(from);
        } else {
            leave(from);
        }
        reportMove(from, to);
        owner = to;
        to.ownResources().add(this);
    }

    /** Lends it to a child that is about to start. */
    void lend(Task<?> lender, Task<?> borrower) {
        borrower.ownResources().borrow(this);
        TaskReports.lent(lender, borrower, this);
    }

    /** Prepares the transfer from a task that has succeeded to its parent, perhaps on another domain. */
    void prepareTransfer(Task<?> from, Task<?> parent) {
        if (from.loop() != parent.loop()) {
            leave(from);
        } else {
            remember(from);
        }
    }

    /** Completes the transfer: the parent owns the resource. */
    void completeTransfer(Task<?> parent) {
        transferring = false;
        reportMove(owner, parent);
        owner = parent;
        parent.ownResources().add(this);
    }

    private void leave(Task<?> task) {
        remember(task);
        try {
            content().leaveDomain();
        } catch (Exception e) {
            Failures.log(System.Logger.Level.WARNING,
                    "a resource of " + Failures.describe(task) + " did not leave its domain cleanly", e);
        }
    }

    private void remember(Task<?> task) {
        formerOwners = FormerOwners.with(formerOwners, task);
    }

    private void requireOwned(Task<?> task, String what) {
        if (owner != task || transferring) {
            throw OwnershipMistakes.notOwner(this, task, what);
        }
    }

    private void requireNotLent(Task<?> task, String what) {
        if (loans > 0) {
            throw OwnershipMistakes.lent(this, task, what);
        }
    }

    private void reportMove(@Nullable Task<?> from, Task<?> to) {
        if (from != null) {
            TaskReports.detached(from, this);
        }
        TaskReports.attached(to, this);
    }
}
