package io.miou.stress;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.stress.Event.Acquired;
import io.miou.stress.Event.Adopted;
import io.miou.stress.Event.Closing;
import io.miou.stress.Event.Disowning;
import io.miou.stress.Event.Released;
import io.miou.stress.Event.Transferring;
import java.time.Duration;
import java.util.List;

/** The steps that acquire, use and let go of resources. */
final class OwningSteps {

    private final World world;

    OwningSteps(World world) {
        this.world = world;
    }

    void own(TaskRun me, Op.Release how) {
        Owned owned = new Owned(world.log.newId());
        owned.resource = Resource.own(owned.id, _ -> release(me, owned, how));
        world.log.add(new Acquired(owned.id, me.id));
        me.hadChildrenOrResources = true;
        me.owned.add(owned);
        world.resources.set(owned.id % World.SHOWN, owned);
    }

    private void release(TaskRun me, Owned owned, Op.Release how) {
        owned.setReleased();
        world.log.add(new Released(owned.id));
        try {
            switch (how) {
                case YIELDS -> Miou.yield();
                case SLEEPS -> Miou.sleep(Duration.ofNanos(50_000));
                case THROWS -> throw new StressFailure.Unchecked("releasing " + owned.id);
                case QUIET -> {
                }
            }
        } catch (TaskCancelled e) {
            world.surprise(me, "a release function, which is shielded", e);
        }
    }

    void use(TaskRun me, Op.UseOwned op) {
        List<Owned> all = me.usable();
        if (all.isEmpty()) {
            return;
        }
        Owned one = all.get(op.pick() % all.size());
        switch (op.use()) {
            case CHECK -> one.resource.check();
            case CLOSE -> close(me, one);
            case CLOSE_TWICE -> {
                close(me, one);
                one.resource.close();
            }
            case DISOWN -> disown(me, one);
            case TRANSFER -> transfer(me, one);
        }
    }

    void close(TaskRun me, Owned one) {
        me.owned.remove(one);
        world.log.add(new Closing(one.id, me.id));
        try {
            one.resource.close();
        } catch (StressFailure.Unchecked e) {
            // The release function has thrown, but the resource counts as released.
        }
        if (!one.isReleased()) {
            world.surprise(me, "closing a resource, which did not release it", null);
        }
    }

    private void disown(TaskRun me, Owned one) {
        if (!one.isLent()) {
            me.owned.remove(one);
            world.log.add(new Disowning(one.id, me.id));
            one.resource.disown();
            world.lost.add(one);
        }
    }

    void transfer(TaskRun me, Owned one) {
        if (!me.isMain() && !one.isLent()) {
            me.owned.remove(one);
            me.transferred.add(one);
            world.log.add(new Transferring(one.id, me.id));
            one.resource.transfer();
        }
    }

    void useBorrowed(TaskRun me, int pick) {
        if (me.borrowed.isEmpty()) {
            return;
        }
        Owned one = me.borrowed.get(pick % me.borrowed.size());
        try {
            one.resource.check();
        } catch (NotOwnerError e) {
            if (!one.isReleased()) {
                world.surprise(me, "using what was lent", e);
            }
        }
    }

    void adopt(TaskRun me, Op.Adopt op) {
        Owned one = op.anything() ? world.resources.get(op.pick()) : world.lost.poll();
        if (one == null || me.owned.contains(one) || me.transferred.contains(one)) {
            return;
        }
        try {
            one.resource.adopt();
        } catch (NotOwnerError | IllegalStateException e) {
            // It has an owner, or is closed. Which of the two changes while the message is made.
            return;
        }
        me.hadChildrenOrResources = true;
        world.log.add(new Adopted(one.id, me.id));
        me.owned.add(one);
    }

    /** Lets go of all it owns, as it must before it returns. */
    void finish(TaskRun me) {
        while (!me.usable().isEmpty()) {
            Owned last = me.owned.getLast();
            if (last.id % 3 == 0 && !me.isMain() && !last.isLent()) {
                transfer(me, last);
            } else {
                close(me, last);
            }
        }
    }
}
