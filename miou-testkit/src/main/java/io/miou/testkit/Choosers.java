package io.miou.testkit;

import io.miou.testkit.turns.Chooser;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The choosers that implement the schedules, each in one world. Confined to the thread that chooses there. */
final class Choosers {

    private static final int MOST_CHANGES = 4;

    /** The longest series of turns: a domain that tries again and again must at last let the others run. */
    private static final int LONGEST_SERIES = 100;

    private Choosers() {
    }

    static Chooser of(Schedule schedule, SplittableRandom random, int domains) {
        return switch (schedule) {
            case Schedule.Uniform _ -> uniform(random);
            case Schedule.Priorities(int changes, int steps) -> byPriority(random, domains, changes, steps);
            case Schedule.Mixed _ -> random.nextBoolean()
                    ? uniform(random)
                    : byPriority(random, domains, random.nextInt(MOST_CHANGES), 16 << random.nextInt(8));
        };
    }

    private static Chooser uniform(SplittableRandom random) {
        return (domains, count) -> random.nextInt(count);
    }

    private static Chooser byPriority(SplittableRandom random, int domains, int changes, int steps) {
        int[] priorities = new int[domains];
        for (int i = 1; i < domains; i++) {
            int place = random.nextInt(i + 1);
            priorities[i] = priorities[place];
            priorities[place] = i;
        }
        int[] changeSteps = random.ints(changes, 0, steps).sorted().toArray();
        return new ByPriority(priorities, changeSteps);
    }

    private static final class ByPriority implements Chooser {
        private final int[] priorities;
        private final int[] changeSteps;
        private int step;
        private int changes;
        private int series;

        ByPriority(int[] priorities, int[] changeSteps) {
            this.priorities = priorities;
            this.changeSteps = changeSteps;
        }

        @Override
        public int choose(int[] domains, int count) {
            int best = best(domains, count);
            while (changes < changeSteps.length && changeSteps[changes] <= step) {
                changes++;
                best = afterDemotion(best, domains, count);
            }
            step++;
            if (++series > LONGEST_SERIES) {
                series = 0;
                best = afterDemotion(best, domains, count);
            }
            return best;
        }

        private int afterDemotion(int index, int[] domains, int count) {
            priorities[domains[index]] = Arrays.stream(priorities).min().orElse(0) - 1;
            return best(domains, count);
        }

        private int best(int[] domains, int count) {
            int best = 0;
            for (int i = 1; i < count; i++) {
                if (priorities[domains[i]] > priorities[domains[best]]) {
                    best = i;
                }
            }
            return best;
        }
    }
}
