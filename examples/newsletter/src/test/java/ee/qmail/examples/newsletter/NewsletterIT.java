package ee.qmail.examples.newsletter;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.test.server.QmailServer;
import ee.qmail.test.server.RunningServer;
import ee.qmail.test.server.StoredMail;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** From the subscription to the third bounce. */
@QmailServer(
        mailboxes = {"ana", "bo", "cy"},
        applications = "target/newsletter.war")
class NewsletterIT {
    private static final String ANA = "ana@example.org";
    private static final String BO = "bo@example.org";
    private static final String CY = "cy@example.org";
    private static final int ISSUES = 10;
    private static final Pattern LEAVE = Pattern.compile("(?m)^List-Unsubscribe:\\s+<mailto:([^>]+)>");
    private static final Pattern SENDER = Pattern.compile("(?m)^Return-Path: <([^>]+)>");
    private static final Pattern FROM = Pattern.compile("(?m)^From: (\\S+)$");

    RunningServer server;

    @Test
    void whoConfirmsGetsEachIssueOnceUntilMailComesBack() {
        subscribe(ANA);
        subscribe(BO);
        issue("first");
        server.admin().awaitNothingWaits();
        StoredMail copy = server.awaitMail(ANA, mail -> mail.subject().equals("first"));
        assertThat(server.mails(BO))
                .filteredOn(mail -> mail.subject().equals("first"))
                .hasSize(1);
        assertThat(copy.source())
                .contains("\nList-Id: <news.example.org>\n", "\nTo: " + ANA + "\n", "\nthe first issue\n");

        server.send(
                BO, found(LEAVE, server.awaitMail(BO, mail -> mail.subject().equals("first"))), "Subject: leave\n\n");
        String bounces = found(SENDER, copy);
        assertThat(bounces).startsWith("news-bounce-").endsWith("-ana=example.org@example.org");
        server.send("", bounces, "Subject: it could not be delivered\n\n");
        server.send("", bounces, notice("delayed", "4.4.1"));
        server.send("", bounces, notice("failed", "5.1.1"));
        server.admin().awaitNothingWaits();
        issue("second");
        server.awaitMail(ANA, mail -> mail.subject().equals("second"));
        server.send("", bounces, notice("failed", "5.1.1"));
        server.admin().awaitNothingWaits();
        issue("third");
        server.admin().awaitNothingWaits();
        assertThat(server.mails(ANA)).noneMatch(mail -> mail.subject().equals("third"));
        assertThat(server.mails(BO)).noneMatch(mail -> mail.subject().equals("second"));
    }

    @Test
    void anAddressThatIsNotSignedDoesNothing() {
        server.send(ANA, "news-confirm-0123456789abcdef-bo=example.org@example.org", "Subject: Re: subscribe\n\n");
        assertThat(server.awaitMail(ANA, mail -> mail.source().contains("write to news-subscribe"))
                        .subject())
                .isEqualTo("failure notice");
    }

    /** Told by an event, which an observer gets: one bounce alone would leave the address on the list. */
    @Test
    void anAddressThatItsServerDoesNotKnowIsOffTheListAtOnce() {
        subscribe(CY);
        assertThat(server.admin()
                        .send("DELETE", "/api/domains/example.org/mailboxes/cy", null)
                        .statusCode())
                .isBetween(200, 204);
        issue("lost");
        server.awaitEvent(
                event -> event.kind().equals("failed") && event.recipient().equals(CY));
        server.admin().awaitNothingWaits();
        server.admin().createMailbox("cy", "correct horse");
        int number = 1; // the event may come a moment later than the bounce
        while (hasIssue("again " + number) && number < ISSUES) {
            number++;
        }
        assertThat(number).isLessThan(ISSUES);
    }

    private boolean hasIssue(String subject) {
        issue(subject);
        server.admin().awaitNothingWaits();
        return server.mails(CY).stream().anyMatch(mail -> mail.subject().equals(subject));
    }

    private void subscribe(String address) {
        server.send(address, "news-subscribe@example.org", "Subject: subscribe\n\n");
        StoredMail question = server.awaitMail(address, mail -> mail.subject().equals("Re: subscribe"));
        server.send(address, found(FROM, question), "Subject: Re: Re: subscribe\n\n");
        server.admin().awaitNothingWaits();
    }

    private void issue(String subject) {
        server.send(
                BO, "news@example.org", "From: " + BO + "\nSubject: " + subject + "\n\nthe " + subject + " issue\n");
        StoredMail question = server.awaitMail(
                "postmaster@example.org", mail -> mail.subject().equals("Fwd: " + subject));
        for (int reply = 0; reply < 2; reply++) {
            server.send("postmaster@example.org", found(FROM, question), "Subject: Re: Fwd: " + subject + "\n\nyes\n");
        }
    }

    private static String notice(String action, String status) {
        return """
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                Final-Recipient: rfc822; ana@example.org
                Action: %s
                Status: %s
                --b--
                """.formatted(action, status);
    }

    private static String found(Pattern pattern, StoredMail mail) {
        Matcher found = pattern.matcher(mail.source());
        assertThat(found.find()).as(mail.source()).isTrue();
        return found.group(1);
    }
}
