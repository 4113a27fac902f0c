package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java code in the README and in docs/ compiles, and does what the comment before it asks for. */
@Tag("slow")
class SnippetsTest {

    /** Surefire runs tests in the module's folder. */
    static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    private Path classes;

    static Stream<Path> pages() throws IOException {
        Stream.Builder<Path> pages = Stream.builder();
        try (Stream<Path> files = Files.list(PROJECT)) {
            files.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
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
    @Execution(ExecutionMode.CONCURRENT)
    void snippet_holds(Snippet snippet) throws Exception {
        assertThat(problem(snippet)).isEmpty();
    }

    /** Returns the problem of a snippet; empty if there is none. */
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
        List<String> command = new ArrayList<>(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(snippet.options());
        command.addAll(List.of("-cp", ClassArchive.CLASS_PATH + File.pathSeparator + classes, snippet.className()));
        try (Program program = Program.java(command)) {
            if (program.awaitExit() != 0) {
                return snippet + " has failed: " + program.output() + program.errors();
            }
            return snippet.output().isEmpty() || snippet.prints(program.output())
                    ? ""
                    : snippet + " has printed:\n" + program.output() + program.errors();
        }
    }

    /** A text whose lines are neither indented nor empty. */
    private static String lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty())
                .collect(java.util.stream.Collectors.joining("\n", "\n", "\n"));
    }

    /** Each thread has a file manager for all its snippets: to open the class path takes longer than to compile one. */
    private static final ThreadLocal<StandardJavaFileManager> FILES = ThreadLocal.withInitial(() -> {
        StandardJavaFileManager files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
        try {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH,
                    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    });

    private String compile(Snippet snippet) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> sources = new ArrayList<>();
        for (Snippet earlier : snippet.earlier()) {
            if (!earlier.className().equals(snippet.className())) {
                sources.add(sourceOf(earlier));
            }
        }
        sources.add(sourceOf(snippet));
        StringWriter messages = new StringWriter();
        StandardJavaFileManager files = FILES.get();
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
        boolean compiled = compiler.getTask(messages, files, null, List.of("-proc:none"), null, sources).call();
        return compiled ? "" : snippet + ": " + messages + snippet.source();
    }

    private static JavaFileObject sourceOf(Snippet snippet) {
        return new SimpleJavaFileObject(URI.create("string:///" + snippet.className() + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return snippet.source();
            }
        };
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
    void headerOfFragments_isTheOneThatTheGuideShows() throws IOException {
        assertThat(PROJECT.resolve("docs/guide/README.md")).content()
                .contains("```java\n" + Snippet.HEADER + "\nvoid main() throws Exception {\n");
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
                <!-- from miou-examples/src/main/java/io/miou/examples/ConnectionPool.java -->
                ```java
                if (!idle.trySend(connection)) {
                %s
                }
                ```
                """;
        assertThat(problem(snippet(page.formatted("    connection.adopt().close();")))).isEmpty();
        assertThat(problem(snippet(page.formatted("    connection.adopt()"))))
                .startsWith("page.md:2: these lines are not in");
    }

    @Test
    void fragmentThatPrintsSomethingElseThanThePageSays_isReported() throws Exception {
        String page = """
                <!-- run -->
                ```java
                System.out.println("task " + System.nanoTime() + " has ended");
                System.out.println("bye");
                ```

                <!-- prints -->
                ```
                task ... has %s
                bye
                ```
                """;
        assertThat(problem(snippet(page.formatted("ended")))).isEmpty();
        assertThat(problem(snippet(page.formatted("failed")))).startsWith("page.md:2 has printed:\ntask ");
    }

    @Test
    void outputOfASnippetThatIsNotRun_isRefused() {
        List<String> page = List.of("```java", "int a;", "```", "<!-- prints -->", "```", "1", "```");
        assertThatThrownBy(() -> Snippet.of(Path.of("page.md"), page)).hasMessageContaining("page.md:5");
    }

    @Test
    void snippetMayUseTheClassesOfEarlierOnes_andHaveOptionsOfTheJvm() throws Exception {
        List<Snippet> page = Snippet.of(Path.of("page.md"), """
                ```java
                record Answer(int value) {
                }
                ```

                <!-- run -Dquestion=42 -->
                ```java
                System.out.println(new Answer(Integer.getInteger("question")));
                ```

                <!-- prints -->
                ```
                Answer[value=42]
                ```
                """.lines().toList());
        assertThat(page).hasSize(2);
        assertThat(problem(page.getLast())).isEmpty();
    }

    @Test
    void blocksOfOtherLanguages_areNotJava() {
        assertThat(Snippet.of(Path.of("page.md"), List.of("```sh", "mvn verify", "```", "```", "```", "~~~java",
                "int a;", "~~~"))).extracting(Snippet::code).containsExactly("int a;\n");
    }
}
