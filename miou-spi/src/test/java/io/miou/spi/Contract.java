package io.miou.spi;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The base of all parts of the contract test: a driver for the test's thread, more drivers on request, and the leak
 * check.
 */
abstract class Contract {
    private final Deque<Driver> opened = new ArrayDeque<>();
    private Descriptors before;

    /** A backend that the test's thread drives. */
    Driver driver;

    abstract BackendProvider provider();

    @BeforeEach
    final void openDriver() throws IOException {
        Optional<String> reason = provider().unavailable();
        assumeTrue(reason.isEmpty(), () -> provider().name() + " is unavailable: " + reason.orElseThrow());
        // The first use of sockets opens descriptors that the JVM keeps.
        try (Driver warmUp = new Driver(provider())) {
            warmUp.pair();
            warmUp.backend.pollNow();
        }
        // So does the JDK's own first connection, which some tests use as a peer.
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket peer = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            listener.accept().close();
        }
        before = Descriptors.now();
        driver = newDriver();
    }

    @AfterEach
    final void closeDrivers() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        if (before != null) {
            before.assertNoMore();
        }
    }

    /** {@return a further backend, closed after the test; it may be driven by another thread} */
    final Driver newDriver() throws IOException {
        Driver further = new Driver(provider());
        opened.push(further);
        return further;
    }

    /** {@return random numbers whose seed is printed and can be set} */
    static Random random(String test) {
        long seed = Long.getLong("miou.seed", System.nanoTime());
        System.out.println(test + ": -Dmiou.seed=" + seed);
        return new Random(seed);
    }
}
