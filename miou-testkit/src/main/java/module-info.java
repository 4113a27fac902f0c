/**
 * Programs that use Miou, run in a simulated world whose time, network, faults and order of events come from one seed.
 * Start at {@code io.miou.testkit.Simulation}, or at {@code io.miou.testkit.MiouTest} if you use JUnit.
 */
module io.miou.testkit {
    requires transitive io.miou.core;
    requires transitive io.miou.spi;
    requires static transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.miou.testkit;
    exports io.miou.testkit.chaos;
    exports io.miou.testkit.faults;
}
