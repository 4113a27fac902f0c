package io.miou.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** An SVG file that an XML parser has read, without what it refers to on the network. */
public record ParsedSvg(Document document) {

    public static ParsedSvg of(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Document document = factory.newDocumentBuilder().parse(file.toFile());
        assertThat(document.getDocumentElement().getNodeName()).isEqualTo("svg");
        return new ParsedSvg(document);
    }

    /** Returns the texts that are shown, in their order in the file. */
    public List<String> texts() {
        NodeList texts = document.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength()).mapToObj(i -> texts.item(i).getTextContent()).toList();
    }

    /** Returns an attribute of all elements with this name and class, in their order in the file. */
    public List<Double> numbers(String element, String look, String attribute) {
        NodeList all = document.getElementsByTagName(element);
        return IntStream.range(0, all.getLength()).mapToObj(i -> (Element) all.item(i))
                .filter(each -> each.getAttribute("class").equals(look))
                .map(each -> Double.valueOf(each.getAttribute(attribute))).toList();
    }

    /** Returns the number of elements with this name. */
    public int count(String element) {
        return document.getElementsByTagName(element).getLength();
    }
}
