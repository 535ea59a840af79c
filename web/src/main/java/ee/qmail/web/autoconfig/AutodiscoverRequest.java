package ee.qmail.web.autoconfig;

import java.io.StringReader;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads what Outlook asks: an XML document in which one element is the user's address. */
final class AutodiscoverRequest {
    private static final String ADDRESS = "EMailAddress";
    private static final XMLInputFactory FACTORY = factory();

    private AutodiscoverRequest() {}

    /** Strangers write this: a document type, and with it every entity, is an error. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** @return the address as it stands there, empty if there is none or if it is no XML */
    static Optional<String> address(String body) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(body));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    return Optional.empty();
                }
                if (event == XMLStreamConstants.START_ELEMENT && ADDRESS.equals(reader.getLocalName())) {
                    return Optional.of(reader.getElementText().strip());
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }
}
