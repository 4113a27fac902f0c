package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page that says where things are names classes that exist. */
class ArchitectureTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:[.(#][^`]*)?`");

    /** Names of classes of the JDK and of Netty. */
    private static final Set<String> OTHERS = Set.of("ServiceLoader", "Thread", "Selector", "IoHandler",
            "EpollIoHandler");

    @Test
    void everyClassOnThePage_exists() throws IOException {
        Set<String> missing = new TreeSet<>(named(Files.readString(PROJECT.resolve("ARCHITECTURE.md"))));
        assertThat(missing).isNotEmpty();
        missing.removeAll(classes());
        missing.removeAll(OTHERS);
        assertThat(missing).isEmpty();
    }

    @Test
    void namesOnAPage_areFound() {
        assertThat(named("`Run` and `Task.live`, `Outcome.Success` and `Thread.yield()`; not `mvn` nor Fiber"))
                .containsExactlyInAnyOrder("Run", "Task", "Outcome", "Thread");
    }

    private static Set<String> named(String page) {
        Matcher name = CLASS.matcher(page);
        return name.results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    private static Set<String> classes() throws IOException {
        return ProjectSources.all(".java").stream().map(file -> file.getFileName().toString())
                .map(name -> name.substring(0, name.length() - ".java".length())).collect(Collectors.toSet());
    }
}
