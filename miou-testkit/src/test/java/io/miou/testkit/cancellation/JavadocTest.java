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
 * thread may call every method." instead. In the SPI and the test kit the type or the method says a word about threads,
 * such as "confined".</li>
 * <li>Cancellation: a method that suspends says so. It has {@code @throws TaskCancelled}, or says what it does in a
 * cancelled task. {@link NeverSuspending} says which methods do not suspend.</li>
 * <li>Errors: a method that is "the same as" another has an {@code @throws} for each exception of the other, and each
 * method for those that its own code makes.</li>
 * <li>Sockets: a method that uses one has {@code @throws NotOwnerError} and {@code ClosedChannelException}. If it
 * waits, also {@code AsynchronousCloseException} and the exception of a second reader, writer or acceptor.</li>
 * <li>Types: each public type has {@code @since}.</li>
 * </ol>
 *
 * <p>Left out are methods that override without a comment of their own or inherit it, the accessors of records, and
 * interfaces that programs implement.
 */
class JavadocTest {

    /** Surefire runs tests in the module's folder. */
    private static final Path CORE = sources("miou-core", "io", "miou");

    private static final List<Path> PACKAGES_OF_CORE = List.of(CORE, CORE.resolve("net"), CORE.resolve("os"),
            CORE.resolve("sync"));

    private static final Path TESTKIT = sources("miou-testkit", "io", "miou", "testkit");

    private static final List<Path> OTHER_PACKAGES = List.of(sources("miou-spi", "io", "miou", "spi"), TESTKIT,
            TESTKIT.resolve("chaos"), TESTKIT.resolve("faults"));

    private static final String ID = "/** {@return a number}\n * @throws IllegalStateException outside a fiber */"
            + " public abstract int id();\n";

    private static final Pattern PUBLIC_TYPE = Pattern.compile("(?m)^public ");
    private static final Pattern SINCE = Pattern.compile("(?m)^ \\* @since \\d+\\.\\d+\\.\\d+$");

    private static Path sources(String module, String... packages) {
        return Path.of("..", module, "src", "main", "java").resolve(Path.of("", packages));
    }

    private static List<Path> files(List<Path> packages) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path one : packages) {
            try (Stream<Path> all = Files.list(one)) {
                all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static boolean lacksSince(String source) {
        return PUBLIC_TYPE.matcher(source).find() && !SINCE.matcher(source).find();
    }

    @Test
    void publicMethods_sayWhereTheyMayBeCalledAndWhatTheyThrow() throws IOException {
        List<DocumentedMethod> methods = DocumentedMethod.of(files(PACKAGES_OF_CORE));
        assertThat(methods).extracting(DocumentedMethod::name).contains("Miou.map(Collection, TaskFunction)",
                "Promise.await()", "Channel.trySend(Object)", "Subprocess.await()", "ByteStream.read(ByteBuffer)",
                "TcpListener.accept()", "Owned.get()").hasSizeGreaterThan(280);
        assertThat(JavadocRules.ofCore(methods)).as("gaps in the Javadoc of public methods").isEmpty();
    }

    @Test
    void publicMethodsOfSpiAndTestkit_sayWhereTheyMayBeCalledAndWhatTheyThrow() throws IOException {
        List<DocumentedMethod> methods = DocumentedMethod.of(files(OTHER_PACKAGES));
        assertThat(methods).extracting(DocumentedMethod::name)
                .contains("Backend.poll(long)", "StreamHandle.isConnected()",
                        "Simulation.run(Callable)", "Faults.none()")
                .hasSizeGreaterThan(80);
        assertThat(JavadocRules.ofOthers(methods)).as("gaps in the Javadoc of public methods").isEmpty();
    }

    @Test
    void publicTypes_sayTheirVersion() throws IOException {
        List<Path> all = files(Stream.concat(PACKAGES_OF_CORE.stream(), OTHER_PACKAGES.stream()).toList());
        List<Path> gaps = new ArrayList<>();
        for (Path file : all) {
            if (lacksSince(Files.readString(file))) {
                gaps.add(file.getFileName());
            }
        }
        assertThat(gaps).as("public types without @since").isEmpty();
    }

    @Test
    void versionThatIsMissing_isFound() {
        assertThat(lacksSince("/**\n * A type.\n *\n * @since 0.1.0\n */\npublic final class A {\n}\n")).isFalse();
        assertThat(lacksSince("/** Not for users. */\nfinal class A {\n}\n")).isFalse();
        assertThat(lacksSince("/**\n * A type.\n */\npublic final class A {\n}\n")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/** Asks. */ public void ask();",
        "/** Asks. @throws IllegalArgumentException if it is odd */ public void ask();",
        "/** Suspends until it is asked. Any thread. */ public void ask();",
        "/** Does the same as {@link #id()}. Any thread. */ public void ask();",
        "/** Does the same as {@link #id}. Any thread. */ public void ask();",
        "/** Asks. Any thread.\n * @throws TaskCancelled if cancelled */ public void notListed();",
        "/** Asks. Any thread. */ public void ask() { throw new IllegalArgumentException(\"odd\"); }"})
    void gap_isFound(String method, @TempDir Path folder) throws IOException {
        assertThat(faultsOf("Domain", ID + method.replace("ask()", "self()"), folder)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/** Asks. Any thread. */ public void ask();",
        "/** Asks.\n * @throws IllegalStateException outside a fiber */ public void ask();",
        "/** Suspends until it is asked, also in a cancelled task. Any thread. */ public void ask();",
        "/** Suspends until it is asked. Any thread.\n * @throws TaskCancelled if cancelled */ public void ask();",
        "/** The same as {@link #id()}.\n * @throws IllegalStateException outside a fiber */ public void ask();",
        "/** Asks. Any thread.\n * @throws IllegalArgumentException if it is odd */ public void ask() {"
                + " throw new java.lang.IllegalArgumentException(\"odd\"); }",
        "@Override public void ask();", "/** Asks. */ void ask();"})
    void methodWithoutGap_passes(String method, @TempDir Path folder) throws IOException {
        assertThat(faultsOf("Domain", ID + method.replace("ask()", "self()"), folder)).isEmpty();
    }

    @Test
    void socketWithoutItsErrors_isFound(@TempDir Path folder) throws IOException {
        String comment = "/** Suspends until there is a client.\n * @throws TaskCancelled if cancelled\n"
                + " * @throws IllegalStateException outside a fiber\n";
        String errors = " * @throws NotOwnerError if it is another's\n"
                + " * @throws ClosedChannelException if it is closed\n"
                + " * @throws AsynchronousCloseException if it is closed meanwhile\n"
                + " * @throws AcceptPendingException if another task accepts\n";
        String accept = " */ public void accept() throws IOException;";
        assertThat(faultsOf("TcpListener", comment + accept, folder)).hasSize(4);
        assertThat(faultsOf("TcpListener", comment + errors + accept, folder)).isEmpty();
    }

    @Test
    void methodOfAnotherModuleWithoutThread_isFound(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("Backend.java");
        Files.writeString(file, "/** Polls. */ public interface Backend { /** Polls. */ void poll(); }");
        assertThat(JavadocRules.ofOthers(DocumentedMethod.of(List.of(file)))).hasSize(1);
        Files.writeString(file, "/** Polls. Confined. */ public interface Backend { /** Polls. */ void poll(); }");
        assertThat(JavadocRules.ofOthers(DocumentedMethod.of(List.of(file)))).isEmpty();
    }

    /** Puts methods into a class. {@code Domain.self()} and {@code Domain.id()} never suspend. */
    private static List<String> faultsOf(String type, String methods, Path folder) throws IOException {
        Path file = folder.resolve(type + ".java");
        Files.writeString(file, "public abstract class " + type + " {\n" + methods + "\n}\n");
        return JavadocRules.ofCore(DocumentedMethod.of(List.of(file)));
    }
}
