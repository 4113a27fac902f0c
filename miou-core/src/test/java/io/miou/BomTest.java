package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The BOM has a version for each library and for the Netty that they need, and for nothing else. */
class BomTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static List<String> texts(Path pom, String path) throws Exception {
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document,
                XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent()).toList();
    }

    /** The modules of the build that are libraries: they have a module descriptor. */
    private static List<String> libraries() throws Exception {
        return texts(ROOT.resolve("pom.xml"), "/project/modules/module").stream()
                .filter(module -> Files.exists(ROOT.resolve(module, "src/main/java/module-info.java"))).toList();
    }

    @Test
    void bom_listsEveryLibraryOfOursAndNoOther() throws Exception {
        assertThat(libraries()).contains("miou-core", "miou-spi");
        assertThat(
                texts(ROOT.resolve("bom/pom.xml"), "//dependencyManagement//dependency[groupId='io.miou']/artifactId"))
                .containsExactlyInAnyOrderElementsOf(libraries());
    }

    @Test
    void bom_hasTheVersionOfTheBuild() throws Exception {
        Path bom = ROOT.resolve("bom/pom.xml");
        assertThat(texts(bom, "/project/version")).isEqualTo(texts(ROOT.resolve("pom.xml"), "/project/version"));
        assertThat(texts(bom, "//dependencyManagement//dependency[groupId='io.miou']/version"))
                .containsOnly("${project.version}");
    }

    @Test
    void bom_managesTheNettyThatTheBuildUses() throws Exception {
        Path bom = ROOT.resolve("bom/pom.xml");
        assertThat(texts(bom, "//properties/netty.version"))
                .isEqualTo(texts(ROOT.resolve("pom.xml"), "//properties/netty.version"));
        assertThat(texts(bom, "//dependencyManagement//dependency[groupId='io.netty']/version"))
                .containsOnly("${netty.version}");
        assertThat(texts(bom, "//dependencyManagement//dependency[groupId='io.netty']/artifactId")).contains(
                "netty-common", "netty-transport", "netty-transport-classes-epoll", "netty-transport-native-epoll");
    }

    @Test
    void bom_inheritsNothing() throws Exception {
        assertThat(texts(ROOT.resolve("bom/pom.xml"), "/project/parent")).isEmpty();
    }
}
