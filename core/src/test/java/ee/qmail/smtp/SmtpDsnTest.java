package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.Attribute;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters of RFC 3461 on the server's side. */
class SmtpDsnTest {
    private static Dialogue greeted() {
        Dialogue client = Dialogue.opened().send("EHLO c");
        client.takeReplies();
        return client;
    }

    private static Envelope envelope(String mail, String... recipients) {
        Dialogue client = Dialogue.opened().send("EHLO c").send("MAIL FROM:<a@b> " + mail);
        for (String recipient : recipients) {
            client.send("RCPT TO:" + recipient);
        }
        client.send("DATA", "x", ".");
        return client.taken.get(0).message().envelope();
    }

    @Test
    void code5And12TheWishesOfTheSenderTravelWithTheEnvelope() {
        Envelope envelope = envelope(
                "ret=hdrs ENVID=Q+2Bq+20x",
                "<c@d> notify=failure,SUCCESS orcpt=rfc822;Carol+2B@d",
                "<e@d>",
                "<f@d> NOTIFY=never");
        assertThat(envelope.attributes().get(Attribute.RET)).contains("HDRS");
        assertThat(envelope.attributes().get(Attribute.ENVID)).contains("Q+2Bq+20x");
        assertThat(envelope.notifies())
                .isEqualTo(Map.of(
                        "c@d", new Notify("SUCCESS,FAILURE", "rfc822;Carol+2B@d"),
                        "f@d", new Notify("NEVER", null)));
        assertThat(envelope.notifyOf("e@d")).isSameAs(Notify.DEFAULT);
    }

    @Test
    void withoutWishesThereIsNothingMore() {
        Envelope envelope = envelope("", "<c@d>");
        assertThat(envelope.notifies()).isSameAs(Map.of());
        assertThat(envelope.attributes().values()).doesNotContainKeys(Attribute.RET, Attribute.ENVID);
    }

    @Test
    void anOriginalRecipientBeyondAsciiIsKeptInAscii() {
        Dialogue client = Dialogue.opened().send("EHLO c").send("MAIL FROM:<a@b> SMTPUTF8");
        client.sendRaw(new String(
                "RCPT TO:<c@d> ORCPT=utf-8;j\u00fcrgen@d\r\n".getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1));
        client.send("DATA", "x", ".");
        assertThat(client.taken.get(0).message().envelope().notifyOf("c@d").orcpt())
                .isEqualTo("utf-8;j\\x{FC}rgen@d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RET=ALL",
                "RET=",
                "RET=FULL RET=HDRS",
                "ENVID=",
                "ENVID=a+4",
                "ENVID=a=b",
                "ENVID=a+0Ab",
                "ENVID=a ENVID=a"
            })
    void malformedParametersOfMailAre501(String parameters) {
        greeted().send("MAIL FROM:<a@b> " + parameters).expect("501 5.5.4 *");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOTIFY=",
                "NOTIFY=ALWAYS",
                "NOTIFY=NEVER,SUCCESS",
                "NOTIFY=SUCCESS,",
                "NOTIFY=DELAY NOTIFY=DELAY",
                "ORCPT=",
                "ORCPT=rfc822;",
                "ORCPT=c@d",
                "ORCPT=rfc822;a=b",
                "ORCPT=rfc822;a+2",
                "ORCPT=rfc822;a ORCPT=rfc822;a",
                "ORCPT=utf-8;\u00e9"
            })
    void malformedParametersOfRcptAre501(String parameters) {
        Dialogue client = greeted().send("MAIL FROM:<a@b>").expect("250 *");
        client.send("RCPT TO:<c@d> " + parameters).expect("501 5.5.4 *");
        client.send("RCPT TO:<c@d>").expect("250 2.1.5 ok");
    }

    @Test
    void lengthsAreThoseOfTheRfc() {
        Dialogue client = greeted();
        client.send("MAIL FROM:<a@b> ENVID=" + "x".repeat(101)).expect("501 5.5.4 *");
        client.send("MAIL FROM:<a@b> ENVID=" + "+2B".repeat(100)).expect("250 2.1.0 ok");
        client.send("RCPT TO:<c@d> ORCPT=rfc822;" + "x".repeat(494)).expect("501 5.5.4 *");
        client.send("RCPT TO:<c@d> ORCPT=rfc822;" + "x".repeat(493)).expect("250 2.1.5 ok");
        client.send("RCPT TO:<c@d> SIZE=3").expect("555 5.5.4 *");
    }

    /** What thousands of connections hold together must leave room in memory. */
    @Test
    void originalRecipientsOfAStrangerCountAmongTheOctets() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 0, 1000));
        client.send("EHLO c").send("MAIL FROM:<a@b>").takeReplies();
        for (int i = 0; i < 125; i++) {
            client.send("RCPT TO:<c" + i + "@d> ORCPT=rfc822;" + "x".repeat(490))
                    .expect("250 2.1.5 ok");
        }
        for (int i = 0; i < 10; i++) {
            client.send("RCPT TO:<d" + i + "@d> ORCPT=rfc822;" + "x".repeat(490));
        }
        client.takeReplies();
        client.send("RCPT TO:<e@d>").expect("452 4.5.3 *");
    }

    private static Notify joined(String first, String second) {
        return envelope("", "<c@d> " + first, "<e@d> NOTIFY=DELAY", "<c@d> " + second)
                .notifyOf("c@d");
    }

    @Test
    void aRecipientNamedTwiceIsToldWhateverWasWishedEitherTime() {
        assertThat(joined("NOTIFY=SUCCESS ORCPT=rfc822;x@d", "NOTIFY=DELAY ORCPT=rfc822;y@d"))
                .isEqualTo(new Notify("SUCCESS,DELAY", "rfc822;x@d"));
        assertThat(joined("NOTIFY=NEVER", "NOTIFY=SUCCESS")).isEqualTo(new Notify("SUCCESS", null));
        assertThat(joined("NOTIFY=NEVER", "")).isEqualTo(new Notify("FAILURE", null));
        assertThat(joined("", "NOTIFY=SUCCESS")).isEqualTo(new Notify("SUCCESS,FAILURE", null));
        assertThat(joined("NOTIFY=NEVER", "NOTIFY=NEVER")).isEqualTo(Notify.NEVER);
        assertThat(joined("", "")).isSameAs(Notify.DEFAULT);
    }

    @Test
    void whereItIsNotOfferedItsParametersAreUnknown() {
        Dialogue client = Dialogue.opened(
                SmtpPolicy.open("mail.example.org", "me.example.org", 0, 100, Duration.ofSeconds(1200), 1000));
        client.send("EHLO c");
        assertThat(new String(client.takeReplies(), StandardCharsets.US_ASCII))
                .contains("CHUNKING")
                .doesNotContain("DSN");
        for (String parameter : List.of("RET=HDRS", "ENVID=x", "RET=wrong", "FOO=x")) {
            client.send("MAIL FROM:<a@b> " + parameter).expect("555 5.5.4 unknown or malformed parameter");
        }
        client.send("MAIL FROM:<a@b> SIZE=7").expect("250 2.1.0 ok");
        for (String parameter : List.of("NOTIFY=NEVER", "ORCPT=rfc822;c@d", "NOTIFY=wrong", "FOO=x")) {
            client.send("RCPT TO:<c@d> " + parameter).expect("555 5.5.4 unknown or malformed parameter");
        }
        client.send("RCPT TO:<c@d>").expect("250 2.1.5 ok");
    }
}
