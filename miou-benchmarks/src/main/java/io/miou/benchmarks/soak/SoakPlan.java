package io.miou.benchmarks.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The variants to be soaked, and the durations.
 *
 * @param variants one after the other
 * @param readings how many are taken of each
 * @param interval from one reading to the next
 * @param patience how long the server waits for a client
 * @param directory where the report goes
 * @param leak to see the verdict find it
 */
record SoakPlan(List<Variant> variants, int readings, Duration interval, Duration patience, Path directory,
        Leak leak) {

    private static final List<String> ENGINES = List.of("carried", "portable");
    private static final Map<String, String> STANDARD = Map.of(
            "backends", "nio,epoll,kqueue",
            "fibers", "carried",
            "minutes", "10",
            "every", "10",
            "patience", "10",
            "directory", "target/soak",
            "leak", "none");

    /**
     * {@return the plan of a command line like {@code minutes=10 backends=nio,epoll}}
     *
     * @param arguments {@code minutes} is for each variant; {@code every} and {@code patience} are seconds
     */
    static SoakPlan parse(String... arguments) {
        Map<String, String> chosen = new HashMap<>(STANDARD);
        for (String argument : String.join(" ", arguments).strip().split("\\s+")) {
            int equals = argument.indexOf('=');
            if (equals < 0 ? !argument.isEmpty() : !STANDARD.containsKey(argument.substring(0, equals))) {
                throw new IllegalArgumentException("what is " + argument + "? choose from " + STANDARD);
            }
            if (equals > 0) {
                chosen.put(argument.substring(0, equals), argument.substring(equals + 1));
            }
        }
        List<String> engines = List.of(chosen.get("fibers").split(","));
        if (!ENGINES.containsAll(engines)) {
            throw new IllegalArgumentException("fibers=" + chosen.get("fibers") + ": choose of " + ENGINES);
        }
        List<Variant> variants = Stream.of(chosen.get("backends").split(","))
                .flatMap(backend -> engines.stream().map(engine -> new Variant(backend, engine))).toList();
        Duration interval = seconds("every", chosen, 1);
        long readings = seconds("minutes", chosen, 60).dividedBy(interval);
        if (readings == 0) {
            throw new IllegalArgumentException("minutes=" + chosen.get("minutes") + " every=" + chosen.get("every")
                    + ": choose more minutes, or readings that are nearer to each other");
        }
        return new SoakPlan(variants, Math.toIntExact(readings), interval, seconds("patience", chosen, 1),
                Path.of(chosen.get("directory")), leak(chosen.get("leak")));
    }

    private static Duration seconds(String key, Map<String, String> chosen, int unit) {
        String number = chosen.get(key);
        try {
            Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(number) * unit * 1000));
            if (duration.isPositive()) {
                return duration;
            }
        } catch (NumberFormatException e) {
            // As any other that cannot be used.
        }
        throw new IllegalArgumentException(key + "=" + number + ": choose a number that is more than 0");
    }

    private static Leak leak(String name) {
        return Arrays.stream(Leak.values()).filter(leak -> leak.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst().orElseThrow(() -> new IllegalArgumentException(
                        "leak=" + name + ": choose of none, memory, descriptors, tasks"));
    }
}
