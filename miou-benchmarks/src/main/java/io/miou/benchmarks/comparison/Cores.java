package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.util.List;

/**
 * The use of the processors: the first for the servers, the second for this program.
 *
 * @param serverPrefix what comes before a server's command
 * @param clientPrefix what comes before the command of a tool that makes the load
 * @param description for the report
 */
record Cores(List<String> serverPrefix, List<String> clientPrefix, String description) {

    /** The number of processors of the machine. It is read here, before {@link #pin} leaves this program only one. */
    static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static final String SERVER = "0";
    private static final String CLIENT = "1";

    /** Pins all threads of this program, and says how to pin a server. Without the means nothing is pinned. */
    static Cores pin() throws IOException, InterruptedException {
        try {
            if (PROCESSORS < 2) {
                throw new UnavailableException("one processor only");
            }
            Command.run("taskset", "-a", "-c", "-p", CLIENT, String.valueOf(ProcessHandle.current().pid()));
            return new Cores(List.of("taskset", "-c", SERVER), List.of("taskset", "-c", CLIENT),
                    "servers on core " + SERVER + ", client on " + CLIENT);
        } catch (UnavailableException e) {
            return new Cores(List.of(), List.of(), "not pinned: " + e.getMessage());
        }
    }

    static Cores any() {
        return new Cores(List.of(), List.of(), "not pinned");
    }
}
