package io.miou.testkit.programs;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.testkit.programs.Event.Acquired;
import io.miou.testkit.programs.Event.Claimed;
import io.miou.testkit.programs.Event.Closing;
import io.miou.testkit.programs.Event.Released;
import java.time.Duration;
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
        me.owned.add(thing);
        stage.things.add(thing);
    }

    private void release(Life acquirer, Thing thing, Op.Release how) {
        thing.released = true;
        stage.log.add(new Released(thing.id));
        try {
            switch (how) {
                case YIELDS -> Miou.yield();
                case SLEEPS -> Miou.sleep(Duration.ofMillis(1));
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
        try {
            switch (claim) {
                case CHECK -> thing.resource.check();
                case CLOSE -> close(me, thing);
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
            if (!thing.released) {
                throw e;
            }
            refused = true;
        }
        stage.log.add(new Claimed(thing.id, me.id, claim, refused));
        if (!refused) {
            remember(me, thing, claim);
        }
    }

    private static void remember(Life me, Thing thing, Claim claim) {
        switch (claim) {
            case CHECK -> {
                // Nothing has changed.
            }
            case CLOSE, DISOWN -> me.owned.remove(thing);
            case ADOPT -> {
                if (!me.owned.contains(thing)) {
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

    private void close(Life me, Thing thing) {
        stage.log.add(new Closing(thing.id, me.id));
        try {
            thing.resource.close();
        } catch (IllegalArgumentException e) {
            // The release function has thrown, but the resource counts as released.
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
