package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The navigation of the documentation site, in mkdocs.yml, has every page, decision records apart. */
class SiteTest {

    private static final Pattern PAGE = Pattern.compile("(?m)^ +- (?:.*: )?(\\S+\\.md)$");
    private static final Pattern PAGE_OF_THE_FOLDER = Pattern.compile("\"(\\S+)\": \"(\\S+\\.md)\",");
    /** The index of decision records leads to them. */
    private static final String RECORD = "adr/\\d.*";

    @Test
    void navigation_hasEachPageOnce() throws IOException {
        assertThat(navigation()).doesNotHaveDuplicates()
                .as("pages of docs/ and build/site_pages.py beside those of nav in mkdocs.yml")
                .containsExactlyInAnyOrderElementsOf(Stream.of(pagesOfDocs(), pagesOfTheFolder().map(MatchResult::group)
                        .map(pair -> pair.replaceAll("^.*: \"|\",$", "")), Stream.of("javadoc.md"))
                        .flatMap(pages -> pages).toList());
    }

    @Test
    void pagesOfTheFolder_exist() throws IOException {
        assertThat(pagesOfTheFolder().map(pair -> SnippetsTest.PROJECT.resolve(pair.group(1)))).isNotEmpty()
                .allSatisfy(page -> assertThat(page).exists());
    }

    @Test
    void exportedPackages_areListedOnThePageOfJavadoc() throws IOException {
        String page = Files.readString(SnippetsTest.PROJECT.resolve("build/site-javadoc.md"));
        Pattern exported = Pattern.compile("(?m)^ *exports ([a-z.]+);");
        for (Path module : ProjectSources.under("src/main/java")) {
            if (module.endsWith("module-info.java")) {
                exported.matcher(Files.readString(module)).results().map(export -> "[`" + export.group(1) + "`]")
                        .forEach(name -> assertThat(page).contains(name));
            }
        }
    }

    private static List<String> navigation() throws IOException {
        String settings = Files.readString(SnippetsTest.PROJECT.resolve("mkdocs.yml"));
        return PAGE.matcher(settings.substring(settings.indexOf("\nnav:"))).results().map(page -> page.group(1))
                .toList();
    }

    private static Stream<String> pagesOfDocs() throws IOException {
        Path docs = SnippetsTest.PROJECT.resolve("docs");
        return SnippetsTest.pages().filter(page -> page.startsWith(docs))
                .map(page -> docs.relativize(page).toString().replace('\\', '/')).filter(page -> !page.matches(RECORD));
    }

    private static Stream<MatchResult> pagesOfTheFolder() throws IOException {
        return PAGE_OF_THE_FOLDER.matcher(Files.readString(SnippetsTest.PROJECT.resolve("build/site_pages.py")))
                .results();
    }
}
