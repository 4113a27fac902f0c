package io.miou.jcstress;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs scenarios of this module by jcstress, in a process of its own that starts a JVM for each, and reads the results.
 * Without the property {@code miou.jcstress} it is short: one way to compile each scenario, a moment of time. With it,
 * its value is a mode of jcstress ({@code sanity}, {@code quick}, {@code default}, {@code tough}), which tries many.
 */
final class Campaign {

    private static final String MODE = System.getProperty("miou.jcstress");

    /** The flags that carried fibers and the tool itself need. */
    private static final String JVM_FLAGS = "--add-opens=java.base/java.lang=ALL-UNNAMED"
            + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";

    private final Path directory;
    private final int millisOfEach;

    /**
     * Plans one.
     *
     * @param round its report is in {@code target/jcstress} under this number
     * @param millisOfEach how long each scenario runs in the short form
     */
    Campaign(int round, int millisOfEach) {
        this.directory = Path.of("target", "jcstress", "round-" + round).toAbsolutePath();
        this.millisOfEach = millisOfEach;
    }

    /** Runs these scenarios and gives the results of each, by its name. */
    Map<String, List<TestResult>> run(Collection<String> names) throws Exception {
        Files.createDirectories(directory);
        for (Path old : resultFiles()) {
            Files.delete(old);
        }
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command(names)).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        Thread end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        int status = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        // Its status says whether something forbidden has come, which it should.
        List<Path> files = resultFiles();
        if (files.size() != 1) {
            throw new IOException("jcstress has ended with status " + status + " and left " + files.size()
                    + " files of results instead of one; see " + output);
        }
        return read(files.getFirst());
    }

    private List<String> command(Collection<String> names) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-classpath", classPath(), "org.openjdk.jcstress.Main"));
        command.addAll(List.of("-r", directory.resolve("report").toString(), "-t", pattern(names)));
        if (MODE == null) {
            command.addAll(List.of("-jvmArgs", JVM_FLAGS, "-f", "1", "-iters", "1", "-time",
                    Integer.toString(millisOfEach), "-sc", "false", "-af", "NONE", "-pth", "false"));
        } else {
            command.addAll(List.of("-jvmArgsPrepend", JVM_FLAGS, "-m", MODE));
        }
        return command;
    }

    private static String pattern(Collection<String> names) {
        return names.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$"));
    }

    /**
     * Returns the class path without entries that do not exist, such as the main classes that this module does not
     * have. jcstress fails on such entries.
     */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Files.exists(Path.of(entry))).collect(Collectors.joining(File.pathSeparator));
    }

    private List<Path> resultFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.bin.gz")) {
            found.forEach(files::add);
        }
        return files;
    }

    private static Map<String, List<TestResult>> read(Path file) throws Exception {
        InProcessCollector results = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file.toString(), results);
        reader.dump();
        reader.close();
        return results.getTestResults().stream()
                .collect(Collectors.groupingBy(TestResult::getName, TreeMap::new, Collectors.toList()));
    }
}
