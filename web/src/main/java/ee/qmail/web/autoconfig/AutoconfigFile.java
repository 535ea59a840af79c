package ee.qmail.web.autoconfig;

import java.util.Map;

/** The answer to Thunderbird and to the programs that learned it from there (version 1.1 of its format). */
final class AutoconfigFile {
    /** The program puts the address there that its user has typed. */
    private static final String ADDRESS = "%EMAILADDRESS%";
    /** The password itself, which is safe since TLS is demanded. */
    private static final String PASSWORD = "password-cleartext";

    private AutoconfigFile() {}

    static String of(MailServer server) {
        Xml xml = new Xml();
        xml.element("clientConfig", Map.of("version", "1.1"), () -> provider(xml, server));
        return xml.toString();
    }

    private static void provider(Xml xml, MailServer server) {
        xml.element("emailProvider", Map.of("id", server.domain()), () -> {
            xml.element("domain", server.domain());
            xml.element("displayName", server.domain());
            xml.element("displayShortName", server.domain());
            server.reading().forEach(way -> way(xml, "incomingServer", "pop3", server.host(), way));
            server.sending().forEach(way -> way(xml, "outgoingServer", "smtp", server.host(), way));
        });
    }

    private static void way(Xml xml, String element, String type, String host, MailServer.Way way) {
        xml.element(element, Map.of("type", type), () -> {
            xml.element("hostname", host);
            xml.element("port", Integer.toString(way.port()));
            xml.element("socketType", way.door().isImplicitTls() ? "SSL" : "STARTTLS");
            xml.element("authentication", PASSWORD);
            xml.element("username", ADDRESS);
        });
    }
}
