package ee.qmail.web.autoconfig;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Door;
import java.io.StringReader;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class FilesTest {
    private static final MailServer SERVER = new MailServer(
            "example.org",
            "mail.example.org",
            Map.of(Door.MX, 25, Door.SUBMISSION, 587, Door.SUBMISSIONS, 465, Door.POP3, 110, Door.POP3S, 995));
    private static final String AT = "example.org";

    private final XPath path = XPathFactory.newInstance().newXPath();

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private String at(String expression, Document document) throws Exception {
        return path.evaluate(expression, document);
    }

    @Test
    void sub9ThunderbirdIsToldEachWayWithTlsAndThePreferredOneFirst() throws Exception {
        Document file = parsed(AutoconfigFile.of(SERVER));

        assertThat(at("/clientConfig/@version", file)).isEqualTo("1.1");
        assertThat(at("//emailProvider/@id", file)).isEqualTo(AT);
        assertThat(at("//domain", file)).isEqualTo(AT);
        assertThat(at("count(//incomingServer[@type='pop3'])", file)).isEqualTo("2");
        assertThat(at("//incomingServer[1]/port", file)).isEqualTo("995");
        assertThat(at("//incomingServer[1]/socketType", file)).isEqualTo("SSL");
        assertThat(at("//incomingServer[2]/port", file)).isEqualTo("110");
        assertThat(at("//incomingServer[2]/socketType", file)).isEqualTo("STARTTLS");
        assertThat(at("//outgoingServer[1]/port", file)).isEqualTo("465");
        assertThat(at("//outgoingServer[2]/port", file)).isEqualTo("587");
        assertThat(at("//outgoingServer[1]/hostname", file)).isEqualTo("mail.example.org");
        assertThat(at("//outgoingServer[1]/username", file)).isEqualTo("%EMAILADDRESS%");
        assertThat(at("count(//port[.='25'])", file)).isEqualTo("0");
        assertThat(at("count(//authentication[.='password-cleartext'])", file)).isEqualTo("4");
    }

    @Test
    void outlookIsToldTheSameWithTheAddressAsUserName() throws Exception {
        Document file = parsed(AutodiscoverFile.of(SERVER, "ana&co'\"@example.org"));

        assertThat(at("//Action", file)).isEqualTo("settings");
        assertThat(at("//Protocol[Type='POP3'][1]/Port", file)).isEqualTo("995");
        assertThat(at("//Protocol[Type='SMTP'][1]/Port", file)).isEqualTo("465");
        assertThat(at("//Protocol[Type='SMTP'][1]/Encryption", file)).isEqualTo("SSL");
        assertThat(at("//Protocol[Type='SMTP'][2]/Encryption", file)).isEqualTo("TLS");
        assertThat(at("//Protocol[1]/LoginName", file)).isEqualTo("ana&co'\"@example.org");
        assertThat(AutodiscoverFile.of(SERVER, "ana@example.org"))
                .contains(
                        "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">",
                        "<Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\">");
    }

    @Test
    void whatStandsBetweenTagsIsEscaped() {
        assertThat(AutodiscoverFile.of(SERVER, "<b>&\"@example.org"))
                .contains("<LoginName>&lt;b&gt;&amp;")
                .doesNotContain("<b>");
    }

    @ParameterizedTest
    @CsvSource({
        "ana@example.org,other.example,example.org",
        "a@b@example.org,other.example,example.org",
        "example.org,other.example,example.org",
        ",example.org,example.org",
        ",autoconfig.example.org,example.org",
        ",AUTOCONFIG.example.org,example.org",
    })
    void theDomainIsThatOfTheAddressElseOfTheHost(String address, String host, String domain) {
        assertThat(Autoconfig.domain(address, host)).isEqualTo(domain);
    }

    private static String request(String address) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Autodiscover"
                + " xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\"><Request><EMailAddress>"
                + address
                + "</EMailAddress><AcceptableResponseSchema>x</AcceptableResponseSchema></Request></Autodiscover>";
    }

    @Test
    void theAddressIsFoundInWhatOutlookAsks() {
        assertThat(AutodiscoverRequest.address(request(" ana@example.org\n"))).contains("ana@example.org");
        assertThat(AutodiscoverRequest.address(request("a&amp;b@example.org"))).contains("a&b@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ana@example.org",
                "<EMailAddress>ana@example.org",
                "<a>ana@example.org</a>",
                "<EMailAddress><b/>ana@example.org</EMailAddress>",
                "<!DOCTYPE a [<!ENTITY e \"ana@example.org\">]><EMailAddress>&e;</EMailAddress>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><EMailAddress>&e;</EMailAddress>",
                "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a\"><EMailAddress>ana@example.org</EMailAddress>",
            })
    void allElseIsNoAddress(String body) {
        assertThat(AutodiscoverRequest.address(body)).isEmpty();
    }
}
