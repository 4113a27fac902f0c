package io.miou.stress;

import io.miou.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random programs; the same seed gives the same program. */
final class Generator {

    private static final int MOST_TASKS = 50;
    private static final int DEEPEST = 6;
    private static final int LONGEST = 8;

    private final Random random;
    private final boolean violating;
    private int tasks;

    private Generator(long seed) {
        random = new Random(seed);
        violating = chance(4);
    }

    static Program program(long seed) {
        Generator generator = new Generator(seed);
        return new Program(seed, 1 + generator.below(3),
                generator.chance(2) || !generator.violating ? Violations.CONTAINED : Violations.FATAL,
                generator.chance(2) ? 64 : 1 + generator.below(8),
                generator.chance(25) ? 50 + generator.below(2_000) : 0, generator.chance(5), generator.body(0));
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean chance(int oneIn) {
        return below(oneIn) == 0;
    }

    private <E extends Enum<E>> E any(Class<E> type) {
        return type.getEnumConstants()[below(type.getEnumConstants().length)];
    }

    private int micros() {
        return chance(3) ? 0 : below(chance(4) ? 2_000 : 200);
    }

    private List<Op> body(int depth) {
        int length = (depth == 0 ? 4 : 1) + below(LONGEST);
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            ops.add(op(depth));
        }
        return ops;
    }

    private List<Op> task(int depth) {
        tasks++;
        List<Op> ops = new ArrayList<>(body(depth + 1));
        if (chance(8)) {
            ops.add(new Op.Throw(any(Op.Kind.class)));
        } else if (violating && chance(12)) {
            ops.add(new Op.Violate(chance(2)));
        }
        return ops;
    }

    private Op op(int depth) {
        boolean mayNest = depth < DEEPEST && tasks < MOST_TASKS;
        int choice = below(100);
        if (choice < 28) {
            return mayNest ? starting(depth) : waiting();
        } else if (choice < 42) {
            return joining();
        } else if (choice < 60) {
            return waiting();
        } else if (choice < 76) {
            return owning();
        } else if (choice < 92) {
            return depth < DEEPEST ? scope(depth) : waiting();
        } else if (choice < 94) {
            return new Op.Meddle(below(64), chance(2));
        } else if (choice < 95) {
            return new Op.Throw(any(Op.Kind.class));
        }
        return new Op.OpenGate(below(Gates.COUNT));
    }

    private Op starting(int depth) {
        if (chance(12)) {
            List<List<Op>> bodies = new ArrayList<>();
            for (int i = below(4); i >= 0; i--) {
                bodies.add(task(depth));
            }
            return new Op.Parallel(bodies);
        }
        if (chance(30)) {
            return new Op.Everywhere(task(depth + 2));
        }
        return new Op.Spawn(any(Op.Way.class), chance(3) ? 1 + below(2) : 0, chance(4) ? 1 : 0, task(depth));
    }

    private Op joining() {
        return switch (below(8)) {
            case 0, 1 -> new Op.Await(below(16), chance(2), chance(2));
            case 2, 3 -> new Op.Cancel(below(16));
            case 4, 5 -> new Op.Orphans(any(Op.Care.class));
            default -> new Op.Join(any(Op.Many.class), chance(2));
        };
    }

    private Op waiting() {
        return switch (below(11)) {
            case 0, 1 -> new Op.Sleep(micros());
            case 2, 3 -> new Op.Yield();
            case 4 -> new Op.Spin(below(50));
            case 5 -> new Op.RunBlocking(any(Op.Blocking.class), micros());
            case 6 -> new Op.AwaitFuture(any(Op.Future.class), micros());
            case 7 -> new Op.AwaitComputation(below(Bell.COMPUTATIONS));
            case 8 -> new Op.WaitInJdk(any(Op.Jdk.class), micros());
            default -> new Op.WaitAtGate(below(Gates.COUNT));
        };
    }

    private Op owning() {
        return switch (below(8)) {
            case 0, 1, 2 -> new Op.Own(any(Op.Release.class));
            case 3, 4, 5 -> new Op.UseOwned(below(8), any(Op.Use.class));
            case 6 -> new Op.UseBorrowed(below(8));
            default -> new Op.Adopt(chance(2), below(64));
        };
    }

    private Op scope(int depth) {
        return switch (below(6)) {
            case 0, 1 -> new Op.Timeout(micros(), body(depth + 1), chance(3));
            case 2 -> new Op.Until(micros(), chance(2), body(depth + 1));
            case 3 -> new Op.Shield(body(depth + 1));
            case 4 -> new Op.Protect(body(depth + 1), chance(2) ? List.of(waiting()) : List.of());
            default -> new Op.Swallow(body(depth + 1));
        };
    }
}
