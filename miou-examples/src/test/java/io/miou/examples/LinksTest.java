package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The links in the pages of the project's folder and of docs/ to files of the project, and to headings of its pages,
 * lead somewhere.
 */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)\\s]+)?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");

    @Test
    void link_leadsToAFileOrHeading() throws IOException {
        List<Path> pages = SnippetsTest.pages().toList();
        assertThat(pages).isNotEmpty();
        for (Path page : pages) {
            assertThat(broken(page)).as("broken links of %s", page).isEmpty();
        }
    }

    @Test
    void brokenLink_isFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("b.md"), "# What `x` does\n");
        Path page = Files.writeString(folder.resolve("a.md"), """
                ## Here, and there
                [1](b.md) [2](b.md#what-x-does) [3](#here-and-there) [4](https://example.org/none)
                [5](c.md) [6](b.md#what-y-does) [7](#nowhere)
                ```java
                int[] x = f[0](y);
                ```
                """);
        assertThat(broken(page)).containsExactly("c.md", "b.md#what-y-does", "#nowhere");
    }

    private static List<String> broken(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        Matcher link = LINK.matcher(BLOCK.matcher(Files.readString(page)).replaceAll(""));
        while (link.find()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
            String heading = link.group(2);
            if (!Files.exists(target) || heading != null && !headings(target).contains(heading)) {
                broken.add(link.group(1) + (heading == null ? "" : heading));
            }
        }
        return broken;
    }

    /** Returns the headings of a page in the form in which links name them. */
    private static List<String> headings(Path page) throws IOException {
        return HEADING.matcher(BLOCK.matcher(Files.readString(page)).replaceAll("")).results()
                .map((MatchResult heading) -> "#" + heading.group(1).strip().toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .toList();
    }
}
