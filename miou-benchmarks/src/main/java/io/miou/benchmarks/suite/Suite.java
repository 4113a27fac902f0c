package io.miou.benchmarks.suite;

import com.google.gson.GsonBuilder;
import io.miou.benchmarks.report.BenchmarkReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** The program: measures everything, or what is asked for, and writes the page. */
public final class Suite {

    private Suite() {
    }

    /** @param arguments as in {@link SuitePlan} */
    public static void main(String... arguments) throws IOException, RunnerException, InterruptedException {
        SuitePlan plan = SuitePlan.parse(arguments);
        System.out.println("written to " + run(plan));
    }

    /** {@return the page} */
    static Path run(SuitePlan plan) throws IOException, RunnerException, InterruptedException {
        Equipment equipment = Equipment.here();
        Map<String, String> skipped = new LinkedHashMap<>(equipment.lacking());
        if (plan.isOfAllClasses() && !plan.resumes()) {
            forget(plan.work());
        }
        MicroBenchmarks micro = new MicroBenchmarks(plan, equipment);
        micro.run();
        Path directory = Files.createDirectories(plan.directory());
        micro.merge(directory.resolve(BenchmarkReport.JMH), skipped);
        if (plan.isOfAllClasses()) {
            Path echo = plan.work().resolve("echo").resolve(BenchmarkReport.ECHO);
            EchoServers.compare(plan, equipment, echo, skipped);
            if (Files.exists(echo)) {
                // Nor do parts of an earlier comparison.
                delete(directory, "echo-comparison-*.json");
                Files.writeString(directory.resolve(BenchmarkReport.ECHO), Files.readString(echo));
            }
        }
        Files.writeString(directory.resolve(BenchmarkReport.RUN), describe(plan, skipped));
        return BenchmarkReport.write(directory);
    }

    /** Deletes earlier results, so that they do not mix with new ones. */
    private static void forget(Path work) throws IOException {
        for (Path of : List.of(work, work.resolve("echo"))) {
            if (Files.isDirectory(of)) {
                delete(of, "*.json");
            }
        }
    }

    private static void delete(Path directory, String pattern) throws IOException {
        try (var files = Files.newDirectoryStream(directory, pattern)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static String describe(SuitePlan plan, Map<String, String> skipped) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        run.put("form", plan.form().name().toLowerCase(Locale.ROOT));
        run.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        run.put("architecture", System.getProperty("os.arch"));
        run.put("processors", Runtime.getRuntime().availableProcessors());
        run.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        run.put("skipped", skipped);
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(run) + "\n";
    }
}
