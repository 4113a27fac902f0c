package io.miou.benchmarks.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.miou.benchmarks.plot.BarPlot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of the page about the comparison of echo servers: medians over its rounds. */
final class EchoPage {

    private static final String RATE = "messagesPerSecond";
    private static final String P99 = "p99Micros";

    private final JsonObject document;

    private EchoPage(JsonObject document) {
        this.document = document;
    }

    /** @param json as {@code EchoComparison} writes it */
    static EchoPage parse(String json) {
        try {
            JsonObject document = JsonParser.parseString(json).getAsJsonObject();
            if (document.has("machine") && document.has("results")) {
                return new EchoPage(document);
            }
        } catch (JsonParseException | IllegalStateException e) {
            throw new IllegalArgumentException("this is not what the comparison of echo servers writes: " + e, e);
        }
        throw new IllegalArgumentException(
                "this is not what the comparison of echo servers writes: it has no machine or no results");
    }

    /** {@return the text; the plots are written to the directory} */
    String write(Path directory) throws IOException {
        Page page = new Page();
        JsonObject machine = document.getAsJsonObject("machine");
        page.line("## Echo servers");
        page.line("");
        page.line("%s %s, %s, %s processors; %s. Messages of %s bytes, %s, medians of samples of %s s.",
                text(machine, "os.name"), text(machine, "os.version"), text(machine, "os.arch"),
                text(machine, "processors"), text(machine, "java.runtime.version"), text(document, "messageSize"),
                text(document, "load"), text(document, "secondsPerSample"));
        page.line("");
        plot(RATE, "Messages per second", "messages/s").write(directory.resolve("echo-rate.svg"));
        plot(P99, "Latency, p99", "us").write(directory.resolve("echo-p99.svg"));
        page.line("![Messages per second](echo-rate.svg)");
        page.line("");
        page.line("![Latency, p99](echo-p99.svg)");
        page.line("");
        page.line("| connections | server | messages/s | p50 us | p99 us | CPU for each, ns | rate, of the first |");
        page.line("|--:|---|--:|--:|--:|--:|--:|");
        for (JsonObject result : results()) {
            double first = Double.NaN;
            for (String server : servers(result)) {
                double rate = median(result, server, RATE);
                first = Double.isNaN(first) ? rate : first;
                page.line("| %s | %s | %s | %s | %s | %s | %s |", text(result, "connections"), server,
                        Page.number(rate), Page.number(median(result, server, "p50Micros")),
                        Page.number(median(result, server, P99)),
                        Page.number(median(result, server, "serverCpuNanosPerMessage")),
                        Page.number(rate / first, " x"));
            }
            result.getAsJsonObject("skipped").entrySet()
                    .forEach(skipped -> page.line("| %s | %s | skipped: %s | | | | |",
                            text(result, "connections"), skipped.getKey(),
                            skipped.getValue().getAsString().replaceAll("[\\s|]+", " ")));
        }
        page.line("");
        return page.toString();
    }

    private BarPlot plot(String figure, String title, String unit) {
        Set<String> servers = new LinkedHashSet<>();
        results().forEach(result -> servers.addAll(servers(result)));
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        for (String server : servers) {
            bars.put(server, results().stream().map(result -> median(result, server, figure)).toList());
        }
        return new BarPlot(title, unit,
                results().stream().map(result -> text(result, "connections") + " connections").toList(), bars);
    }

    private List<JsonObject> results() {
        return document.getAsJsonArray("results").asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    private static List<String> servers(JsonObject result) {
        return new ArrayList<>(result.getAsJsonObject("samples").keySet());
    }

    private static double median(JsonObject result, String server, String figure) {
        JsonElement samples = result.getAsJsonObject("samples").get(server);
        if (samples == null || samples.getAsJsonArray().isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = samples.getAsJsonArray().asList().stream()
                .mapToDouble(sample -> sample.getAsJsonObject().get(figure).getAsDouble()).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String text(JsonObject object, String key) {
        return object.get(key).getAsString();
    }
}
