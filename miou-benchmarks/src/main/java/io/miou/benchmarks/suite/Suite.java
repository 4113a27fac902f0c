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
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** Measures everything, or the classes that the plan names, and writes the page. Confined to one thread. */
final class Suite {

    private final SuitePlan plan;
    private final Equipment equipment;
    private final Class<?> program;

    /** @param program the main class, which is started once more for the comparison of echo servers */
    Suite(SuitePlan plan, Equipment equipment, Class<?> program) {
        this.plan = plan;
        this.equipment = equipment;
        this.program = program;
    }

    /** {@return the page} */
    Path run() throws IOException, RunnerException, InterruptedException {
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
            EchoServers.compare(program, plan, equipment, echo, skipped);
            if (Files.exists(echo)) {
                // Nor do parts of an earlier comparison.
                delete(directory, "echo-comparison-*.json");
                Files.writeString(directory.resolve(BenchmarkReport.ECHO), Files.readString(echo));
            }
        }
        Files.writeString(directory.resolve(BenchmarkReport.RUN), describe(skipped));
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

    private String describe(Map<String, String> skipped) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        run.put("form", plan.form().toString());
        run.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        run.put("architecture", System.getProperty("os.arch"));
        run.put("processors", Runtime.getRuntime().availableProcessors());
        run.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        run.put("skipped", skipped);
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(run) + "\n";
    }
}
