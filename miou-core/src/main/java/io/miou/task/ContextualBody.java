package io.miou.task;

import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The code of a task together with the context of its spawning thread: scoped values and captured contexts. Other code
 * can be run with the same afterwards.
 *
 * <p>Threads: made by the spawning thread, then confined to the task's fiber.
 *
 * @param <T> the code's result
 */
public final class ContextualBody<T extends @Nullable Object> implements Callable<T> {

    private final Callable<?> context;
    private final boolean empty;
    private final @Nullable Class<?> codeClass;

    @Nullable
    private Callable<?> code;

    private Callable<?> first;

    private ContextualBody(Callable<?> body, UnaryOperator<Callable<?>> capture) {
        Callable<?> bare = this::takeCode;
        this.code = body;
        this.codeClass = ViolationStack.classOf(body);
        this.context = capture.apply(bare);
        this.first = context;
        this.empty = context == bare;
    }

    /**
     * Captures the context of the calling thread.
     *
     * @param <T> the code's result
     * @param body the code
     * @param capture gives its argument with the context around it; the same object if there is none
     * @return the code with its context; the same code if there is none
     */
    public static <T extends @Nullable Object> Callable<? extends T> of(Callable<? extends T> body,
            UnaryOperator<Callable<?>> capture) {
        ContextualBody<T> contextual = new ContextualBody<>(body, capture);
        return contextual.empty ? body : contextual;
    }

    /** {@return the class of the code, for messages} */
    @Nullable
    Class<?> codeClass() {
        return codeClass;
    }

    /** Runs the code, which is not kept any longer. */
    @SuppressWarnings("NullAway") // a result may be null
    private Object takeCode() throws Exception {
        Callable<?> taken = code;
        code = null;
        return taken == null ? null : taken.call();
    }

    @Override
    @SuppressWarnings("unchecked")
    public T call() throws Exception {
        return (T) first.call();
    }

    /** {@return this, with something around its code and its context} Before it runs. */
    public ContextualBody<T> watched(UnaryOperator<Callable<?>> watch) {
        first = watch.apply(context);
        return this;
    }

    /**
     * Runs the actions that depend on the end of a task, with the context of the task's code. Logs their exceptions.
     *
     * @param task that has ended
     * @param body the code of the task
     * @param other runs afterwards; perhaps twice
     */
    static void callAfter(Task<?> task, @Nullable Callable<?> body, Callable<?> other) {
        if (body instanceof ContextualBody<?> contextual) {
            try {
                contextual.code = other;
                Object _ = contextual.context.call();
                return;
            } catch (Throwable e) {
                Failures.log(System.Logger.Level.WARNING, "the context of " + Failures.describe(task)
                        + " could not be restored for what depends on its end, or not be undone", e);
            }
        }
        try {
            // Without a context, or again because that has thrown: the second time changes nothing.
            Object _ = other.call();
        } catch (Throwable e) {
            Failures.log(System.Logger.Level.WARNING, "what depends on " + Failures.describe(task) + " has failed", e);
        }
    }
}
