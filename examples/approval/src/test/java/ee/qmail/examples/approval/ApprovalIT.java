package ee.qmail.examples.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.test.server.QmailServer;
import ee.qmail.test.server.RunningServer;
import ee.qmail.test.server.StoredMail;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of Ana, which Bo decides. */
@QmailServer(
        mailboxes = {"ana", "bo"},
        environment = "APPROVAL_SECRET=" + ApprovalIT.SECRET,
        jvm = "-Dapproval.approver=" + ApprovalIT.BO,
        applications = "target/approval.war")
class ApprovalIT {
    static final String SECRET = "a-secret-of-this-test";
    static final String BO = "bo@example.org";
    private static final String ANA = "ana@example.org";
    private static final Pattern FROM = Pattern.compile("(?m)^From: (\\S+)$");
    private static final SignedAddresses SIGNED = new SignedAddresses(SECRET);
    private static final String QUOTED = "\nOn Monday approval wrote:\n> Reply to this mail with yes or no\n";

    RunningServer server;

    @BeforeEach
    void empty() {
        server.purge();
    }

    @Test
    void theFirstAnswerDecidesAndTheRequesterIsToldOnce() {
        String address = question("a day off");
        answer(address, "", "Yes, of course.\n" + QUOTED);
        assertThat(server.awaitMail(ANA).text()).isEqualTo("bo@example.org has answered: YES.\n");
        answer(address, "", "no\n");
        assertThat(awaitReply().text()).isEqualTo("It has been decided before: YES.\n");
        server.admin().awaitIdle();
        assertThat(server.mails(ANA)).hasSize(1);
    }

    @Test
    void aNoIsToldToo() {
        answer(question("a car"), "", "\nno" + QUOTED);
        assertThat(server.awaitMail(ANA).subject()).isEqualTo("Your request: NO");
    }

    @Test
    void anUnclearAnswerIsExplainedAndMayBeGivenAgain() {
        answer(question("a desk"), "", "No dia 3, approval escreveu:\n> yes\n");
        StoredMail reply = awaitReply();
        assertThat(reply.text()).startsWith("Your answer was not understood. Reply to this mail with yes or no");
        server.admin().awaitIdle();
        assertThat(server.mails(ANA)).isEmpty();
        answer(found(reply), "", "yes\n");
        assertThat(server.awaitMail(ANA).subject()).isEqualTo("Your request: YES");
    }

    @Test
    void aProgramDoesNotDecide() {
        String address = question("a chair");
        answer(address, "Auto-Submitted: auto-replied\n", "yes\n");
        server.send("", address, "Subject: failure notice\n\nyes\n");
        server.admin().awaitNothingWaits();
        assertThat(server.mails(ANA)).isEmpty();
        assertThat(server.mails(BO)).hasSize(1); // the question
    }

    @Test
    void aForgedAddressAndOneWhoseTimeIsOverDecideNothing() {
        String address = question("a raise");
        String id = SignedAddresses.claim(address).orElseThrow().id();
        Instant later = Instant.now().plusSeconds(1_000);
        Instant before = Instant.now().minusSeconds(1);
        String otherTime = address.replaceFirst("(approval-answer-\\d+-)\\d+", "$1" + later.getEpochSecond());
        String ofAnotherKey = new SignedAddresses("another-secret-of-this-test").address(id, later, BO, BO);
        for (String forged : new String[] {otherTime, ofAnotherKey, SIGNED.address(id, later, ANA, BO)}) {
            server.send(ANA, forged, "Subject: Re: a raise\n\nyes\n");
            assertThat(server.awaitMail(ANA, mail -> mail.source().contains(forged))
                            .source())
                    .contains("this address is not signed");
        }
        String expired = SIGNED.address(id, before, BO, BO);
        answer(expired, "", "yes\n");
        assertThat(server.awaitMail(BO, mail -> mail.source().contains(expired)).source())
                .contains("the time for an answer is over");
        assertThat(server.mails(ANA)).allMatch(mail -> mail.subject().equals("failure notice"));
    }

    /** @return the address that wants an answer */
    private String question(String subject) {
        server.send(ANA, "approval@example.org", "From: " + ANA + "\nSubject: " + subject + "\n\nplease\n");
        return found(server.awaitMail(BO, mail -> mail.subject().equals("Fwd: " + subject)));
    }

    private void answer(String address, String fields, String text) {
        server.send(BO, address, fields + "From: " + BO + "\nSubject: Re: Fwd:\n\n" + text);
    }

    private StoredMail awaitReply() {
        return server.awaitMail(BO, mail -> mail.subject().startsWith("Re:"));
    }

    private static String found(StoredMail mail) {
        Matcher from = FROM.matcher(mail.source());
        assertThat(from.find()).as(mail.source()).isTrue();
        return from.group(1);
    }
}
