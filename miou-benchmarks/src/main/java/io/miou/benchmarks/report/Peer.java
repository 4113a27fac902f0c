package io.miou.benchmarks.report;

import java.util.Optional;

/** The peers that are compared, in the order of the columns. The name of a benchmark's method begins with its peer. */
enum Peer {

    MIOU_CARRIED("Miou, carried"), MIOU_PORTABLE("Miou, portable"), FLOOR("floor"), VIRTUAL_THREADS("virtual threads"),
    ONE_CARRIER("parallelism 1"), STRUCTURED_TASK_SCOPE("StructuredTaskScope"), JOX("Jox"), KOTLIN("Kotlin"), NETTY(
            "Netty");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * {@return the peer that ran this; empty if it is compared with no other}
     *
     * @param method of the benchmark, or name of a server
     * @param engine of fibers; empty if it has none
     */
    static Optional<Peer> of(String benchmark, String method, String engine) {
        boolean wakesByTheKernel = benchmark.equals("ColdCall");
        if (method.startsWith("miou")) {
            return Optional.of(engine.equals("portable") ? MIOU_PORTABLE : MIOU_CARRIED);
        } else if (method.startsWith(wakesByTheKernel ? "twoParkingThreads" : "bareCarriedThread")) {
            return Optional.of(FLOOR);
        } else if (method.startsWith("virtualThread")) {
            return Optional.of(method.endsWith("OnOneCarrier") ? ONE_CARRIER : VIRTUAL_THREADS);
        } else if (method.startsWith("structuredTaskScope")) {
            return Optional.of(STRUCTURED_TASK_SCOPE);
        } else if (method.startsWith("jox")) {
            return Optional.of(JOX);
        } else if (method.startsWith("kotlin")) {
            return Optional.of(KOTLIN);
        }
        return Optional.empty();
    }
}
