package io.miou.benchmarks;

/** Options of the JVMs that benchmarks are forked into. */
final class Forks {

    /** The flag for carried fibers, and for their floor. */
    static final String CARRIED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /**
     * The flag that, with {@link #NO_SPARE_CARRIER}, makes virtual threads share one thread, as the fibers of a domain
     * do.
     */
    static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";
    static final String NO_SPARE_CARRIER = "-Djdk.virtualThreadScheduler.maxPoolSize=1";

    private Forks() {
    }
}
