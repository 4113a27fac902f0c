package io.miou.testkit.programs;

import io.miou.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes random programs; the same seed gives the same program. Those for the real machine have more kinds of steps: see
 * {@link Op}. A seed that has found something in a simulated world stays of use only if the steps there are drawn as
 * before.
 */
final class Generator {

    private static final List<Op.Way> WAYS = List.of(Op.Way.ASYNC, Op.Way.CALL, Op.Way.ORPHAN_ASYNC,
            Op.Way.ORPHAN_CALL);

    private final SplittableRandom random;
    private final boolean onMachine;
    private final int deepest;
    private final int mostTasks;
    private final boolean careless;
    private int tasks;

    private Generator(long seed, Place place) {
        random = new SplittableRandom(seed);
        onMachine = place == Place.REAL_MACHINE;
        deepest = onMachine ? 6 : 5;
        mostTasks = onMachine ? 50 : 5 + below(26);
        careless = chance(4);
    }

    static Program program(long seed, Place place) {
        Generator generator = new Generator(seed, place);
        return generator.onMachine ? generator.forMachine(seed) : generator.forWorld(seed);
    }

    private Program forWorld(long seed) {
        int domains = chance(8) ? below(2) : 2 + below(2);
        Violations violations = careless && chance(3) ? Violations.FATAL : Violations.CONTAINED;
        return new Program(seed, Place.SIMULATED_WORLD, domains, violations, 1, 0, false, body(0, 6));
    }

    private Program forMachine(long seed) {
        int domains = chance(20) ? 0 : 1 + below(3);
        Violations violations = careless && chance(2) ? Violations.FATAL : Violations.CONTAINED;
        int eventInterval = chance(2) ? 64 : 1 + below(8);
        int interruptAfterMicros = chance(25) ? 50 + below(2_000) : 0;
        boolean watched = chance(5);
        return new Program(seed, Place.REAL_MACHINE, domains, violations, eventInterval, interruptAfterMicros, watched,
                body(0, 6));
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean chance(int oneIn) {
        return below(oneIn) == 0;
    }

    private <T> T any(List<T> all) {
        return all.get(below(all.size()));
    }

    private <E extends Enum<E>> E any(Class<E> type) {
        return any(List.of(type.getEnumConstants()));
    }

    /** {@return microseconds: below a number of milliseconds in a world, mostly shorter on the machine} */
    private int micros(int millis) {
        if (!onMachine) {
            return 1_000 * below(millis);
        }
        return chance(3) ? 0 : below(chance(4) ? 2_000 : 200);
    }

    private List<Op> body(int depth, int least) {
        List<Op> ops = new ArrayList<>();
        for (int i = least + below(onMachine ? 8 : 5); i > 0; i--) {
            ops.add(onMachine ? opForMachine(depth) : op(depth));
        }
        return ops;
    }

    private List<Op> task(int depth) {
        tasks++;
        List<Op> ops = body(depth + 1, 1);
        if (chance(8)) {
            ops.add(failing());
        } else if (careless && chance(10)) {
            ops.add(onMachine && !chance(4) ? new Op.Violate(chance(2)) : new Op.Leave());
        }
        return ops;
    }

    private Op failing() {
        return new Op.Throw(onMachine ? any(Op.Thrown.class) : Op.Thrown.CHECKED);
    }

    private boolean mayNest(int depth) {
        return depth < deepest && tasks < mostTasks;
    }

    private Op op(int depth) {
        boolean mayNest = mayNest(depth);
        int choice = below(100);
        if (choice < 32) {
            return mayNest ? starting(depth) : waiting();
        } else if (choice < 45) {
            return joining();
        } else if (choice < 56) {
            return waiting();
        } else if (choice < 69) {
            return owning();
        } else if (choice < 82) {
            return depth < deepest ? scope(depth) : waiting();
        } else if (choice < 96) {
            return depth < deepest ? meeting(depth) : waiting();
        } else if (choice < 98) {
            return new Op.Meddling(chance(2), below(64));
        }
        return chance(2) ? failing() : new Op.Signal(below(Program.STOPS));
    }

    private Op opForMachine(int depth) {
        int choice = below(100);
        if (choice < 30) {
            return mayNest(depth) ? starting(depth) : waitingOnMachine();
        } else if (choice < 43) {
            return joiningOnMachine();
        } else if (choice < 60) {
            return waitingOnMachine();
        } else if (choice < 74) {
            return chance(3) ? owningOnMachine() : owning();
        } else if (choice < 90) {
            return depth < deepest ? scope(depth) : waitingOnMachine();
        } else if (choice < 93) {
            return depth < deepest ? meeting(depth) : waitingOnMachine();
        } else if (choice < 95) {
            return new Op.Meddling(chance(2), below(64));
        } else if (choice < 96) {
            return failing();
        } else if (choice < 97) {
            return new Op.Signal(below(Program.STOPS));
        }
        return new Op.Admit(below(Lines.COUNT));
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
        Op.Way way = onMachine ? any(Op.Way.class) : any(WAYS);
        return new Op.Spawn(way, chance(3) ? 1 + below(2) : 0, chance(4) ? 1 : 0, task(depth));
    }

    private Op joining() {
        return chance(3)
                ? new Op.Caring(any(Op.Care.class))
                : new Op.Joining(any(Op.Join.class), below(16), true);
    }

    /** Mostly of one child, so that the others go on. */
    private Op joiningOnMachine() {
        Op.Join join = switch (below(8)) {
            case 0, 1 -> chance(2) ? Op.Join.AWAIT : Op.Join.AWAIT_OUTCOME;
            case 2, 3 -> Op.Join.CANCEL;
            case 4, 5 -> null;
            default -> any(Op.Join.class);
        };
        return join == null ? new Op.Caring(any(Op.Care.class)) : new Op.Joining(join, below(16), chance(2));
    }

    private Op waiting() {
        int choice = below(40);
        return choice == 0
                ? new Op.Blocking(chance(2) ? Op.Block.THROWS : Op.Block.RETURNS, 0, true)
                : choice < 20 ? new Op.Sleep(micros(4)) : new Op.Yield();
    }

    private Op waitingOnMachine() {
        return switch (below(12)) {
            case 0, 1 -> new Op.Sleep(micros(4));
            case 2, 3, 4 -> new Op.Yield();
            case 5 -> new Op.Spin(below(50));
            case 6 -> new Op.Blocking(any(Op.Block.class), micros(4), chance(4));
            case 7 -> new Op.AwaitFuture(any(Op.Future.class), micros(4));
            case 8 -> new Op.AwaitOutside(below(Outside.COMPUTATIONS));
            case 9 -> new Op.WaitInJdk(any(Op.Jdk.class), micros(4));
            default -> new Op.Queue(below(Lines.COUNT));
        };
    }

    private Op owning() {
        return chance(3)
                ? new Op.Own(any(Op.Release.class))
                : new Op.Claiming(any(Claim.class), !chance(4), below(32));
    }

    private Op owningOnMachine() {
        return switch (below(9)) {
            case 0 -> new Op.CloseTwice(below(8));
            case 1 -> new Op.UseBorrowed(below(8));
            case 2 -> new Op.AdoptDisowned();
            default -> new Op.Own(any(Op.Release.class));
        };
    }

    private Op scope(int depth) {
        return switch (below(6)) {
            case 0, 1 -> {
                int limit = micros(6);
                yield new Op.Limited(limit, body(depth + 1, 1), onMachine && chance(3));
            }
            case 2 -> onMachine && !chance(3)
                    ? new Op.UntilLater(micros(4), chance(2), body(depth + 1, 1))
                    : new Op.Until(below(Program.STOPS), body(depth + 1, 1));
            case 3 -> new Op.Shield(body(depth + 1, 1));
            case 4 -> new Op.Protect(body(depth + 1, 1),
                    chance(2) ? List.of(onMachine ? waitingOnMachine() : waiting()) : List.of());
            default -> new Op.Swallow(body(depth + 1, 1));
        };
    }

    private Op meeting(int depth) {
        return switch (below(9)) {
            case 0, 1 -> new Op.Pass(below(Program.GATES), micros(6), body(depth + 1, 1));
            case 2, 3 -> new Op.Send(below(Program.CHANNELS), micros(6));
            case 4, 5 -> new Op.Receive(below(Program.CHANNELS), micros(6));
            case 6 -> new Op.Complete(below(Program.COMPUTATIONS));
            case 7 -> new Op.AwaitComputation(below(Program.COMPUTATIONS), micros(6));
            default -> new Op.Signal(below(Program.STOPS));
        };
    }
}
