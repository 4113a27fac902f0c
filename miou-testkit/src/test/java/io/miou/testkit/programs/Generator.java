package io.miou.testkit.programs;

import io.miou.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes random programs; the same seed gives the same program. */
final class Generator {

    private static final int DEEPEST = 5;
    private static final Op.Way[] WAYS = Op.Way.values();
    private static final Op.Join[] JOINS = Op.Join.values();
    private static final Op.Care[] CARES = Op.Care.values();
    private static final Op.Release[] RELEASES = Op.Release.values();
    private static final Claim[] CLAIMS = Claim.values();

    private final SplittableRandom random;
    private final int mostTasks;
    private final boolean careless;
    private int tasks;

    private Generator(long seed) {
        random = new SplittableRandom(seed);
        mostTasks = 5 + below(26);
        careless = chance(4);
    }

    static Program program(long seed) {
        Generator generator = new Generator(seed);
        int domains = generator.chance(8) ? generator.below(2) : 2 + generator.below(2);
        Violations violations = generator.careless && generator.chance(3) ? Violations.FATAL : Violations.CONTAINED;
        return new Program(seed, domains, violations, generator.body(0, 6));
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean chance(int oneIn) {
        return below(oneIn) == 0;
    }

    private <T> T any(T[] all) {
        return all[below(all.length)];
    }

    private List<Op> body(int depth, int least) {
        List<Op> ops = new ArrayList<>();
        for (int i = least + below(5); i > 0; i--) {
            ops.add(op(depth));
        }
        return ops;
    }

    private List<Op> task(int depth) {
        tasks++;
        List<Op> ops = body(depth + 1, 1);
        if (chance(8)) {
            ops.add(new Op.Throw());
        } else if (careless && chance(10)) {
            ops.add(new Op.Leave());
        }
        return ops;
    }

    private Op op(int depth) {
        boolean mayNest = depth < DEEPEST && tasks < mostTasks;
        int choice = below(100);
        if (choice < 32) {
            return mayNest ? starting(depth) : waiting();
        } else if (choice < 45) {
            return chance(3) ? new Op.Caring(any(CARES)) : new Op.Joining(any(JOINS), below(16));
        } else if (choice < 56) {
            return waiting();
        } else if (choice < 69) {
            return owning();
        } else if (choice < 82) {
            return depth < DEEPEST ? scope(depth) : waiting();
        } else if (choice < 96) {
            return depth < DEEPEST ? meeting(depth) : waiting();
        } else if (choice < 98) {
            return new Op.Meddling(chance(2), below(64));
        }
        return chance(2) ? new Op.Throw() : new Op.Signal(below(Program.STOPS));
    }

    private Op starting(int depth) {
        if (chance(14)) {
            List<List<Op>> bodies = new ArrayList<>();
            for (int i = below(3); i >= 0; i--) {
                bodies.add(task(depth));
            }
            return new Op.Parallel(bodies);
        }
        if (chance(30)) {
            return new Op.Everywhere(task(depth + 2));
        }
        return new Op.Spawn(any(WAYS), chance(3) ? 1 + below(2) : 0, chance(4) ? 1 : 0, task(depth));
    }

    private Op waiting() {
        int choice = below(40);
        return choice == 0 ? new Op.Blocking(chance(2)) : choice < 20 ? new Op.Sleep(below(4)) : new Op.Yield();
    }

    private Op owning() {
        return chance(3) ? new Op.Own(any(RELEASES)) : new Op.Claiming(any(CLAIMS), !chance(4), below(32));
    }

    private Op scope(int depth) {
        return switch (below(6)) {
            case 0, 1 -> new Op.Limited(below(6), body(depth + 1, 1));
            case 2 -> new Op.Until(below(Program.STOPS), body(depth + 1, 1));
            case 3 -> new Op.Shield(body(depth + 1, 1));
            case 4 -> new Op.Protect(body(depth + 1, 1), chance(2) ? List.of(waiting()) : List.of());
            default -> new Op.Swallow(body(depth + 1, 1));
        };
    }

    private Op meeting(int depth) {
        return switch (below(9)) {
            case 0, 1 -> new Op.Pass(below(Program.GATES), below(6), body(depth + 1, 1));
            case 2, 3 -> new Op.Send(below(Program.CHANNELS), below(6));
            case 4, 5 -> new Op.Receive(below(Program.CHANNELS), below(6));
            case 6 -> new Op.Complete(below(Program.COMPUTATIONS));
            case 7 -> new Op.AwaitComputation(below(Program.COMPUTATIONS), below(6));
            default -> new Op.Signal(below(Program.STOPS));
        };
    }
}
