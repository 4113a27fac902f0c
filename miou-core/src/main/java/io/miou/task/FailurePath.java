package io.miou.task;

import io.miou.TaskFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a failure has passed on its way up, for the message of a {@link TaskFailedException}. It keeps the
 * first ones, the last ones, and the number of those between. So the message stays short, and each task adds to it in
 * constant time, however deep the tree is. Immutable; any thread.
 */
public final class FailurePath {

    private static final int FIRST = 5;
    private static final int LAST = 4;

    private final String failure;
    private final List<String> first;
    private final long between;
    private final List<String> last;

    private FailurePath(String failure, List<String> first, long between, List<String> last) {
        this.failure = failure;
        this.first = first;
        this.between = between;
        this.last = last;
    }

    /** The path of a failure that no task has let pass yet; in words. */
    static FailurePath of(String failure) {
        return new FailurePath(failure, List.of(), 0, List.of());
    }

    /** The path with one more task, in words. */
    FailurePath through(String task) {
        if (first.size() < FIRST) {
            return new FailurePath(failure, with(first, task), 0, last);
        }
        if (last.size() < LAST) {
            return new FailurePath(failure, first, between, with(last, task));
        }
        return new FailurePath(failure, first, between + 1, with(last.subList(1, LAST), task));
    }

    private static List<String> with(List<String> tasks, String task) {
        List<String> more = new ArrayList<>(tasks);
        more.add(task);
        return List.copyOf(more);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(failure);
        append(text, first);
        if (between > 0) {
            text.append(", which ").append(between).append(between == 1 ? " more task" : " more tasks")
                    .append(" let pass");
        }
        append(text, last);
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> tasks) {
        for (String task : tasks) {
            text.append(", which ").append(task).append(" let pass");
        }
    }

    // The exceptions that have one

    /** The operations that only the exception's own package can do. */
    public interface Access {

        /**
         * {@return an exception whose message is the path's, and advice}
         *
         * @param path kept in it
         * @param advice the end of the message
         * @param cause the exception that was thrown first
         */
        TaskFailedException create(FailurePath path, String advice, Throwable cause);

        /**
         * {@return the path that an exception was created with; null for another}
         *
         * @param failed any
         */
        @Nullable
        FailurePath pathOf(TaskFailedException failed);
    }

    /**
     * Sets the one instance; by the initialiser of {@link TaskFailedException}.
     *
     * @param access the instance
     */
    public static void install(Access access) {
        Holder.access = access;
    }

    private static Access access() {
        Access access = Holder.access;
        if (access != null) {
            return access;
        }
        try {
            // Its initialiser installs it.
            Class.forName(TaskFailedException.class.getName(), true, TaskFailedException.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class of this module is missing", e);
        }
        return Objects.requireNonNull(Holder.access);
    }

    /** {@return an exception for a parent, which says where the failure has been} */
    TaskFailedException toException(String advice, Throwable cause) {
        return access().create(this, advice, cause);
    }

    /** {@return the path that an exception was created with; null for one that a user has created} */
    @Nullable
    static FailurePath of(TaskFailedException failed) {
        return access().pathOf(failed);
    }

    private static final class Holder {

        @Nullable
        private static volatile Access access;
    }
}
