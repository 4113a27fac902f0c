/** The numbers of a process that uses Miou, as meters of Micrometer: {@code io.miou.micrometer.MiouMetrics}. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer has no descriptor.
module io.miou.micrometer {
    requires transitive io.miou.core;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports io.miou.micrometer;
}
