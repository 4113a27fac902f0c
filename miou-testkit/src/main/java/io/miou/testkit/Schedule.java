package io.miou.testkit;

/**
 * The rule by which a world chooses the next of the domains that can run. Immutable, for any thread.
 *
 * @since 0.1.0
 */
public sealed interface Schedule {

    /**
     * {@return a schedule that chooses each of the domains with the same probability} Good at finding frequent faults.
     */
    static Schedule uniform() {
        return new Uniform();
    }

    /**
     * {@return a schedule that chooses the domain with the highest priority; priorities are random and change a few
     * times} Good at finding faults that need one domain to be very late, or a few unlikely moments one after the
     * other.
     *
     * @param changes how often the domain that runs becomes the least important one; 0 or more
     * @param steps among how many steps these changes are spread; 1 or more
     * @throws IllegalArgumentException if one is less
     */
    static Schedule priorities(int changes, int steps) {
        return new Priorities(changes, steps);
    }

    /** {@return one of the other schedules, chosen by the seed} The default. */
    static Schedule mixed() {
        return new Mixed();
    }

    /** The schedule of {@link Schedule#uniform}. */
    record Uniform() implements Schedule {
    }

    /**
     * The schedule of {@link Schedule#priorities}.
     *
     * @param changes how many
     * @param steps among how many steps
     */
    record Priorities(int changes, int steps) implements Schedule {

        /** Checks both. */
        public Priorities {
            if (changes < 0 || steps < 1) {
                throw new IllegalArgumentException(changes + " changes of priority in " + steps
                        + " steps; choose 0 or more changes, and 1 step or more");
            }
        }
    }

    /** The schedule of {@link Schedule#mixed}. */
    record Mixed() implements Schedule {
    }
}
