package ee.qmail.web.autoconfig;

import java.util.Map;

/** The answer to Outlook (MS-OXDSCLI 2.2.4): of each protocol the first that a program can use. */
final class AutodiscoverFile {
    private static final String OUTER = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private static final String INNER =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private static final String ON = "on";
    private static final String OFF = "off";

    private AutodiscoverFile() {}

    /** @param address the user's, of the domain of this server */
    static String of(MailServer server, String address) {
        Xml xml = new Xml();
        xml.element(
                "Autodiscover",
                Map.of("xmlns", OUTER),
                () -> xml.element(
                        "Response",
                        Map.of("xmlns", INNER),
                        () -> xml.element("Account", () -> {
                            xml.element("AccountType", "email");
                            xml.element("Action", "settings");
                            server.reading().forEach(way -> protocol(xml, "POP3", server.host(), way, address));
                            server.sending().forEach(way -> protocol(xml, "SMTP", server.host(), way, address));
                        })));
        return xml.toString();
    }

    private static void protocol(Xml xml, String type, String host, MailServer.Way way, String address) {
        xml.element("Protocol", () -> {
            xml.element("Type", type);
            xml.element("Server", host);
            xml.element("Port", Integer.toString(way.port()));
            xml.element("LoginName", address);
            xml.element("DomainRequired", OFF);
            // the password itself, and not one of Windows' own ways
            xml.element("SPA", OFF);
            xml.element("SSL", ON);
            // goes before SSL where it is known
            xml.element("Encryption", way.door().isImplicitTls() ? "SSL" : "TLS");
            xml.element("AuthRequired", ON);
        });
    }
}
