package io.miou.testkit.programs;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.testkit.programs.Event.Acquired;
import io.miou.testkit.programs.Event.Claimed;
import io.miou.testkit.programs.Event.Claiming;
import io.miou.testkit.programs.Event.Released;
import java.util.List;

/** The steps that acquire, use and let go of resources. */
final class Owning {

    private final Stage stage;

    Owning(Stage stage) {
        this.stage = stage;
    }

    void own(Life me, Op.Release how) {
        Thing thing = new Thing(stage.newId());
        thing.resource = Resource.own(thing.id, _ -> release(me, thing, how));
        stage.log.add(new Acquired(thing.id, me.id));
        me.hadChildrenOrResources = true;
        me.owned.add(thing);
        stage.things.add(thing);
    }

    private void release(Life acquirer, Thing thing, Op.Release how) {
        thing.released = true;
        stage.log.add(new Released(thing.id));
        try {
            switch (how) {
                case YIELDS -> Miou.yield();
                case SLEEPS -> Miou.sleep(Stage.micros(stage.program.isOnMachine() ? 50 : 1_000));
                case THROWS -> throw new IllegalArgumentException("releasing " + thing.id);
                case QUIET -> {
                }
            }
        } catch (TaskCancelled e) {
            stage.surprise(acquirer, "a release function, which is shielded", e);
        }
    }

    void claim(Life me, Op.Claiming op) {
        List<Thing> all = op.own() ? me.usable() : stage.things;
        if (all.isEmpty()) {
            return;
        }
        Thing thing = all.get(op.pick() % all.size());
        // Whether it still counts as lent while a borrower is ending is not for us to say.
        if (thing.isLent() && op.claim() != Claim.CHECK && op.claim() != Claim.CLOSE
                || me.isMain() && op.claim() == Claim.TRANSFER || me.transferred.contains(thing)) {
            return;
        }
        claim(me, thing, op.claim());
    }

    private void claim(Life me, Thing thing, Claim claim) {
        boolean refused = false;
        if (claim != Claim.CHECK) {
            stage.log.add(new Claiming(thing.id, me.id, claim));
        }
        try {
            switch (claim) {
                case CHECK -> thing.resource.check();
                case CLOSE -> close(thing);
                case DISOWN -> thing.resource.disown();
                case ADOPT -> {
                    Resource _ = thing.resource.adopt();
                }
                case TRANSFER -> {
                    Resource _ = thing.resource.transfer();
                }
            }
        } catch (NotOwnerError e) {
            refused = true;
        } catch (IllegalStateException e) {
            // On another domain it may be about to be released.
            boolean mayBeClosed = stage.program.isOnMachine() && !me.owned.contains(thing);
            if (!thing.released && !mayBeClosed) {
                throw e;
            }
            refused = true;
        }
        stage.log.add(new Claimed(thing.id, me.id, claim, refused));
        if (!refused) {
            remember(me, thing, claim);
        }
    }

    private void remember(Life me, Thing thing, Claim claim) {
        switch (claim) {
            case CHECK -> {
                // Nothing has changed.
            }
            case CLOSE -> me.owned.remove(thing);
            case DISOWN -> {
                me.owned.remove(thing);
                stage.disowned.add(thing);
            }
            case ADOPT -> {
                if (!me.owned.contains(thing)) {
                    me.hadChildrenOrResources = true;
                    me.owned.add(thing);
                }
            }
            case TRANSFER -> {
                if (me.owned.remove(thing)) {
                    me.transferred.add(thing);
                }
            }
        }
    }

    private static void close(Thing thing) {
        try {
            thing.resource.close();
        } catch (IllegalArgumentException e) {
            // The release function has thrown, but the resource counts as released.
        }
    }

    void closeTwice(Life me, int pick) {
        List<Thing> all = me.usable();
        if (!all.isEmpty()) {
            Thing thing = all.get(pick % all.size());
            claim(me, thing, Claim.CLOSE);
            // It would throw an exception that nothing expects.
            thing.resource.close();
        }
    }

    void useBorrowed(Life me, int pick) {
        if (!me.borrowed.isEmpty()) {
            claim(me, me.borrowed.get(pick % me.borrowed.size()), Claim.CHECK);
        }
    }

    void adoptDisowned(Life me) {
        Thing thing = stage.disowned.poll();
        if (thing != null && !me.owned.contains(thing) && !me.transferred.contains(thing)) {
            claim(me, thing, Claim.ADOPT);
        }
    }

    /** Lets go of what it owns. */
    void tidy(Life me) {
        while (!me.usable().isEmpty()) {
            Thing last = me.owned.getLast();
            claim(me, last, last.id % 3 == 0 && !me.isMain() && !last.isLent() ? Claim.TRANSFER : Claim.CLOSE);
        }
    }
}
