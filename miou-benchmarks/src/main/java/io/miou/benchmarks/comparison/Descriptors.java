package io.miou.benchmarks.comparison;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The number of files and sockets that a process may have open. The JVM raises its own limit as far as it may. Servers
 * that it starts do the same, or have its limit.
 */
record Descriptors(long limit) {

    /** The reserve for class files, pipes, pollers, and sockets that are not closed yet. */
    private static final int OTHERS = 500;

    /** {@return the descriptors of this process; without a limit where the system reports none} */
    static Descriptors ofThisProcess() {
        return new Descriptors(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE);
    }

    /** Throws unless client and server can have this number of connections each. */
    void require(int connections) throws UnavailableException {
        if (limit < connections + OTHERS) {
            throw new UnavailableException("client and server need " + (connections + OTHERS)
                    + " descriptors each, a process may have " + limit + ": raise the limit with ulimit -n");
        }
    }
}
