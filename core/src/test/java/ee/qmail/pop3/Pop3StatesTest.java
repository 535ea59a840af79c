package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.ScramSecret;
import ee.qmail.maildir.Maildir;
import ee.qmail.sasl.SaslMechanism;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.wire.Reply;
import ee.qmail.wire.SessionState.Takes;
import ee.qmail.wire.StatesPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine does what the table of its states says, in every state with every verb and every answer. */
class Pop3StatesTest {
    private static final String DIGEST = "c4c9334bac560ecc979e58001b3e22fb";
    /** {@code NUL ana@example.org NUL secret word} */
    private static final String CREDENTIALS = "AGFuYUBleGFtcGxlLm9yZwBzZWNyZXQgd29yZA==";

    private static final Login WRONG = new Login(Optional.empty(), 0);

    private static final Map<Pop3Verb, String> ARGUMENTS = new EnumMap<>(Map.of(
            Pop3Verb.USER, " ana@example.org",
            Pop3Verb.PASS, " secret word",
            Pop3Verb.APOP, " ana@example.org " + DIGEST,
            Pop3Verb.AUTH, " PLAIN " + CREDENTIALS,
            Pop3Verb.RETR, " 1",
            Pop3Verb.TOP, " 1 0",
            Pop3Verb.DELE, " 1"));

    private static final SaslOffer OFFER =
            new SaslOffer(EnumSet.of(SaslMechanism.PLAIN, SaslMechanism.SCRAM_SHA_256), null, null, null);

    /** The states that one line leads to, whatever was before. */
    private static final Map<Pop3State, String> BEGUN = Map.of(
            Pop3State.SECURING, "STLS",
            Pop3State.RESPONSE, "AUTH PLAIN",
            Pop3State.AUTHENTICATING, "AUTH PLAIN " + CREDENTIALS);

    /** What has to be answered between a right password and a state. */
    private static final List<Pop3State> LOGIN = List.of(Pop3State.CHECKING, Pop3State.LOCKING, Pop3State.LOADING);

    @TempDir
    Path maildir;

    /** More messages than a list takes that is sent at once. */
    @BeforeEach
    void fill() throws IOException {
        new Maildir(maildir).create();
        for (int i = 100; i < 130; i++) {
            Files.writeString(maildir.resolve("cur/" + i + ".a.host:2,"), "a: b\n\nc\n");
        }
    }

    @Test
    void thePageShowsTheTable() throws IOException {
        StatesPage.mustShow("POP3", Pop3State.values(), Pop3Verb.values());
    }

    /** A session in the state, in which USER was given, and whose further questions are not answered. */
    private Pop3Dialogue in(Pop3State state) {
        Pop3Dialogue client = new Pop3Dialogue(maildir, Pop3Dialogue.policy(true), OFFER);
        client.certificate = true;
        if (state != Pop3State.NEW) {
            client.open().send("USER ana@example.org");
        }
        if (BEGUN.containsKey(state)) {
            client.later = true;
            client.send(BEGUN.get(state));
            assertThat(client.session.state()).isEqualTo(state);
            return client;
        }
        client.later = LOGIN.contains(state);
        if (state.compareTo(Pop3State.AUTHORIZATION) > 0) {
            client.send("PASS secret word");
        }
        for (int answers = LOGIN.indexOf(state); answers > 0; answers--) {
            client.answer();
        }
        client.later = true;
        switch (state) {
            case SENDING -> client.send("RETR 1");
            case UPDATE -> client.send("QUIT");
            case CLOSED -> client.send("QUIT").answer();
            default -> {}
        }
        assertThat(client.session.state()).isEqualTo(state);
        return client;
    }

    @ParameterizedTest
    @EnumSource(Pop3State.class)
    void eachVerbDoesWhatTheTableSays(Pop3State state) {
        for (Pop3Verb verb : Pop3Verb.values()) {
            Pop3Dialogue client = in(state);
            int before = client.all().length();
            client.send(verb + ARGUMENTS.getOrDefault(verb, ""));
            String said = client.all().substring(before);
            Pop3State then = client.session.state();
            Reply refusal = state.refuses().get(verb);
            if (state == Pop3State.RESPONSE) {
                assertThat(said).isEqualTo("-ERR not a log-in of this mechanism\r\n");
                assertThat(then).isEqualTo(Pop3State.AUTHORIZATION);
            } else if (state.takes() != Takes.COMMANDS) {
                assertThat(said).isEmpty();
                assertThat(then).isEqualTo(state);
            } else if (refusal != null) {
                assertThat(said).isEqualTo(new String(refusal.octets(), StandardCharsets.UTF_8));
                assertThat(then).isEqualTo(state);
            } else {
                assertThat(then).as(verb + " in " + state).isEqualTo(state.after(verb));
                assertThat(said.isEmpty()).isEqualTo(client.session.isWaiting() && then != Pop3State.SECURING);
                assertThat(client.disconnected).isEqualTo(then == Pop3State.CLOSED);
            }
        }
    }

    @Test
    void eachAnswerLeadsToWhereTheTableSays() {
        Map<Pop3State, Set<Pop3State>> seen = new EnumMap<>(Pop3State.class);
        answers().forEach((state, answers) -> {
            Set<Pop3State> then = seen.computeIfAbsent(state, unseen -> EnumSet.noneOf(Pop3State.class));
            for (Consumer<Pop3Dialogue> answer : answers) {
                Pop3Dialogue client = in(state);
                answer.accept(client);
                then.add(client.session.state());
            }
        });
        for (Pop3State state : Pop3State.values()) {
            assertThat(seen.getOrDefault(state, Set.of()))
                    .as("from " + state)
                    .containsExactlyInAnyOrderElementsOf(state.leadsTo());
        }
    }

    private Login right() {
        return new Login(Optional.of(new Identity("ana@example.org", maildir, true)), 0);
    }

    private Map<Pop3State, List<Consumer<Pop3Dialogue>>> answers() {
        return Map.of(
                Pop3State.NEW, List.of(client -> client.session.open()),
                Pop3State.CHECKING,
                        List.of(
                                client -> client.session.answered(right()),
                                client -> client.session.answered(WRONG),
                                client -> client.session.answered(new Login(Optional.empty(), 1)),
                                client -> client.session.unanswered()),
                Pop3State.SECURING, List.of(Pop3Dialogue::secured),
                Pop3State.RESPONSE, List.of(client -> client.send(CREDENTIALS)),
                Pop3State.AUTHENTICATING,
                        List.of(
                                client -> client.session.answered(right()),
                                client -> client.session.answered(WRONG),
                                client -> client.session.unanswered(),
                                Pop3StatesTest::challenge),
                Pop3State.LOCKING,
                        List.of(client -> client.session.locked(true), client -> client.session.locked(false)),
                Pop3State.LOADING, List.of(Pop3Dialogue::answer),
                Pop3State.SENDING, List.of(Pop3Dialogue::answer),
                Pop3State.UPDATE, List.of(Pop3Dialogue::answer));
    }

    /** {@code n,,n=ana,r=abcdefgh}, and a secret for it: the answer is a challenge. */
    private static void challenge(Pop3Dialogue client) {
        client.session.unanswered();
        client.send("AUTH SCRAM-SHA-256 biwsbj1hbmEscj1hYmNkZWZnaA==");
        assertThat(client.session.state()).isEqualTo(Pop3State.AUTHENTICATING);
        client.session.answered(new ScramSecret(new byte[16], 4096, new byte[32], new byte[32]));
    }

    /** A short list and a message that was read ahead are replies at once. */
    @Test
    void aReplyAtOnceLeavesTheStateAsItIs() throws IOException {
        for (int i = 105; i < 130; i++) {
            Files.delete(maildir.resolve("cur/" + i + ".a.host:2,"));
        }
        Pop3Dialogue client = in(Pop3State.TRANSACTION).send("LIST");
        assertThat(client.session.state()).isEqualTo(Pop3State.TRANSACTION);
        assertThat(client.all()).endsWith("5 11\r\n.\r\n");
    }
}
