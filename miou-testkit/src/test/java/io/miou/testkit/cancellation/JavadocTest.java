package io.miou.testkit.cancellation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Javadoc of each public method says where it may be called and what it throws:
 *
 * <ol>
 * <li>Thread: the comment says "any thread", or the method has {@code @throws IllegalStateException}, which a method
 * that needs a current task throws outside a fiber (rule 23). The comment of a type may say "Any thread." or "Any
 * thread may call every method." instead.</li>
 * <li>Cancellation: a method that suspends says so. It has {@code @throws TaskCancelled}, or says what it does in a
 * cancelled task. {@link NeverSuspending} says which methods do not suspend.</li>
 * <li>Errors: a method that is "the same as" another has an {@code @throws} for each exception of the other.</li>
 * </ol>
 *
 * <p>Left out are methods that override without a comment of their own, the accessors of records, and interfaces that
 * programs implement.
 */
class JavadocTest {

    /** Surefire runs tests in the module's folder. */
    private static final Path SOURCES = Path.of("..", "miou-core", "src", "main", "java", "io", "miou");

    /** The packages that are checked, as folders of {@link #SOURCES}; not yet {@code net}. */
    private static final List<String> PACKAGES = List.of("", "os", "sync");

    private static final Pattern ANY_THREAD = Pattern.compile("(?i)\\bany (other )?thread\\b");
    private static final Pattern TYPE_FOR_ANY_THREAD = Pattern.compile("\\bAny thread( may call every method)?\\.");
    private static final Pattern SUSPENDS = Pattern.compile("(?i)\\bsuspends?\\b");
    private static final Pattern SUSPENDS_UNTIL = Pattern.compile("(?i)\\bsuspends until\\b");
    private static final Pattern IN_A_CANCELLED_TASK = Pattern.compile("(?i)\\bin a cancelled task\\b");

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String one : PACKAGES) {
            try (Stream<Path> all = Files.list(SOURCES.resolve(one))) {
                all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static List<String> faults(List<DocumentedMethod> methods) {
        List<String> faults = new ArrayList<>();
        for (DocumentedMethod method : methods) {
            if (!method.isThrown("IllegalStateException") && !ANY_THREAD.matcher(method.words()).find()
                    && !TYPE_FOR_ANY_THREAD.matcher(method.wordsOfType()).find()) {
                faults.add(method + " does not say which thread may call it");
            }
            if (SUSPENDS_UNTIL.matcher(method.words()).find() || !NeverSuspending.contains(method.name())) {
                faults.addAll(faultsOfSuspending(method));
            }
            for (String other : method.sameAs()) {
                faults.addAll(differences(method, other, methods));
            }
        }
        return faults;
    }

    private static List<String> faultsOfSuspending(DocumentedMethod method) {
        List<String> faults = new ArrayList<>();
        if (!SUSPENDS.matcher(method.words()).find() && method.sameAs().isEmpty()) {
            faults.add(method + " does not say that it suspends");
        }
        if (!method.isThrown("TaskCancelled") && !IN_A_CANCELLED_TASK.matcher(method.words()).find()) {
            faults.add(method + " does not say what a cancellation does to it");
        }
        return faults;
    }

    private static List<String> differences(DocumentedMethod method, String other, List<DocumentedMethod> methods) {
        return methods.stream().filter(candidate -> candidate.name().equals(other)).findAny()
                .map(same -> same.thrown().stream().filter(one -> !method.isThrown(one))
                        .map(one -> method + " has no @throws " + one + ", but is the same as " + other).toList())
                .orElse(List.of(method + " is the same as " + other + ", which is not found: name its parameters"));
    }

    @Test
    void publicMethods_sayWhereTheyMayBeCalledAndWhatTheyThrow() throws IOException {
        List<DocumentedMethod> methods = DocumentedMethod.of(files());
        assertThat(methods).extracting(DocumentedMethod::name).contains("Miou.map(Collection, TaskFunction)",
                "Promise.await()", "Channel.trySend(Object)", "Subprocess.await()").hasSizeGreaterThan(150);
        assertThat(faults(methods)).as("gaps in the Javadoc of public methods").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/** Asks. */ public void ask();",
        "/** Asks. @throws IllegalArgumentException if it is odd */ public void ask();",
        "/** Suspends until it is asked. Any thread. */ public void ask();",
        "/** Does the same as {@link #id()}. Any thread. */ public void ask();",
        "/** Does the same as {@link #id}. Any thread. */ public void ask();",
        "/** Asks. Any thread.\n * @throws TaskCancelled if cancelled */ public void notListed();"})
    void gap_isFound(String method, @TempDir Path folder) throws IOException {
        assertThat(faultsOf(method, folder)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/** Asks. Any thread. */ public void ask();",
        "/** Asks.\n * @throws IllegalStateException outside a fiber */ public void ask();",
        "/** Suspends until it is asked, also in a cancelled task. Any thread. */ public void ask();",
        "/** Suspends until it is asked. Any thread.\n * @throws TaskCancelled if cancelled */ public void ask();",
        "/** The same as {@link #id()}.\n * @throws IllegalStateException outside a fiber */ public void ask();",
        "@Override public void ask();", "/** Asks. */ void ask();"})
    void methodWithoutGap_passes(String method, @TempDir Path folder) throws IOException {
        assertThat(faultsOf(method, folder)).isEmpty();
    }

    /** Puts a method into a class. As {@code ask} it gets the name of one that never suspends. */
    private static List<String> faultsOf(String method, Path folder) throws IOException {
        Path file = folder.resolve("Domain.java");
        Files.writeString(file, """
                public abstract class Domain {
                    /**
                     * {@return a number}
                     * @throws IllegalStateException outside a fiber
                     */
                    public abstract int id();
                    %s
                }
                """.formatted(method.replace("ask()", "self()")));
        return faults(DocumentedMethod.of(List.of(file)));
    }
}
