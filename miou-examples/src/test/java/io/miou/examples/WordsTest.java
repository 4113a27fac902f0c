package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The words of the project: comments, pages and names of tests avoid the forms that readers stumble over, and comments
 * fit into 120 columns. CONTRIBUTING.md says how to write instead.
 */
class WordsTest {

    private static final int COLUMNS = 120;

    private static final Pattern BANNED = Pattern.compile("(?i)\\b(but for|for ever|be it|of which|so many"
            + "|is told|are told|all the same|by way of|in vain|mend(s|ed|ing)?|whoever|somebody|holds? up"
            + "|steps? aside)\\b");
    private static final Pattern FIRST_WORD = Pattern
            .compile("(Who|Whoever|What|Whatever|One|Those|Nobody|Nothing)\\b");
    private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");
    private static final Pattern COMMENTS = Pattern.compile("(?s)/\\*.*?\\*/|(?:[ \\t]*//[^\\n]*\\n)+");
    private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^[ \\t]*(?://|\\*|/\\*).*$");
    private static final Pattern CODE = Pattern.compile("(?s)(?m)^```.*?^```$|<!--.*?-->|`[^`\\n]*`|\\]\\([^)]*\\)");
    private static final Pattern TEST_NAME = Pattern
            .compile("(?m)^    void (\\w*(?:(?<![a-z])either|Either|(?<![a-z])somebody|Somebody)(?![a-z])\\w*)\\(");

    @Test
    void comments_avoidBannedFormsAndFit() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : files(".java")) {
            for (String fault : faultsOfCode(Files.readString(file))) {
                faults.add(SnippetsTest.PROJECT.relativize(file) + ": " + fault);
            }
        }
        assertThat(faults).as("words to replace; see \"Words\" in CONTRIBUTING.md").isEmpty();
    }

    @Test
    void pages_avoidBannedForms() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : files(".md")) {
            for (String fault : faultsOfPage(Files.readString(file))) {
                faults.add(SnippetsTest.PROJECT.relativize(file) + ": " + fault);
            }
        }
        assertThat(faults).as("words to replace; see \"Words\" in CONTRIBUTING.md").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"// It is gone for ever.\n", "/** The waiter is\n * told. */", "/* So many\n   tasks */",
        "/** What it does. */", "/**\n * Who waits.\n */", "    // x\n    // all the\n    // same\n",
        "    @Test\n    void either_or() {\n"})
    void faultInCode_isFound(String code) {
        assertThat(faultsOfCode(code)).hasSize(1);
    }

    @Test
    void commentThatIsTooWide_isFound_unlessItIsALink() {
        assertThat(faultsOfCode("    // " + "word ".repeat(23))).hasSize(1);
        assertThat(faultsOfCode("    // " + "word ".repeat(22).strip())).isEmpty();
        assertThat(faultsOfCode(" * href=\"https://example.org/" + "x".repeat(COLUMNS) + "\">it</a>")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"String s = \"for ever\";\n", "/** Whatsoever. */", "    void neither() {\n",
        "// It is mendable.\n"})
    void codeWithoutFault_passes(String code) {
        assertThat(faultsOfCode(code)).isEmpty();
    }

    @Test
    void faultInAPage_isFound_outsideOfCode() {
        assertThat(faultsOfPage("""
                # The steps
                It waits for
                ever, `for ever`, [there](for ever.md).
                ```java
                // for ever
                ```
                """)).containsExactly("for ever");
    }

    private static List<String> faultsOfCode(String code) {
        List<String> faults = new ArrayList<>();
        COMMENTS.matcher(code).results().map(comment -> plain(comment.group()))
                .flatMap(text -> BANNED.matcher(text).results()).map(MatchResult::group).forEach(faults::add);
        JAVADOC.matcher(code).results().map(comment -> plain(comment.group(1)))
                .filter(text -> FIRST_WORD.matcher(text).lookingAt())
                .map(text -> text.substring(0, Math.min(40, text.length())) + "...").forEach(faults::add);
        COMMENT_LINE.matcher(code).results().map(MatchResult::group)
                .filter(line -> line.length() > COLUMNS && !line.contains("https://"))
                .map(line -> "wider than " + COLUMNS + " columns: " + line.strip()).forEach(faults::add);
        TEST_NAME.matcher(code).results().map(name -> name.group(1)).forEach(faults::add);
        return faults;
    }

    private static List<String> faultsOfPage(String page) {
        String text = CODE.matcher(page).replaceAll(" ").replaceAll("\\s+", " ");
        return BANNED.matcher(text).results().map(MatchResult::group).toList();
    }

    /** Joins the lines of a comment without what marks them. */
    private static String plain(String comment) {
        return comment.replaceAll("(?m)^\\s*(//|/\\*\\*?|\\*/|\\*)", " ").replaceAll("\\s+", " ").strip();
    }

    /** The files of the project with an ending, except the lists of words themselves and what the build has made. */
    private static List<Path> files(String ending) throws IOException {
        List<Path> files = ProjectSources.all(ending).stream().filter(file -> {
            String name = SnippetsTest.PROJECT.relativize(file).toString().toLowerCase(Locale.ROOT).replace('\\', '/');
            return !name.startsWith("docs/benchmarks/") && !name.endsWith("/wordstest.java");
        }).toList();
        assertThat(files).isNotEmpty();
        return files;
    }
}
