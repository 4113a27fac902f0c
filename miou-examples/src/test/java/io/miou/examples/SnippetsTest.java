package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java code in the README and in docs/ compiles, and does what the comment before it asks for. */
class SnippetsTest {

    /** Surefire runs tests in the module's folder. */
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    private Path classes;

    static Stream<Path> pages() throws IOException {
        Stream.Builder<Path> pages = Stream.builder();
        if (Files.exists(PROJECT.resolve("README.md"))) {
            pages.add(PROJECT.resolve("README.md"));
        }
        if (Files.isDirectory(PROJECT.resolve("docs"))) {
            try (Stream<Path> docs = Files.walk(PROJECT.resolve("docs"))) {
                docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages.build();
    }

    static Stream<Snippet> snippets() throws IOException {
        Stream.Builder<Snippet> snippets = Stream.builder();
        for (Path page : pages().toList()) {
            Snippet.of(PROJECT.relativize(page), Files.readAllLines(page)).forEach(snippets::add);
        }
        return snippets.build();
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("snippets")
    void snippet_holds(Snippet snippet) throws Exception {
        assertThat(problem(snippet)).isEmpty();
    }

    /** What is wrong with a snippet; empty if nothing is. */
    private String problem(Snippet snippet) throws Exception {
        if (snippet.origin() != null) {
            Path origin = PROJECT.resolve(snippet.origin());
            return lines(Files.readString(origin)).contains(lines(snippet.code()))
                    ? ""
                    : snippet + ": these lines are not in " + snippet.origin();
        }
        String errors = compile(snippet);
        if (!errors.isEmpty() || !snippet.isToBeRun()) {
            return errors;
        }
        try (Program program = Program.java(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp",
                classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                snippet.className()))) {
            return program.awaitExit() == 0 ? "" : snippet + " has failed: " + program.output() + program.errors();
        }
    }

    /** A text whose lines are neither indented nor empty. */
    private static String lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty())
                .collect(java.util.stream.Collectors.joining("\n", "\n", "\n"));
    }

    private String compile(Snippet snippet) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + snippet.className() + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return snippet.source();
            }
        };
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
                classes.toString());
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(source)).call();
        return compiled ? "" : snippet + ": " + messages + snippet.source();
    }

    // The test itself

    private static Snippet snippet(String markdown) {
        List<Snippet> all = Snippet.of(Path.of("page.md"), markdown.lines().toList());
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    @Test
    void pages_areThoseOfTheProject() {
        assertThat(PROJECT.resolve("miou-examples/src/test/java/io/miou/examples/SnippetsTest.java")).exists();
    }

    @Test
    void fragmentThatDoesNotCompile_isReportedWithItsPlace() throws Exception {
        Snippet wrong = snippet("""
                # A page

                ```java
                int sum = Miou.run(() -> Miou.call(() -> 40).wait());
                ```
                """);
        assertThat(problem(wrong)).startsWith("page.md:3: ").contains("error:");
    }

    @Test
    void fragmentThatFailsWhenItIsRun_isReported() throws Exception {
        Snippet failing = snippet("""
                <!-- run -->
                ```java
                Miou.run(() -> { var _ = Miou.async(() -> 1); });
                ```
                """);
        assertThat(problem(failing)).startsWith("page.md:2 has failed: ").contains("StillHasChildrenError");
    }

    @Test
    void fragmentThatRuns_holds() throws Exception {
        Snippet fine = snippet("""
                <!-- run -->

                ```java
                import java.util.function.Supplier;

                Supplier<Integer> answer = () -> Miou.run(() -> Miou.call(() -> 42).await());
                if (answer.get() != 42) {
                    throw new AssertionError();
                }
                ```
                """);
        assertThat(problem(fine)).isEmpty();
    }

    @Test
    void wholeClassThatRuns_holds() throws Exception {
        Snippet fine = snippet("""
                <!-- run -->
                ```java
                import io.miou.Miou;

                public final class Answer {
                    public static void main(String[] args) {
                        System.out.println(Miou.run(() -> 42));
                    }
                }
                ```
                """);
        assertThat(problem(fine)).isEmpty();
    }

    @Test
    void compactSourceFileThatRuns_holds() throws Exception {
        Snippet fine = snippet("""
                <!-- run -->
                ```java
                import io.miou.Miou;

                record Answer(int value) {
                }

                void main() {
                    IO.println(Miou.run(() -> new Answer(42)));
                }
                ```
                """);
        assertThat(problem(fine)).isEmpty();
    }

    @Test
    void partOfAFile_holdsOnlyIfItIsInTheFile() throws Exception {
        String page = """
                <!-- from miou-examples/src/main/java/io/miou/examples/Permits.java -->
                ```java
                if (free > 0) {
                    free--;
                %s
                ```
                """;
        assertThat(problem(snippet(page.formatted("    return;")))).isEmpty();
        assertThat(problem(snippet(page.formatted("    retur")))).startsWith("page.md:2: these lines are not in");
    }

    @Test
    void blocksOfOtherLanguages_areNotJava() {
        assertThat(Snippet.of(Path.of("page.md"), List.of("```sh", "mvn verify", "```", "```", "```", "~~~java",
                "int a;", "~~~"))).extracting(Snippet::code).containsExactly("int a;\n");
    }
}
