package io.miou.benchmarks;

/** Options of the JVMs that benchmarks are forked into. */
final class Forks {

    /** For carried fibers, and for their floor. */
    static final String CARRIED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** With {@link #NO_SPARE_CARRIER}: virtual threads share one thread, as the fibers of a domain do. */
    static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";
    static final String NO_SPARE_CARRIER = "-Djdk.virtualThreadScheduler.maxPoolSize=1";

    private Forks() {
    }
}
