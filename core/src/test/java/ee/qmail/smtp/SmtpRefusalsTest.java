package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.Refusal;
import ee.qmail.message.Attribute;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is told of mail that was not taken: each refusal once, with sender, recipient and reply. */
class SmtpRefusalsTest {
    private static List<String> told(Dialogue client) {
        return client.refusals.stream()
                .map(refusal -> refusal.stage() + " " + refusal.sender() + " " + refusal.recipients() + " "
                        + refusal.reply().substring(0, 3))
                .toList();
    }

    private static Dialogue inMessage(Dialogue client) {
        client.send(
                "EHLO far.example",
                "MAIL FROM:<a@b.example>",
                "RCPT TO:<c@d.example>",
                "RCPT TO:<e@d.example>",
                "DATA");
        return client;
    }

    @Test
    void mailThatIsTakenIsNotToldNorAreMistakesThatAreNoMail() {
        Dialogue client = Dialogue.opened();
        client.send("RCPT TO:<c@d.example>", "DATA", "WHAT", "VRFY x", "BDAT 1");
        client.sendRaw("x");
        inMessage(client).send("Subject: x", "", "text", ".", "QUIT");
        assertThat(client.taken).hasSize(1);
        assertThat(client.refusals).isEmpty();
    }

    @Test
    void atMail() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 1_000, 100));
        client.send("EHLO far.example", "MAIL FROM:<a@b.example> SIZE=2000", "MAIL FROM:<nonsense", "MAIL FROM:<>");
        assertThat(told(client)).containsExactly("MAIL a@b.example [] 552", "MAIL  [] 501");
        assertThat(client.refusals.get(0).origin().get(Attribute.HELO)).contains("far.example");
        assertThat(client.refusals.get(0).client().peer().remoteIp()).isEqualTo("192.0.2.7");
    }

    @Test
    void atRcpt() {
        Dialogue client = Dialogue.opened();
        client.verdicts.put("c@d.example", RecipientVerdict.NO_SUCH_MAILBOX);
        client.verdicts.put("e@d.example", RecipientVerdict.TRY_LATER);
        client.send(
                "MAIL FROM:<a@b.example> SIZE=7",
                "RCPT TO:<c@d.example>",
                "RCPT TO:<e@d.example>",
                "RCPT TO:<f@d.example>",
                "RCPT TO:nobody what");
        assertThat(told(client))
                .containsExactly(
                        "RCPT a@b.example [c@d.example] 550",
                        "RCPT a@b.example [e@d.example] 451",
                        "RCPT a@b.example [] 501");
        assertThat(client.refusals.get(0).size()).isEqualTo(7);
    }

    @Test
    void atTheEndOfTheTextAndInItsMiddle() {
        Dialogue large = inMessage(Dialogue.opened(Dialogue.policy(null, 10, 100)));
        large.send("Subject: far too large", ".");
        assertThat(told(large)).containsExactly("DATA a@b.example [c@d.example, e@d.example] 552");
        assertThat(large.refusals.get(0).queueId()).isPositive();

        Dialogue bare = inMessage(Dialogue.opened());
        bare.sendRaw("bare\nline\r\n");
        assertThat(told(bare)).containsExactly("DATA a@b.example [c@d.example, e@d.example] 554");
    }

    @Test
    void byWhoeverWasGivenIt() {
        Dialogue later = Dialogue.opened();
        later.defer = true;
        inMessage(later).send("x", ".");
        assertThat(told(later)).containsExactly("DATA a@b.example [c@d.example, e@d.example] 451");

        Dialogue never = Dialogue.opened();
        never.verdicts.put("c@d.example", RecipientVerdict.ACCEPTED_ALONE);
        never.application = DeliveryReport.of("c@d.example", Reason.NO_MAILBOX);
        never.send("MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "DATA", "x", ".");
        assertThat(told(never)).containsExactly("DATA a@b.example [c@d.example] 550");
    }

    @Test
    void inChunksOnceForTheMessage() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 10, 100));
        client.send("EHLO x", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "BDAT 20");
        client.sendRaw("Subject: too large\r\n");
        client.send("BDAT 2 LAST");
        client.sendRaw("x\n");
        assertThat(told(client)).containsExactly("DATA a@b.example [c@d.example] 552");
        assertThat(client.refusals).extracting(Refusal::stage).containsOnly(Refusal.Stage.DATA);
    }
}
