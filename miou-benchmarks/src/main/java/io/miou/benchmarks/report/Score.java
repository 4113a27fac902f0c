package io.miou.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The cost of one case for one contender.
 *
 * @param benchmark such as {@code Yield}
 * @param parameters such as {@code count=2}; empty without
 * @param method such as {@code miou}
 * @param contender the method and what it ran on, such as {@code miou, carried, nio}
 * @param peer the contender's peer
 * @param nanos for each operation: the least, the median and the most of the iterations
 * @param bytes allocated for each operation; NaN if it was not measured
 * @param figures what the benchmark counted itself, such as {@code p50}
 */
record Score(String benchmark, String parameters, String method, String contender, Optional<Peer> peer, Spread nanos,
        double bytes, Map<String, Spread> figures) {

    /** Parameters that name the contender, not the case. */
    private static final String ENGINE = "fibers";
    private static final String BACKEND = "backend";
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String SUFFIX = "Benchmark";
    private static final Map<String, Double> NANOS_OF_UNIT = Map.of("ns/op", 1.0, "us/op", 1e3, "ms/op", 1e6, "s/op",
            1e9);

    /** The spread of the measurements of all iterations. */
    record Spread(double least, double median, double most) {

        /** The spread of a figure that was not measured. */
        static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

        static Spread of(double... values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return new Spread(sorted[0],
                    sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
                    sorted[sorted.length - 1]);
        }
    }

    /** {@return the results that JMH has written with {@code -rf json}, in its order} */
    static List<Score> parse(String json) {
        List<Score> scores = new ArrayList<>();
        try {
            JsonArray all = JsonParser.parseString(json).getAsJsonArray();
            for (JsonElement result : all) {
                scores.add(of(result.getAsJsonObject()));
            }
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new IllegalArgumentException("this is not what JMH writes with -rf json: " + e, e);
        }
        return scores;
    }

    private static Score of(JsonObject result) {
        List<String> path = List.of(result.get("benchmark").getAsString().split("\\."));
        String type = path.get(path.size() - 2);
        String benchmark = type.endsWith(SUFFIX) ? type.substring(0, type.length() - SUFFIX.length()) : type;
        Map<String, String> parameters = new TreeMap<>();
        if (result.has("params")) {
            result.getAsJsonObject("params").entrySet()
                    .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().getAsString()));
        }
        String engine = parameters.getOrDefault(ENGINE, "");
        String contender = path.getLast();
        for (String ranOn : List.of(ENGINE, BACKEND)) {
            String value = parameters.remove(ranOn);
            contender += value == null ? "" : ", " + value;
        }
        JsonObject metric = result.getAsJsonObject("primaryMetric");
        String unit = metric.get("scoreUnit").getAsString();
        Double factor = NANOS_OF_UNIT.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException("the unit of " + contender + " is " + unit
                    + ": benchmarks here measure the time of an operation");
        }
        Spread time = spread(metric);
        JsonObject secondary = result.getAsJsonObject("secondaryMetrics");
        return new Score(benchmark, parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(", ")),
                path.getLast(), contender, Peer.of(benchmark, path.getLast(), engine),
                new Spread(time.least() * factor, time.median() * factor, time.most() * factor), bytes(secondary),
                figures(secondary));
    }

    private static Spread spread(JsonObject metric) {
        return Spread.of(metric.getAsJsonArray("rawData").asList().stream()
                .flatMap(fork -> fork.getAsJsonArray().asList().stream()).mapToDouble(Score::number).toArray());
    }

    private static double bytes(JsonObject secondary) {
        // Some versions of JMH begin the names of a profiler's metrics with a dot.
        return secondary.entrySet().stream().filter(entry -> entry.getKey().endsWith(ALLOCATION)).findFirst()
                .map(entry -> spread(entry.getValue().getAsJsonObject()).median()).orElse(Double.NaN);
    }

    private static Map<String, Spread> figures(JsonObject secondary) {
        Map<String, Spread> figures = new TreeMap<>();
        secondary.entrySet().stream().filter(entry -> !entry.getKey().contains("gc."))
                .forEach(entry -> figures.put(entry.getKey(), spread(entry.getValue().getAsJsonObject())));
        return figures;
    }

    /** JMH writes "NaN" as text. */
    private static double number(JsonElement element) {
        return Double.parseDouble(element.getAsString());
    }

    /** {@return a figure of the benchmark's own, or the time if the name is empty; NaN if it was not measured} */
    Spread figure(String name) {
        return name.isEmpty() ? nanos : figures.getOrDefault(name, Spread.NONE);
    }

    /** {@return the engine and the backend, such as {@code carried, nio}; empty if it has none} */
    String ranOn() {
        return contender.substring(method.length()).replaceFirst("^, ", "");
    }

    boolean isOf(Peer other) {
        return peer.filter(other::equals).isPresent();
    }
}
