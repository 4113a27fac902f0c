package io.miou.task;

import io.miou.Promise;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The futures that a parent has made of one child. Each is completed when the child has ended, and forgotten if its
 * holder has completed or cancelled it before.
 *
 * <p>Threads: views are added on the parent's domain, completed on the child's, and removed by any thread. A view is
 * added before the parent reads the child's state. The child writes its state before it looks for views. So one of the
 * two completes the view.
 *
 * @param <T> the child's result
 */
final class FutureViews<T extends @Nullable Object> implements EndListener<T> {

    private final Set<TaskFuture<T>> views = ConcurrentHashMap.newKeySet();

    /**
     * {@return a future that ends as the child does, and that its holder may complete or cancel without touching the
     * child}
     */
    TaskFuture<T> add() {
        TaskFuture<T> view = new TaskFuture<>();
        views.add(view);
        CompletableFuture<T> _ = view.whenComplete((_, _) -> views.remove(view));
        return view;
    }

    @Override
    public void ended(Task<T> task, Promise.State end, @Nullable Object result) {
        for (TaskFuture<T> view : views) {
            view.ended(task, end, result);
        }
    }
}
