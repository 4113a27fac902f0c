package io.miou.benchmarks.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.miou.benchmarks.comparison.MedianInterval;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The results of servers for one demand: an exchange, a number of connections, a load.
 *
 * @param machine where; of all results of a page the same
 * @param seconds of a sample
 * @param result as {@code EchoComparison} writes it
 */
record EchoResult(JsonObject machine, double seconds, JsonObject result) {

    static final String RATE = "messagesPerSecond";
    static final String P50 = "p50Micros";
    static final String P99 = "p99Micros";
    static final String P999 = "p999Micros";
    static final String CPU = "serverCpuNanosPerMessage";

    private static final int KIBIBYTE = 1024;

    /** {@return the results of a file, in its order} */
    static List<EchoResult> parse(String json) {
        try {
            JsonObject document = JsonParser.parseString(json).getAsJsonObject();
            if (document.has("machine") && document.has("results")) {
                JsonObject machine = document.getAsJsonObject("machine");
                double seconds = document.get("secondsPerSample").getAsDouble();
                return document.getAsJsonArray("results").asList().stream()
                        .map(result -> new EchoResult(machine, seconds, result.getAsJsonObject())).toList();
            }
        } catch (JsonParseException | IllegalStateException e) {
            throw new IllegalArgumentException("this is not what the comparison of servers writes: " + e, e);
        }
        throw new IllegalArgumentException(
                "this is not what the comparison of servers writes: it has no machine or no results");
    }

    /** {@return whether the load came at a fixed rate} */
    boolean isOpen() {
        return result.get("messagesPerSecondAsked").getAsLong() > 0;
    }

    String protocol() {
        return result.get("protocol").getAsString();
    }

    /** {@return the size of a message} */
    int bytes() {
        return result.get("messageBytes").getAsInt();
    }

    String exchange() {
        int bytes = bytes();
        String size = bytes % KIBIBYTE == 0 ? bytes / KIBIBYTE + " KiB" : bytes + " B";
        return protocol() + " " + size;
    }

    int connections() {
        return result.get("connections").getAsInt();
    }

    String load() {
        return result.get("load").getAsString();
    }

    /** {@return the servers that took part; the first is compared with the others} */
    List<String> servers() {
        return List.copyOf(samples().keySet());
    }

    /** {@return the servers and figures that are missing, and why, ready for a page} */
    List<String> skipped() {
        return result.getAsJsonObject("skipped").entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().getAsString().replaceAll("\\s+", " ")).toList();
    }

    /** {@return the median; NaN for a server that did not take part} */
    double median(String server, String figure) {
        double[] values = values(server, figure);
        return values.length == 0 ? Double.NaN : MedianInterval.of(values).median();
    }

    /** {@return the first server's figure as a multiple of another's, round by round} */
    MedianInterval ratio(String other, String figure) {
        double[] first = values(servers().getFirst(), figure);
        double[] second = values(other, figure);
        double[] ratios = new double[Math.min(first.length, second.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = first[i] / second[i];
        }
        return MedianInterval.of(ratios);
    }

    /** {@return the number of its system calls for a message; NaN if they were not counted} */
    double systemCalls(String server) {
        JsonElement calls = result.getAsJsonObject("systemCallsPerMessage").get(server);
        return calls == null
                ? Double.NaN
                : calls.getAsJsonObject().entrySet().stream().mapToDouble(call -> call.getValue().getAsDouble()).sum();
    }

    /** {@return the number of rounds} */
    int rounds() {
        return servers().isEmpty() ? 0 : values(servers().getFirst(), RATE).length;
    }

    /** {@return the figure of each round; empty for a server that did not take part} */
    double[] values(String server, String figure) {
        JsonElement all = samples().get(server);
        return all == null
                ? new double[0]
                : StreamSupport.stream(all.getAsJsonArray().spliterator(), false)
                        .mapToDouble(sample -> sample.getAsJsonObject().get(figure).getAsDouble()).toArray();
    }

    private JsonObject samples() {
        return result.getAsJsonObject("samples");
    }

    /** {@return all servers that took part in one of the results} */
    static List<String> servers(List<EchoResult> results) {
        return results.stream().flatMap(result -> result.servers().stream()).distinct().toList();
    }

    /** {@return the machine that all results are of} */
    static JsonObject machine(List<EchoResult> results) {
        Set<JsonObject> machines = Set.copyOf(results.stream().map(EchoResult::machine).toList());
        if (machines.size() != 1) {
            throw new IllegalArgumentException(
                    "the results are of " + machines.size() + " machines: give each a directory of its own");
        }
        return machines.iterator().next();
    }
}
