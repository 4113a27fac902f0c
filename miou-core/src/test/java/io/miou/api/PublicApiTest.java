package io.miou.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.miou.CheckReturnValue;
import io.miou.Miou;
import io.miou.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The public API of core and of the SPI is what the committed files list, so that a review sees each change. */
class PublicApiTest {

    private static final String ACCEPT = "miou.api.accept";

    /** Surefire runs tests in the folder of a module: of miou-core, or of miou-core-tests. */
    private static final Path FOLDER = Path.of("..", "miou-core", "src", "test", "resources", "io", "miou", "api");

    /** A sample of everything that a dump has to distinguish. */
    public abstract static class Sample<T extends @Nullable Object, X extends Exception & AutoCloseable> {

        public static final int LIMIT = 7;
        protected @Nullable String name;
        String hidden = "";

        protected Sample(@Nullable Sample<? super T, ?> other) {
        }

        Sample() {
        }

        @CheckReturnValue
        public abstract List<? extends T> open(String... names) throws X, IOException;

        @Deprecated
        protected final <A extends Comparable<A>> A @Nullable [] close(Map<A, int[]> all) {
            return null;
        }

        synchronized void internal() {
        }

        @SuppressWarnings("unused")
        private void secret() {
        }
    }

    @Test
    void publicApiOfCore_isTheCommittedOne() throws Exception {
        assertCommitted("public-api.txt", ApiDump.ofModule(Miou.class));
    }

    @Test
    void publicApiOfTheSpi_isTheCommittedOne() throws Exception {
        assertCommitted("public-api-spi.txt", ApiDump.ofModule(Backend.class));
    }

    @Test
    void dump_hasWhatAProgramMayDependOn_andNothingElse() throws IOException {
        assertThat(ApiDump.members(Sample.class)).containsExactly(
                "constructor protected new(@Nullable io.miou.api.PublicApiTest$Sample<? super T, ?>)",
                "field protected @Nullable java.lang.String name", "field public static final int LIMIT = 7",
                "method @CheckReturnValue public abstract java.util.List<? extends T> open(java.lang.String[]) varargs"
                        + " throws X, java.io.IOException",
                "method @Deprecated protected final <A extends java.lang.Comparable<A>> A @Nullable []"
                        + " close(java.util.Map<A, int[]>)");
    }

    @Test
    void change_isNoticed() {
        List<String> before = List.of("A : public class", "    method void a()", "B : public class");
        List<String> after = List.of("A : public class", "    method int a()", "B : public class");
        assertThat(difference(before, after)).containsExactly("- A | method void a()", "+ A | method int a()");
        assertThat(difference(before, before)).isEmpty();
    }

    private static void assertCommitted(String name, SortedMap<String, List<String>> types) throws IOException {
        List<String> found = new ArrayList<>();
        types.forEach((type, members) -> {
            found.add(type);
            members.forEach(member -> found.add("    " + member));
        });
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean(ACCEPT)) {
            Files.createDirectories(FOLDER);
            Files.write(file, found);
        }
        List<String> committed = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<String> difference = difference(committed, found);
        if (!difference.isEmpty()) {
            fail("the public API is not the one that %s lists (- is missing, + is new):%n%s%n%n"
                    .formatted(file.subpath(1, file.getNameCount()), String.join(System.lineSeparator(), difference))
                    + "If you meant this change, accept it, commit the file, and write a line in CHANGELOG.md:"
                    + System.lineSeparator() + "    mvn -ntp test -pl miou-core -am -Dtest=PublicApiTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -D" + ACCEPT + "=true");
        }
    }

    private static List<String> difference(Collection<String> committed, Collection<String> found) {
        Set<String> missing = flat(committed);
        Set<String> added = flat(found);
        missing.removeAll(flat(found));
        added.removeAll(flat(committed));
        List<String> all = new ArrayList<>();
        missing.forEach(line -> all.add("- " + line));
        added.forEach(line -> all.add("+ " + line));
        return all;
    }

    /** Each line of a member after that of its type, so that a difference says where it is. */
    private static Set<String> flat(Collection<String> lines) {
        Set<String> flat = new LinkedHashSet<>();
        String type = "";
        for (String line : lines) {
            boolean isMember = line.startsWith("    ");
            type = isMember ? type : line.substring(0, line.indexOf(" : "));
            flat.add(isMember ? type + " | " + line.strip() : line);
        }
        return flat;
    }
}
