package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that says which test is held against which known killer tells the truth: each is there, under that name. */
class KnownKillersTest {

    /** Surefire runs tests in the module's folder. */
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    private static final int KILLERS = 12;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+)\\. (.*)$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void everyKiller_hasATest() throws IOException {
        List<MatchResult> rows = ROW.matcher(page()).results().toList();
        assertThat(rows).extracting(row -> Integer.valueOf(row.group(1)))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, KILLERS).boxed().toList());
        assertThat(rows).allMatch(row -> TEST.matcher(row.group(2)).find());
    }

    @Test
    void everyTestOnThePage_exists() throws IOException {
        assertThat(missing(page(), PROJECT)).isEmpty();
    }

    @Test
    void testThatIsNotThere_isFound(@TempDir Path folder) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("module/src/test/java/a"));
        Files.writeString(sources.resolve("SleepTest.java"), """
                class SleepTest {
                    @Test
                    void sleeper_wakes() {
                    }

                    void helper() {
                    }
                }
                """);
        String page = "`SleepTest#sleeper_wakes` `SleepTest#sleeper_dreams` `SleepTest#helper` `DreamTest#sleeper_wakes`";
        assertThat(missing(page, folder)).containsExactly("SleepTest#sleeper_dreams", "SleepTest#helper",
                "DreamTest#sleeper_wakes");
    }

    private static String page() throws IOException {
        return Files.readString(PROJECT.resolve("docs/reports/known-killers.md"));
    }

    private static List<String> missing(String page, Path root) throws IOException {
        List<String> missing = new ArrayList<>();
        Matcher test = TEST.matcher(page);
        while (test.find()) {
            List<Path> sources = sources(root, test.group(1) + ".java");
            if (sources.size() != 1 || !hasTest(Files.readString(sources.getFirst()), test.group(2))) {
                missing.add(test.group(1) + "#" + test.group(2));
            }
        }
        return missing;
    }

    private static List<Path> sources(Path root, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    try (Stream<Path> files = Files.walk(tests)) {
                        files.filter(file -> file.endsWith(name)).forEach(found::add);
                    }
                }
            }
        }
        return found;
    }

    /** A method with an annotation right before it, as every test has. */
    private static boolean hasTest(String source, String method) {
        return Pattern.compile("(?m)^    @\\w+(\\(.*\\))?\\R(    @.*\\R)*    void " + method + "\\(").matcher(source)
                .find();
    }
}
