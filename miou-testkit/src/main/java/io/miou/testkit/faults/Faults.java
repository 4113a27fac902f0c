package io.miou.testkit.faults;

import java.time.Duration;

/**
 * The faults of sockets and their frequencies. Immutable, for any thread; each method returns a new instance. A
 * frequency is the probability, from 0 to 1, that one operation is hit.
 *
 * {@snippet :
 * Faults rough = Faults.none().shortTransfers(0.3).resets(0.001).delay(Duration.ZERO, Duration.ofMillis(50));
 * }
 *
 * @param shortTransfers a read or write moves fewer bytes than it could
 * @param wouldBlock an operation that could go on says that it would block; its readiness comes a little later
 * @param resets a read or write finds that the connection was reset
 * @param refusals a connection attempt is refused
 * @param losses a datagram is lost
 * @param duplicates a datagram arrives twice
 * @param shortestDelay how long bytes, datagrams and connection attempts travel at least; those that travel for
 *        different times overtake each other, except the bytes of one connection
 * @param longestDelay how long they travel at most
 * @param descriptors how many sockets of a run may be open at once
 * @since 0.1.0
 */
public record Faults(double shortTransfers, double wouldBlock, double resets, double refusals, double losses,
        double duplicates, Duration shortestDelay, Duration longestDelay, int descriptors) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a frequency is not between 0 and 1, a delay is negative, {@code longestDelay}
     *        is less than {@code shortestDelay}, or {@code descriptors} is negative
     */
    public Faults {
        requireFrequency("shortTransfers", shortTransfers);
        requireFrequency("wouldBlock", wouldBlock);
        requireFrequency("resets", resets);
        requireFrequency("refusals", refusals);
        requireFrequency("losses", losses);
        requireFrequency("duplicates", duplicates);
        if (wouldBlock == 1 || losses == 1) {
            throw new IllegalArgumentException(
                    "a frequency of wouldBlock or losses is 1: nothing would ever move; choose less");
        }
        if (shortestDelay.isNegative() || longestDelay.compareTo(shortestDelay) < 0) {
            throw new IllegalArgumentException("delays are from " + shortestDelay + " to " + longestDelay
                    + "; choose the first 0 or more, and the second not less than the first");
        }
        if (descriptors < 0) {
            throw new IllegalArgumentException("descriptors is " + descriptors + "; choose 0 or more");
        }
    }

    private static void requireFrequency(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; choose a frequency from 0 to 1");
        }
    }

    /** {@return a network where everything works, and at once} */
    public static Faults none() {
        return new Faults(0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE);
    }

    /**
     * {@return a network that is slow and cuts everything into pieces, but delivers} A correct program gives the same
     * results on it as on {@link #none()}.
     */
    public static Faults rough() {
        return none().shortTransfers(0.3).wouldBlock(0.2).delay(Duration.ZERO, Duration.ofMillis(20));
    }

    /** {@return a network on which in addition everything fails now and then} A correct program leaks nothing on it. */
    public static Faults hostile() {
        return rough().resets(0.01).refusals(0.05).losses(0.1).duplicates(0.1);
    }

    /**
     * {@return the same with another frequency of short reads and writes}
     *
     * @param frequency from 0 to 1
     * @throws IllegalArgumentException if it is not
     */
    public Faults shortTransfers(double frequency) {
        return new Faults(frequency, wouldBlock, resets, refusals, losses, duplicates, shortestDelay, longestDelay,
                descriptors);
    }

    /**
     * {@return the same with another frequency of operations that say without need that they would block}
     *
     * @param frequency from 0 to less than 1
     * @throws IllegalArgumentException if it is not
     */
    public Faults wouldBlock(double frequency) {
        return new Faults(shortTransfers, frequency, resets, refusals, losses, duplicates, shortestDelay, longestDelay,
                descriptors);
    }

    /**
     * {@return the same with another frequency of resets}
     *
     * @param frequency from 0 to 1
     * @throws IllegalArgumentException if it is not
     */
    public Faults resets(double frequency) {
        return new Faults(shortTransfers, wouldBlock, frequency, refusals, losses, duplicates, shortestDelay,
                longestDelay, descriptors);
    }

    /**
     * {@return the same with another frequency of refused connections}
     *
     * @param frequency from 0 to 1
     * @throws IllegalArgumentException if it is not
     */
    public Faults refusals(double frequency) {
        return new Faults(shortTransfers, wouldBlock, resets, frequency, losses, duplicates, shortestDelay,
                longestDelay,
                descriptors);
    }

    /**
     * {@return the same with another frequency of lost datagrams}
     *
     * @param frequency from 0 to less than 1
     * @throws IllegalArgumentException if it is not
     */
    public Faults losses(double frequency) {
        return new Faults(shortTransfers, wouldBlock, resets, refusals, frequency, duplicates, shortestDelay,
                longestDelay, descriptors);
    }

    /**
     * {@return the same with another frequency of datagrams that arrive twice}
     *
     * @param frequency from 0 to 1
     * @throws IllegalArgumentException if it is not
     */
    public Faults duplicates(double frequency) {
        return new Faults(shortTransfers, wouldBlock, resets, refusals, losses, frequency, shortestDelay, longestDelay,
                descriptors);
    }

    /**
     * {@return the same with other delays}
     *
     * @param shortest 0 or more
     * @param longest not less than the shortest
     * @throws IllegalArgumentException if they are not
     */
    public Faults delay(Duration shortest, Duration longest) {
        return new Faults(shortTransfers, wouldBlock, resets, refusals, losses, duplicates, shortest, longest,
                descriptors);
    }

    /**
     * {@return the same with another limit of open sockets}
     *
     * @param limit 0 or more
     * @throws IllegalArgumentException if it is not
     */
    public Faults descriptors(int limit) {
        return new Faults(shortTransfers, wouldBlock, resets, refusals, losses, duplicates, shortestDelay, longestDelay,
                limit);
    }
}
