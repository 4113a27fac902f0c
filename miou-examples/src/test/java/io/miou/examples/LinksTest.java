package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The links in the pages of the project's folder, of docs/ and of the template lead somewhere: to files of the project,
 * its pictures among them, to headings of its pages and to lines of its sources. GitHub and the site make the same
 * anchors of headings.
 */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)\\s]*)?\\)");
    /** A link in the form of HTML, or one whose target is elsewhere on the page. */
    private static final Pattern OTHER_LINK = Pattern
            .compile("<(?:a|img)\\b[^>]*|(?m)^\\[[^\\]]+\\]:(?! https?://).*$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern LINE = Pattern.compile("#L(\\d+)(?:-L(\\d+))?");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\\n]+`");

    @Test
    void link_leadsToAFileOrHeading() throws IOException {
        List<Path> pages = Stream.concat(SnippetsTest.pages(),
                Stream.of(SnippetsTest.PROJECT.resolve("template/README.md"))).toList();
        assertThat(pages).hasSizeGreaterThan(1);
        for (Path page : pages) {
            assertThat(broken(page)).as("broken links of %s", page).isEmpty();
        }
    }

    @Test
    void brokenLink_isFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("b.md"), "# What `x` does\n\n## See [c](c.md)\n\n## Twice\n\n## Twice\n");
        Files.writeString(folder.resolve("Code.java"), "class Code {\n}\n");
        Path page = Files.writeString(folder.resolve("a.md"), """
                ## Here, and there
                [1](b.md) [2](b.md#what-x-does) [3](#here-and-there) [4](https://example.org/none) [5](b.md#see-c)
                [6](c.md) [7](b.md#what-y-does) [8](#nowhere) ![9](picture.svg) [10](B.md) [11](b.md#)
                [12](Code.java#L2) [13](Code.java#L3) [14](Code.java#L1-L2) [15](Code.java#main) `[16](in-code)`
                [17](b.md#twice) [18](b.md#twice-1) [19](b.md#twice-2) <a href="b.md">20</a> [`21`](none.md)
                ```java
                int[] x = f[0](y);
                ```
                [22]: b.md
                [23]: https://example.org/none
                """);
        assertThat(broken(page)).containsExactly("c.md", "b.md#what-y-does", "#nowhere", "picture.svg", "B.md", "b.md#",
                "Code.java#L3", "Code.java#main", "b.md#twice-2", "none.md",
                "write <a href=\"b.md\" as [text](target)", "write [22]: b.md as [text](target)");
    }

    private static List<String> broken(Path page) throws IOException {
        String text = Files.readString(page);
        // The text of a link may be code; its target is not.
        String withoutCode = CODE.matcher(text).replaceAll("");
        List<String> broken = new ArrayList<>();
        Matcher link = LINK.matcher(withoutCode);
        while (link.find()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
            String anchor = link.group(2);
            if (!exists(target) || anchor != null && !hasAnchor(target, anchor)) {
                broken.add(link.group(1) + (anchor == null ? "" : anchor));
            }
        }
        OTHER_LINK.matcher(withoutCode).results()
                .forEach(other -> broken.add("write " + other.group() + " as [text](target)"));
        return broken;
    }

    /** Returns whether a file is there and has exactly this name: some systems do not tell b.md from B.md. */
    private static boolean exists(Path target) throws IOException {
        return Files.exists(target)
                && target.toRealPath().getFileName().toString().equals(target.getFileName().toString());
    }

    private static boolean hasAnchor(Path target, String anchor) throws IOException {
        if (target.toString().endsWith(".md")) {
            return headings(target).contains(anchor);
        }
        Matcher line = LINE.matcher(anchor);
        return line.matches()
                && Integer.parseInt(line.group(line.group(2) == null ? 1 : 2)) <= Files.readAllLines(target).size();
    }

    /** Returns the headings of a page in the form in which links name them. The second of two equal ones gets -1. */
    private static List<String> headings(Path page) throws IOException {
        List<String> anchors = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        String text = Pattern.compile("(?ms)^```.*?^```$").matcher(Files.readString(page)).replaceAll("");
        HEADING.matcher(text).results().forEach((MatchResult heading) -> {
            String anchor = "#" + heading.group(1).replaceAll("\\]\\([^)]*\\)", "").strip().toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\w\\- ]", "").replace(' ', '-');
            int earlier = times.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(earlier == 0 ? anchor : anchor + "-" + earlier);
        });
        return anchors;
    }
}
