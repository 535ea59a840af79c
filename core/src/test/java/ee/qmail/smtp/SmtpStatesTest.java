package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.ScramSecret;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.sasl.SaslMechanism;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.wire.Reply;
import ee.qmail.wire.SessionState.Takes;
import ee.qmail.wire.StatesPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine does what the table of its states says, in every state with every verb and every answer. */
class SmtpStatesTest {
    /** {@code NUL ana NUL secret} */
    private static final String CREDENTIALS = "AGFuYQBzZWNyZXQ=";

    private static final SmtpPolicy.Patience LATE = new SmtpPolicy.Patience(Duration.ofSeconds(2), 0, Duration.ZERO);

    private static final String HUNDRED = "x".repeat(98) + "\r\n";

    private static final Map<SmtpVerb, String> COMMANDS = new EnumMap<>(Map.ofEntries(
            Map.entry(SmtpVerb.HELO, "HELO x"),
            Map.entry(SmtpVerb.EHLO, "EHLO x"),
            Map.entry(SmtpVerb.MAIL, "MAIL FROM:<a@b>"),
            Map.entry(SmtpVerb.RCPT, "RCPT TO:<c@d>"),
            Map.entry(SmtpVerb.DATA, "DATA"),
            Map.entry(SmtpVerb.BDAT, "BDAT 5"),
            Map.entry(SmtpVerb.RSET, "RSET"),
            Map.entry(SmtpVerb.NOOP, "NOOP"),
            Map.entry(SmtpVerb.VRFY, "VRFY x"),
            Map.entry(SmtpVerb.HELP, "HELP"),
            Map.entry(SmtpVerb.QUIT, "QUIT"),
            Map.entry(SmtpVerb.STARTTLS, "STARTTLS"),
            Map.entry(SmtpVerb.AUTH, "AUTH PLAIN " + CREDENTIALS)));

    @Test
    void thePageShowsTheTable() throws IOException {
        StatesPage.mustShow("SMTP", SmtpState.values(), SmtpVerb.values());
    }

    /** A session in the state, whose further questions are not answered. */
    private static Dialogue in(SmtpState state) {
        SaslOffer plain = new SaslOffer(EnumSet.of(SaslMechanism.PLAIN, SaslMechanism.SCRAM_SHA_256), null, null, null);
        Client known = new Client(Dialogue.peer(), Door.SUBMISSION);
        SmtpPolicy policy = Dialogue.policy(null, 1000, 100);
        boolean silent = state == SmtpState.NEW || state == SmtpState.SILENCE;
        Dialogue client = new Dialogue(known, silent ? policy.waiting(LATE) : policy, plain);
        client.certificate = true;
        if (state != SmtpState.NEW) {
            client.session().open();
        }
        if (!silent) {
            client.send("EHLO x");
        }
        client.answerLater = state == SmtpState.CHECKING;
        switch (state) {
            case NEW, SILENCE, IDLE -> {}
            case SENDER -> client.send("MAIL FROM:<a@b>");
            case RECIPIENTS, CHECKING -> client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>");
            case DATA -> client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA");
            case CHUNK -> client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "BDAT 100");
            case CHUNKS -> client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "BDAT 0");
            case ACCEPTING -> {
                client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA");
                client.answerLater = true;
                client.send(".");
            }
            case SECURING -> client.send("STARTTLS");
            case RESPONSE -> client.send("AUTH PLAIN");
            case AUTHENTICATING -> client.send("AUTH PLAIN " + CREDENTIALS);
            case CLOSED -> client.send("QUIT");
        }
        client.answerLater = true;
        client.takeReplies();
        assertThat(client.session().state()).isEqualTo(state);
        return client;
    }

    @ParameterizedTest
    @EnumSource(SmtpState.class)
    void eachVerbDoesWhatTheTableSays(SmtpState state) {
        for (SmtpVerb verb : SmtpVerb.values()) {
            Dialogue client = in(state).send(COMMANDS.get(verb));
            SmtpState then = client.session().state();
            Reply refusal = state.refuses().get(verb);
            if (state == SmtpState.SILENCE) {
                assertThat(client.replies()).startsWith("554 5.5.0 ");
                assertThat(then).isEqualTo(SmtpState.CLOSED);
            } else if (state == SmtpState.RESPONSE) {
                assertThat(client.replies()).isEqualTo("501 5.5.2 not a log-in of this mechanism\r\n");
                assertThat(then).isEqualTo(SmtpState.IDLE);
            } else if (state.takes() != Takes.COMMANDS) {
                assertThat(client.leftOver() == 0).isEqualTo(state.takes() == Takes.TEXT);
                assertThat(client.replies()).isEmpty();
                assertThat(then).isEqualTo(state);
            } else if (refusal != null) {
                assertThat(client.replies()).isEqualTo(new String(refusal.octets(), StandardCharsets.UTF_8));
                assertThat(then).isEqualTo(state);
            } else {
                assertThat(then).as(verb + " in " + state).isEqualTo(state.after(verb));
                assertThat(client.replies().isEmpty())
                        .isEqualTo(
                                then == SmtpState.CHUNK || client.session().isWaiting() && then != SmtpState.SECURING);
                assertThat(client.disconnected).isEqualTo(then == SmtpState.CLOSED);
            }
        }
    }

    @Test
    void eachAnswerLeadsToWhereTheTableSays() {
        Map<SmtpState, Set<SmtpState>> seen = new EnumMap<>(SmtpState.class);
        answers().forEach((state, answers) -> {
            Set<SmtpState> then = seen.computeIfAbsent(state, unseen -> EnumSet.noneOf(SmtpState.class));
            for (Consumer<Dialogue> answer : answers) {
                Dialogue client = in(state);
                answer.accept(client);
                assertThat(client.disconnected).isFalse();
                then.add(client.session().state());
            }
        });
        seen.get(SmtpState.NEW).add(Dialogue.opened().session().state()); // where nobody has to wait for the greeting
        for (SmtpState state : SmtpState.values()) {
            assertThat(seen.getOrDefault(state, Set.of()))
                    .as("from " + state)
                    .containsExactlyInAnyOrderElementsOf(state.leadsTo());
        }
    }

    private static Map<SmtpState, List<Consumer<Dialogue>>> answers() {
        return Map.of(
                SmtpState.NEW, List.of(client -> client.session().open()),
                SmtpState.SILENCE, List.of(client -> client.pass(LATE.greetdelay())),
                SmtpState.CHECKING,
                        EnumSet.allOf(RecipientVerdict.class).stream()
                                .filter(verdict -> verdict != RecipientVerdict.BLOCKED) // needs another policy
                                .<Consumer<Dialogue>>map(
                                        verdict -> client -> client.session().recipientChecked(verdict))
                                .toList(),
                SmtpState.SECURING, List.of(client -> client.secured(Dialogue.policy(null, 0, 100), SaslOffer.NONE)),
                SmtpState.RESPONSE, List.of(client -> client.send(CREDENTIALS)),
                SmtpState.AUTHENTICATING, List.of(client -> client.session().unanswered(), SmtpStatesTest::challenge),
                SmtpState.DATA, List.of(client -> client.send("."), client -> client.send("x".repeat(2000), ".")),
                SmtpState.CHUNK,
                        List.of(
                                client -> client.sendRaw(HUNDRED),
                                client -> client.sendRaw(HUNDRED + "BDAT 0 LAST\r\n"),
                                client -> client.sendRaw(HUNDRED + "BDAT 2000\r\n" + "x".repeat(2000))),
                SmtpState.ACCEPTING,
                        List.of(
                                client -> client.session().accepted(),
                                client -> client.session().deferred(),
                                client -> client.session().refused(),
                                client -> client.session()
                                        .delivered(DeliveryReport.rejected("c@d", EnhancedStatus.of("5.7.1"), "no"))));
    }

    /** {@code n,,n=ana,r=abcdefgh}, and a secret for it: the answer is a challenge. */
    private static void challenge(Dialogue client) {
        client.session().unanswered();
        client.send("AUTH SCRAM-SHA-256 biwsbj1hbmEscj1hYmNkZWZnaA==");
        assertThat(client.session().state()).isEqualTo(SmtpState.AUTHENTICATING);
        client.session().answered(new ScramSecret(new byte[16], 4096, new byte[32], new byte[32]));
    }

    /** RCPT that is refused behind others leaves them where they are. */
    @Test
    void aRefusedRecipientLeavesTheOthers() {
        Dialogue client = in(SmtpState.RECIPIENTS).send("RCPT TO:<no@d>");
        client.session().recipientChecked(RecipientVerdict.NO_SUCH_MAILBOX);
        assertThat(client.session().state()).isEqualTo(SmtpState.RECIPIENTS);
    }
}
