package io.miou.testkit;

/**
 * The share of the seeds that this JVM plays. The build runs the tests of this module in two JVMs, one for each fiber
 * engine. A world is simulated, so each seed is played on one of the two; the nightly build names a count, which each
 * JVM plays in full.
 *
 * @param first seed
 * @param count of seeds
 */
public record Share(long first, int count) {

    private static final boolean SECOND_JVM = "portable".equals(System.getProperty("miou.fibers"));

    /**
     * {@return the seeds to play}
     *
     * @param property that names how many, from 0 on
     * @param standard how many both JVMs play together otherwise
     */
    public static Share of(String property, int standard) {
        Integer named = Integer.getInteger(property);
        if (named != null) {
            return new Share(0, named);
        }
        int half = standard / 2;
        return SECOND_JVM ? new Share(half, standard - half) : new Share(0, half);
    }
}
