package io.miou.task;

import io.miou.task.Reservable.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The turns, such as mutexes, that a task has reserved for cancelled children while it waits for their ends. Confined
 * to the task's fiber.
 */
final class ReservedTurns {

    private static final ReservedTurns NONE = new ReservedTurns(List.of());

    private record Reserved(Task<?> owner, TurnOwnership turn, Reservable content, long place) {

        void takeBack() {
            if (content.endReservation()) {
                turn.takeBack(owner, place);
            }
        }
    }

    private final List<Reserved> all;

    private ReservedTurns(List<Reserved> all) {
        this.all = all;
    }

    /**
     * Reserves what a task owns in turns.
     *
     * @param task the current one
     * @param firstResource what it has acquired before is left out
     * @param children that are cancelled, and that the task waits for
     * @param owner what the task does
     */
    static ReservedTurns of(Task<?> task, long firstResource, Collection<Task<?>> children, Owner owner) {
        if (!task.resources.hasTurns() || children.isEmpty()) {
            return NONE;
        }
        Set<Task<?>> admitted = Collections.newSetFromMap(new IdentityHashMap<>());
        admitted.addAll(children);
        List<Reserved> all = new ArrayList<>();
        OwnershipState next = task.resources.youngest();
        while (next != null && next.sequence >= firstResource) {
            OwnershipState ownership = next;
            next = ownership.older;
            if (ownership instanceof TurnOwnership turn && turn.content() instanceof Reservable content) {
                all.add(new Reserved(task, turn, content, turn.sequence));
                long _ = turn.putBack(task);
                content.reserve(task, admitted, owner);
            }
        }
        return new ReservedTurns(all);
    }

    /** Takes them back: the children have ended. */
    void takeBack() {
        all.forEach(Reserved::takeBack);
    }
}
