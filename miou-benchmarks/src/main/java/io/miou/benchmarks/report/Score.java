package io.miou.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one contender needs in one case.
 *
 * @param benchmark such as {@code Yield}
 * @param parameters such as {@code count=2}; empty without
 * @param contender such as {@code miou, carried}
 * @param time for each operation
 * @param error of the time
 * @param unit of both
 * @param bytes allocated for each operation; NaN if nobody looked
 */
record Score(String benchmark, String parameters, String contender, double time, double error, String unit,
        double bytes) {

    /** Says who ran, not what. */
    private static final String ENGINE = "fibers";
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String SUFFIX = "Benchmark";

    /** {@return what JMH has written with {@code -rf json}, in its order} */
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
        String engine = parameters.remove(ENGINE);
        String contender = path.getLast() + (engine == null ? "" : ", " + engine);
        JsonObject time = result.getAsJsonObject("primaryMetric");
        return new Score(benchmark, parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(", ")), contender,
                time.get("score").getAsDouble(), number(time.get("scoreError")), time.get("scoreUnit").getAsString(),
                bytes(result.getAsJsonObject("secondaryMetrics")));
    }

    private static double bytes(JsonObject secondary) {
        // Some versions of JMH begin the names of a profiler's metrics with a dot.
        return secondary.entrySet().stream().filter(entry -> entry.getKey().endsWith(ALLOCATION)).findFirst()
                .map(entry -> number(entry.getValue().getAsJsonObject().get("score"))).orElse(Double.NaN);
    }

    /** JMH writes "NaN" as text: the error of a single measurement, for example. */
    private static double number(JsonElement element) {
        return Double.parseDouble(element.getAsString());
    }

    boolean isFloor() {
        return contender.startsWith("bareCarriedThread");
    }

    boolean isVirtualThreads() {
        return contender.startsWith("virtualThread");
    }
}
