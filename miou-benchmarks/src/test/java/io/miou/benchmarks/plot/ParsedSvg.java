package io.miou.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/** An SVG file that an XML parser has read, without what it refers to on the network. */
public record ParsedSvg(Document document) {

    public static ParsedSvg of(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Document document = factory.newDocumentBuilder().parse(file.toFile());
        assertThat(document.getDocumentElement().getNodeName()).isEqualTo("svg");
        return new ParsedSvg(document);
    }

    /** Returns the number of elements with this name. */
    public int count(String element) {
        return document.getElementsByTagName(element).getLength();
    }
}
