package ee.qmail.web.autoconfig;

import java.io.StringWriter;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document as text; what stands between its tags is escaped. */
final class Xml {
    /** Content of an element. */
    @FunctionalInterface
    interface Content {
        void write();
    }

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter out;

    Xml() {
        try {
            out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    void element(String name, String value) {
        element(name, Map.of(), () -> characters(value));
    }

    void element(String name, Content content) {
        element(name, Map.of(), content);
    }

    void element(String name, Map<String, String> attributes, Content content) {
        try {
            out.writeStartElement(name);
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                out.writeAttribute(attribute.getKey(), attribute.getValue());
            }
            content.write();
            out.writeEndElement();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void characters(String value) {
        try {
            out.writeCharacters(value);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
