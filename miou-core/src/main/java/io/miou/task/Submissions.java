package io.miou.task;

import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.domain.DomainLoop;
import io.miou.sync.Trigger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that any thread hands to a run. A service task starts them as its children, so that they have a parent that looks after
 * them (rules 1 to 3): each has a future, which is completed whatever happens.
 *
 * <p>Threads: {@link #submit}, {@link #stopAccepting}, {@link #isAccepting}, {@link #cancelAll} and {@link #close} are for any
 * thread; the service is a fiber. A request is added before {@code bell} is read, and the service writes a new {@code bell} before it
 * looks at {@code requests}: no request is missed. In the same way {@code accepting} is written before {@code bell} is read.
 */
public final class Submissions {

    /** Where the tasks run. */
    public enum Place {
        /** On the domain of the service. */
        HERE,
        /** On another domain of the pool, at random. */
        ELSEWHERE
    }

    private final Run run;
    private final Place place;
    private final String what;
    private final RequestQueue<Request> requests = new RequestQueue<>(Request::refuse);
    private final CompletableFuture<@Nullable Void> closed = new TaskFuture<>(null);
    private volatile Trigger bell = new Trigger();
    private volatile boolean accepting = true;

    /**
     * Creates one that takes requests, to be served when a service does.
     *
     * @param run whose tasks they are
     * @param place where they run
     * @param what it is called in messages
     */
    public Submissions(Run run, Place place, String what) {
        this.run = run;
        this.place = place;
        this.what = what;
    }

    /** What the service is asked to do. */
    private interface Request {
        void serve(Task<?> service, OrphanSet<@Nullable Object> children);

        /** It will never be served. */
        default void refuse() {
            // Nobody waits for it.
        }
    }

    /** One task, first to be started, then to be cancelled perhaps. Confined to the service, but for its future. */
    private final class Submission<T extends @Nullable Object> implements Request {

        private final Callable<? extends T> body;
        private final TaskFuture<T> future = new TaskFuture<>(() -> request(this::cancel));

        @Nullable
        private Task<T> task;

        Submission(Callable<? extends T> body) {
            this.body = body;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void serve(Task<?> service, OrphanSet<@Nullable Object> children) {
            if (future.isDone()) {
                // Cancelled before it started: it never runs (rule 7).
                return;
            }
            try {
                DomainLoop target = place == Place.HERE ? service.loop() : run.anyOther(service);
                Task<T> started = Spawner.submitted(service, target, body, future);
                task = started;
                Promise<?> _ = children.add((Promise<@Nullable Object>) started);
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        }

        private void cancel(Task<?> service, OrphanSet<@Nullable Object> children) {
            Task<T> started = task;
            if (started != null && !started.consumed) {
                // Only asked for: the service goes on, and takes notice of the end as of any other.
                service.children.cancel(started);
            }
        }

        @Override
        public void refuse() {
            future.completeExceptionally(Failures.cancelled(null, null));
        }
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
        Callable<? extends T> captured = run.capture(body);
        Submission<T> submission = new Submission<>(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            return captured.call();
        });
        request(submission);
        return submission.future;
    }

    /**
     * {@return a future for whoever combines those of tasks: a fiber that waits for it is suspended}
     *
     * @param <T> its value
     */
    public static <T extends @Nullable Object> CompletableFuture<T> newFuture() {
        return new TaskFuture<>(null);
    }

    private void request(Request request) {
        requests.add(request);
        boolean _ = bell.signal();
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException(
                what + " takes no more tasks: it was shut down, or its run has ended; submit before");
    }

    /** Takes no more; those handed in are served. */
    public void stopAccepting() {
        accepting = false;
        boolean _ = bell.signal();
    }

    /** {@return whether tasks may be handed in} */
    public boolean isAccepting() {
        return accepting;
    }

    /** {@return completed when all have ended and no more will be started} */
    public CompletableFuture<@Nullable Void> closed() {
        return closed;
    }

    /** Cancels all that were handed in so far, without waiting for their ends. */
    public void cancelAll() {
        request(new Request() {
            @Override
            public void serve(Task<?> service, OrphanSet<@Nullable Object> children) {
                service.children.cancelStarted(0, Long.MAX_VALUE);
            }
        });
    }

    /** Takes no more, and cancels the futures of those that were never started: nobody serves them any more. */
    public void close() {
        accepting = false;
        requests.close();
        closed.complete(null);
    }

    /**
     * Starts the service as a child of the current task. It ends when no more are taken and all have ended; {@link #close} is called
     * at its end, whatever that is.
     *
     * @param name of the child
     * @return the child
     */
    public Task<?> startService(String name) {
        Task<?> parent = Task.current();
        Owned<Submissions> end = OwnedValue.own(this, Submissions::close);
        return Spawner.<@Nullable Object>spawn(parent, parent.loop(), name, Spawner.callable(() -> {
            serve();
            end.close();
        }), List.of(end), List.of());
    }

    /**
     * As {@link #startService}, but the child ends with its parent, which need not await it.
     *
     * @param name of the child
     */
    public void startAttendant(String name) {
        startService(name).attendant = true;
    }

    private void serve() {
        Task<?> service = Task.current();
        long firstTransferred = service.holdings.acquired();
        OrphanSet<@Nullable Object> children = new OrphanSet<>();
        children.onEnd(() -> {
            boolean _ = bell.signal();
        });
        for (;;) {
            Trigger next = new Trigger();
            bell = next;
            boolean open = isAccepting();
            serveRequests(service, children);
            takeNoticeOfEnds(service, children, firstTransferred);
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

    /** Their futures tell how they ended; what they transferred is for nobody. */
    private static void takeNoticeOfEnds(Task<?> service, OrphanSet<@Nullable Object> children,
            long firstTransferred) {
        for (Optional<Promise<@Nullable Object>> ended = children.care(); ended.isPresent(); ended = children.care()) {
            Outcome<@Nullable Object> _ = ended.get().awaitOutcome();
        }
        Failures.Collector failures = new Failures.Collector();
        service.children.releaseAbandoned(failures);
        service.holdings.releaseSince(service, firstTransferred, failures);
        failures.log(service);
    }
}
