package io.miou.task;

import io.miou.Promise;
import io.miou.TaskCancelled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The children that a parent is about to wait for. All of them have the mark, also those that have ended: once the wait is
 * complete, no cancellation takes any of them back.
 *
 * @param children each once, in the order of their promises
 * @param mark of theirs, and of no other child
 * @param living how many have not ended
 */
record Wanted(List<Task<?>> children, long mark, int living) {

    /**
     * The tasks behind promises, found in one walk: there may be a hundred thousand of them, far apart in memory, and nothing is
     * allocated for each.
     *
     * @throws io.miou.NotAChildError if one of them is no child of the parent
     * @throws TaskCancelled if the parent is cancelled
     */
    static Wanted of(Task<?> parent, @Nullable Collection<? extends Promise<?>> promises) {
        Objects.requireNonNull(promises, "promises");
        Children siblings = parent.ownChildren();
        long mark = siblings.newMark();
        List<Task<?>> children = new ArrayList<>(promises.size());
        int living = 0;
        for (Promise<?> promise : promises) {
            Task<?> child = switch ((Promise<?>) Objects.requireNonNull(promise, "one of the promises")) {
                case Task<?> task -> task;
            };
            child.requireChildOf(parent);
            if (child.mark != mark) {
                child.mark = mark;
                children.add(child);
                if (!child.ended) {
                    living++;
                }
            }
        }
        parent.beginOperation();
        if (siblings.isLatest(mark)) {
            return new Wanted(children, mark, living);
        }
        // The collection is somebody else's code: it has suspended, or waited for others, and one child may be in the list twice.
        return again(siblings, new ArrayList<>(new LinkedHashSet<>(children)));
    }

    /** As they are now; each is in the list once. */
    static Wanted again(Children siblings, List<Task<?>> children) {
        long mark = siblings.newMark();
        int living = 0;
        for (Task<?> child : children) {
            child.mark = mark;
            if (!child.ended) {
                living++;
            }
        }
        return new Wanted(children, mark, living);
    }

    /** As {@link #of}, and at least one. */
    static Wanted some(Task<?> parent, @Nullable Collection<? extends Promise<?>> promises) {
        Wanted wanted = of(parent, promises);
        if (wanted.children.isEmpty()) {
            throw new IllegalArgumentException(
                    "no promises to wait for: the collection is empty; check it before the call");
        }
        return wanted;
    }
}
