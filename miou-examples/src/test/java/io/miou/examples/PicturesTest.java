package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/**
 * The pictures of docs/ are shown by a page, have a title and a description, and are readable on light and on dark
 * pages.
 */
class PicturesTest {

    private static final Pattern SHOWN = Pattern.compile("!\\[[^\\]]+\\]\\(([^)]+\\.svg)\\)");

    @Test
    void picture_isShownByAPage() throws IOException {
        List<Path> shown = new ArrayList<>();
        for (Path page : SnippetsTest.pages().toList()) {
            SHOWN.matcher(Files.readString(page)).results().map((MatchResult link) -> link.group(1))
                    .forEach(link -> shown.add(page.resolveSibling(link).normalize()));
        }
        assertThat(pictures().stream().map(Path::normalize)).isNotEmpty().isSubsetOf(shown);
    }

    @Test
    void picture_isReadableByEverybody() throws Exception {
        for (Path picture : pictures()) {
            assertThat(faults(picture)).as(picture.toString()).isEmpty();
        }
    }

    @Test
    void pictureThatLacksAPart_isFound(@TempDir Path folder) throws Exception {
        String whole = """
                <svg xmlns="http://www.w3.org/2000/svg"><title>Heap</title><desc>It is flat.</desc>
                <style>text { fill: black } @media (prefers-color-scheme: dark) { text { fill: white } }</style>
                <rect class="paper"/><text>Heap</text></svg>
                """;
        Path picture = folder.resolve("a.svg");
        assertThat(faults(Files.writeString(picture, whole))).isEmpty();
        assertThat(faults(Files.writeString(picture, whole.replace("Heap</title>", "</title>"))))
                .containsExactly("no title");
        assertThat(faults(Files.writeString(picture, whole.replace("desc>", "metadata>")))).containsExactly("no desc");
        assertThat(faults(Files.writeString(picture, whole.replace("dark", "light")))).containsExactly("no dark form");
        assertThat(faults(Files.writeString(picture, whole.replace("paper", "pen")))).containsExactly("no paper");
        assertThat(faults(Files.writeString(picture, whole.replace("<text>Heap</text>", "<path/>"))))
                .containsExactly("no text");
        assertThat(faults(Files.writeString(picture, "<svg>"))).containsExactly("not XML");
    }

    private static List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.walk(SnippetsTest.PROJECT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".svg")).sorted().toList();
        }
    }

    private static List<String> faults(Path picture) throws Exception {
        String text = Files.readString(picture);
        List<String> faults = new ArrayList<>();
        try {
            var builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            var document = builder.parse(picture.toFile());
            for (String element : List.of("title", "desc", "text")) {
                var all = document.getElementsByTagName(element);
                if (all.getLength() == 0 || all.item(0).getTextContent().isBlank()) {
                    faults.add("no " + element);
                }
            }
        } catch (SAXException e) {
            return List.of("not XML");
        }
        if (!text.contains("prefers-color-scheme: dark")) {
            faults.add("no dark form");
        }
        // Light letters may be shown on a white page: the page's colours need not be those of the system.
        if (!text.contains("<rect class=\"paper\"")) {
            faults.add("no paper");
        }
        return faults;
    }
}
