package io.miou.benchmarks.suite;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks of JMH, a class at a time. Each class leaves a file. Confined to one thread. */
final class MicroBenchmarks {

    private static final String SUFFIX = "Benchmark";
    private static final String FIBERS = "fibers";
    private static final String BACKEND = "backend";

    private final SuitePlan plan;
    private final Equipment equipment;

    MicroBenchmarks(SuitePlan plan, Equipment equipment) {
        this.plan = plan;
        this.equipment = equipment;
    }

    /** {@return the names of the classes of benchmarks, such as {@code Yield}} */
    static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        all().forEach(benchmark -> names.add(shortName(benchmark.getUserClassQName())));
        return names;
    }

    private static Set<BenchmarkListEntry> all() {
        return BenchmarkList.defaultList().getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
    }

    /** {@return the number of cases of each benchmark that can run here, by the name of its class} */
    private SequencedMap<String, Map<String, Integer>> classes() {
        SequencedMap<String, Map<String, Integer>> classes = new TreeMap<>();
        for (var benchmark : all()) {
            Map<String, Integer> methods = classes.computeIfAbsent(shortName(benchmark.getUserClassQName()),
                    _ -> new TreeMap<>());
            String name = benchmark.getUsername();
            if (equipment.excluded().stream().noneMatch(pattern -> Pattern.compile(pattern).matcher(name).find())) {
                methods.put(name, cases(benchmark));
            }
        }
        return classes;
    }

    private int cases(BenchmarkListEntry benchmark) {
        Map<String, String[]> parameters = new TreeMap<>(benchmark.getParams().orElse(Map.of()));
        parameters.computeIfPresent(FIBERS, (_, _) -> engines());
        parameters.computeIfPresent(BACKEND, (_, _) -> backends());
        return parameters.values().stream().mapToInt(values -> values.length).reduce(1, Math::multiplyExact);
    }

    private String[] engines() {
        return equipment.engines().toArray(String[]::new);
    }

    private String[] backends() {
        return equipment.choose(plan.backends()).toArray(String[]::new);
    }

    private static String shortName(String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return simple.endsWith(SUFFIX) ? simple.substring(0, simple.length() - SUFFIX.length()) : simple;
    }

    /** Measures what is still to be measured. */
    void run() throws IOException, RunnerException {
        Files.createDirectories(plan.work());
        var classes = classes();
        if (!plan.isOfAllClasses()) {
            classes.keySet().retainAll(plan.classes());
        }
        int number = 0;
        for (var type : classes.entrySet()) {
            Path result = resultOf(type.getKey());
            System.out.printf("%n%d of %d: %s%n", ++number, classes.size(), type.getKey());
            if (plan.resumes() && Files.exists(result)) {
                System.out.println("kept, as this run resumes: " + result);
            } else if (!type.getValue().isEmpty()) {
                run(type.getValue().keySet(), result);
            }
        }
    }

    private Path resultOf(String type) {
        return plan.work().resolve(type + ".json");
    }

    private void run(Set<String> benchmarks, Path result) throws IOException, RunnerException {
        Path unfinished = result.resolveSibling(result.getFileName() + ".unfinished");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .param(FIBERS, engines()).param(BACKEND, backends()).addProfiler(GCProfiler.class)
                .shouldFailOnError(false).resultFormat(ResultFormatType.JSON).result(unfinished.toString());
        benchmarks.forEach(benchmark -> options.include("^" + Pattern.quote(benchmark) + "$"));
        plan.form().choose(options);
        new Runner(options.build()).run();
        Files.move(unfinished, result, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Writes what has been measured so far, by this run or by those that it resumes, a line for each result.
     *
     * @param skipped gets what has failed
     */
    void merge(Path file, Map<String, String> skipped) throws IOException {
        List<String> lines = new ArrayList<>();
        for (var type : classes().entrySet()) {
            Path result = resultOf(type.getKey());
            if (Files.exists(result)) {
                Map<String, Integer> failed = new TreeMap<>(type.getValue());
                for (JsonElement each : JsonParser.parseString(Files.readString(result)).getAsJsonArray()) {
                    JsonObject measured = each.getAsJsonObject();
                    failed.computeIfPresent(measured.get("benchmark").getAsString(),
                            (_, cases) -> cases == 1 ? null : cases - 1);
                    lines.add(shorten(measured).toString());
                }
                failed.forEach((name, cases) -> skipped.put(name,
                        "failed in " + cases + " of its cases: the output of the run says why"));
            }
        }
        Files.writeString(file, lines.stream().collect(Collectors.joining(",\n", "[\n", "\n]\n")));
    }

    /** Removes the parts that the page does not show or that concern only this machine. A tenth of the size is left. */
    private static JsonObject shorten(JsonObject result) {
        result.remove("jvm");
        shortenMetric(result.getAsJsonObject("primaryMetric"));
        JsonObject secondary = result.getAsJsonObject("secondaryMetrics");
        secondary.keySet().removeIf(name -> name.contains("gc.") && !name.endsWith("gc.alloc.rate.norm"));
        for (Map.Entry<String, JsonElement> metric : secondary.entrySet()) {
            shortenMetric(metric.getValue().getAsJsonObject());
        }
        return result;
    }

    private static void shortenMetric(JsonObject metric) {
        metric.remove("scoreConfidence");
        metric.remove("scorePercentiles");
    }
}
