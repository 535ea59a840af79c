package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.RecipientVerdict;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.wire.Reply;
import ee.qmail.wire.SessionState.Takes;
import ee.qmail.wire.StatesPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final Map<SmtpVerb, String> COMMANDS = new EnumMap<>(Map.of(
            SmtpVerb.HELO, "HELO x",
            SmtpVerb.EHLO, "EHLO x",
            SmtpVerb.MAIL, "MAIL FROM:<a@b>",
            SmtpVerb.RCPT, "RCPT TO:<c@d>",
            SmtpVerb.DATA, "DATA",
            SmtpVerb.RSET, "RSET",
            SmtpVerb.NOOP, "NOOP",
            SmtpVerb.VRFY, "VRFY x",
            SmtpVerb.HELP, "HELP",
            SmtpVerb.QUIT, "QUIT"));

    @Test
    void thePageShowsTheTable() throws IOException {
        StatesPage.mustShow("SMTP", SmtpState.values(), SmtpVerb.values());
    }

    /** A session in the state, whose further questions are not answered. */
    private static Dialogue in(SmtpState state) {
        Dialogue client = new Dialogue(Dialogue.policy(null, 1000, 100));
        if (state != SmtpState.NEW) {
            client.session().open();
        }
        client.answerLater = state == SmtpState.CHECKING;
        switch (state) {
            case NEW, IDLE -> {}
            case SENDER -> client.send("MAIL FROM:<a@b>");
            case RECIPIENTS, CHECKING -> client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>");
            case DATA -> client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA");
            case ACCEPTING -> {
                client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA");
                client.answerLater = true;
                client.send(".");
            }
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
            if (state.takes() != Takes.COMMANDS) {
                assertThat(client.leftOver() == 0).isEqualTo(state.takes() == Takes.TEXT);
                assertThat(client.replies()).isEmpty();
                assertThat(then).isEqualTo(state);
            } else if (refusal != null) {
                assertThat(client.replies()).isEqualTo(new String(refusal.octets(), StandardCharsets.UTF_8));
                assertThat(then).isEqualTo(state);
            } else {
                assertThat(then).as(verb + " in " + state).isEqualTo(state.after(verb));
                assertThat(client.replies().isEmpty())
                        .isEqualTo(client.session().isWaiting());
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
        for (SmtpState state : SmtpState.values()) {
            assertThat(seen.getOrDefault(state, Set.of()))
                    .as("from " + state)
                    .containsExactlyInAnyOrderElementsOf(state.leadsTo());
        }
    }

    private static Map<SmtpState, List<Consumer<Dialogue>>> answers() {
        return Map.of(
                SmtpState.NEW, List.of(client -> client.session().open()),
                SmtpState.CHECKING,
                        EnumSet.allOf(RecipientVerdict.class).stream()
                                .filter(verdict -> verdict != RecipientVerdict.BLOCKED) // needs another policy
                                .<Consumer<Dialogue>>map(
                                        verdict -> client -> client.session().recipientChecked(verdict))
                                .toList(),
                SmtpState.DATA, List.of(client -> client.send("."), client -> client.send("x".repeat(2000), ".")),
                SmtpState.ACCEPTING,
                        List.of(
                                client -> client.session().accepted(),
                                client -> client.session().deferred(),
                                client -> client.session().refused(),
                                client -> client.session()
                                        .delivered(DeliveryReport.rejected("c@d", EnhancedStatus.of("5.7.1"), "no"))));
    }

    /** RCPT that is refused behind others leaves them where they are. */
    @Test
    void aRefusedRecipientLeavesTheOthers() {
        Dialogue client = in(SmtpState.RECIPIENTS).send("RCPT TO:<no@d>");
        client.session().recipientChecked(RecipientVerdict.NO_SUCH_MAILBOX);
        assertThat(client.session().state()).isEqualTo(SmtpState.RECIPIENTS);
    }
}
