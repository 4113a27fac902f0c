package io.miou.bridge;

import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.domain.DomainLoop;
import io.miou.fiber.StackReserve;
import io.miou.task.Callables;
import io.miou.task.Failures;
import io.miou.task.OrphanSet;
import io.miou.task.OwnedValue;
import io.miou.task.RunContext;
import io.miou.task.Scopes;
import io.miou.task.ServiceChildren;
import io.miou.task.Spawner;
import io.miou.task.StageWait;
import io.miou.task.Task;
import io.miou.task.TaskFuture;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that any thread hands to a run. A service task starts them as its children, so that they have a parent (rules 1
 * to 3). Each task has a future, which is completed in every case.
 *
 * <p>A task that was accepted is started, unless its future or the service is cancelled; a task that is not accepted is
 * rejected.
 *
 * <p>Threads: {@link #submit}, {@link #stopAccepting}, {@link #isAccepting}, {@link #cancelAll} and {@link #close} are
 * for any thread; the service is a fiber. A request is added before {@code bell} is read, and the service writes a new
 * {@code bell} before it looks at {@code requests}: no request is missed. In the same way {@code requests} are stopped
 * before {@code bell} is read.
 */
public final class Submissions {

    /** The place where the tasks run. */
    public enum Place {
        /** The domain of the task that opened the service. The service runs there too. */
        HERE,
        /** The other domains of the pool, at random. The service runs on one of them. */
        ELSEWHERE
    }

    private final RunContext run;
    private final Place place;
    private final String what;
    private final RequestQueue<Request> requests = new RequestQueue<>(Request::refuse);
    private final CompletableFuture<@Nullable Void> closed = new TaskFuture<>();
    private volatile RequestBell bell = new RequestBell();
    private volatile boolean allCancelled;

    /**
     * Creates one that takes requests, to be served when a service does.
     *
     * @param run whose tasks they are
     * @param place where they run
     * @param what its name in messages
     */
    public Submissions(RunContext run, Place place, String what) {
        this.run = run;
        this.place = place;
        this.what = what;
    }

    /** A request to the service. */
    private interface Request {
        void serve(Task<?> service, OrphanSet<@Nullable Object> children);

        /** Refuses the request: it will never be served. */
        default void refuse() {
            // Nobody waits for it.
        }
    }

    /**
     * A submitted task: first to be started, then perhaps to be cancelled. Confined to the service, except its future.
     */
    private final class Submission<T extends @Nullable Object> implements Request {

        private final Callable<? extends T> body;
        private final SubmittedFuture<T> future = new SubmittedFuture<>(() -> note(this::cancel));

        @Nullable
        private Task<T> task;

        Submission(Callable<? extends T> body) {
            this.body = body;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void serve(Task<?> service, OrphanSet<@Nullable Object> children) {
            if (future.isCancelAsked() || allCancelled) {
                // Cancelled before it started: it never runs (rule 7).
                refuse();
                return;
            }
            try {
                Task<T> started = Spawner.submitted(service, target(service), body, future);
                task = started;
                Promise<?> _ = children.add((Promise<@Nullable Object>) started);
            } catch (RuntimeException | Error e) {
                future.neverRan(Failures.forFuture(e));
            }
        }

        private void cancel(Task<?> service, OrphanSet<@Nullable Object> children) {
            Task<T> started = task;
            if (started != null) {
                // Only asked for: the service goes on, and takes notice of the end as of any other.
                ServiceChildren.askToCancel(service, started);
            }
        }

        @Override
        public void refuse() {
            future.neverRan(Failures.cancelled(null, null));
        }
    }

    private DomainLoop target(Task<?> service) {
        Task<?> owner = service.parent();
        return place == Place.HERE || owner == null ? service.loop() : run.domains().anyExcept(service, owner.loop());
    }

    /**
     * Hands in a task, with the scoped values, contexts and class loader of the calling thread.
     *
     * @param <T> its result
     * @param body its code
     * @return completed when it has ended; cancelling it cancels the task
     * @throws RejectedExecutionException if no more are taken
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<? extends T> body) {
        Objects.requireNonNull(body, "task");
        if (!isAccepting()) {
            throw rejected();
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Submission<T> submission = new Submission<>(run.capture(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            return body.call();
        }));
        // A request that is listed is announced, whatever happens.
        StackReserve.requireMuch();
        // To capture takes as long as the user's code does: only now is it decided.
        if (!requests.addTask(submission)) {
            throw rejected();
        }
        bell.ring();
        return submission.future;
    }

    /**
     * {@return a future that combines those of tasks: a fiber that waits for it is suspended}
     *
     * @param <T> its value
     */
    public static <T extends @Nullable Object> CompletableFuture<T> newFuture() {
        return new TaskFuture<>();
    }

    private void note(Request request) {
        // A request that is listed is announced, whatever happens.
        StackReserve.requireMuch();
        if (requests.addNote(request)) {
            bell.ring();
        }
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException(
                what + " takes no more tasks: it was shut down, or its run has ended; submit before");
    }

    /** Takes no more; those handed in are served. */
    public void stopAccepting() {
        StackReserve.requireMuch();
        requests.stop();
        bell.ring();
    }

    /** {@return whether tasks may be handed in} */
    public boolean isAccepting() {
        return requests.isOpen();
    }

    /** {@return completed when all have ended and no more will be started} */
    public CompletableFuture<@Nullable Void> closed() {
        return closed;
    }

    /**
     * Takes no more and cancels those handed in, without waiting for their ends. One that has not been started never
     * will.
     */
    public void cancelAll() {
        allCancelled = true;
        stopAccepting();
        note(new Request() {
            @Override
            public void serve(Task<?> service, OrphanSet<@Nullable Object> children) {
                ServiceChildren.askToCancelAll(service);
            }
        });
    }

    /** Accepts no more, and cancels the futures of tasks that were never started: the service has ended. */
    public void close() {
        requests.close();
        closed.complete(null);
    }

    /**
     * Starts the service as a child of the current task. It ends when no more are taken and all have ended;
     * {@link #close} is called at its end, whatever that is.
     *
     * @param name of the child
     * @return the child
     * @throws io.miou.NoDomainAvailableException if tasks must run on another domain and there is none
     */
    public Task<?> startService(String name) {
        Task<?> parent = Task.current();
        // Away from the domain of its parent, which may block there.
        DomainLoop home = place == Place.HERE ? parent.loop() : run.domains().anyOther(parent);
        Owned<Submissions> end = OwnedValue.own(this, Submissions::close);
        return Spawner.<@Nullable Object>spawn(parent, home, name, Callables.of(() -> {
            serve();
            end.close();
        }), List.of(end), List.of());
    }

    /**
     * Starts the service as {@link #startService} does, but the child ends with its parent, which need not await it.
     *
     * @param name of the child
     */
    public void startAttendant(String name) {
        startService(name).markAttendant();
    }

    private void serve() {
        Task<?> service = Task.current();
        OrphanSet<@Nullable Object> children = new OrphanSet<>();
        boolean complete = false;
        try {
            serve(service, children);
            complete = true;
        } finally {
            if (!complete) {
                boolean _ = Scopes.<Boolean, RuntimeException>shield(() -> endAll(children));
            }
        }
    }

    private void serve(Task<?> service, OrphanSet<@Nullable Object> children) {
        long firstTransferred = ServiceChildren.acquired(service);
        children.onEnd(() -> bell.ring());
        for (;;) {
            RequestBell next = new RequestBell();
            bell = next;
            boolean open = isAccepting();
            serveRequests(service, children);
            boolean _ = Scopes.<Boolean, RuntimeException>shield(
                    () -> takeNoticeOfEnds(service, children, firstTransferred));
            if (!open && children.isEmpty() && requests.isEmpty()) {
                return;
            }
            next.await();
        }
    }

    private void serveRequests(Task<?> service, OrphanSet<@Nullable Object> children) {
        while (!requests.isEmpty()) {
            // Before the request is taken: one that is taken is served.
            service.beginOperation();
            Request request = requests.poll();
            if (request != null) {
                request.serve(service, children);
            }
        }
    }

    /**
     * Takes the children that have ended. Their futures have the outcomes; resources that they transferred are
     * released.
     */
    private static boolean takeNoticeOfEnds(Task<?> service, OrphanSet<@Nullable Object> children,
            long firstTransferred) {
        for (Optional<Promise<@Nullable Object>> ended = children.care(); ended.isPresent(); ended = children.care()) {
            Outcome<@Nullable Object> _ = ended.get().awaitOutcome();
            awaitFutureOf((Task<?>) ended.get());
        }
        ServiceChildren.releaseTransferredSince(service, firstTransferred);
        return true;
    }

    /** Cancels the children, because the service is cancelled. */
    private static boolean endAll(OrphanSet<@Nullable Object> children) {
        List<Task<?>> all = children.all();
        children.cancelAll();
        for (Task<?> child : all) {
            awaitFutureOf(child);
        }
        return true;
    }

    /**
     * Waits until the future of an ended task is done. A task completes its future just after its end, on its own
     * domain. So the futures are done before any other task sees the end of the service.
     */
    private static void awaitFutureOf(Task<?> child) {
        if (child.endListener() instanceof SubmittedFuture<?> future && !future.isDone()) {
            StageWait.awaitEnd(future);
        }
    }
}
