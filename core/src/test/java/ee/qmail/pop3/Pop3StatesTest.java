package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Pop3Policy;
import ee.qmail.maildir.Maildir;
import ee.qmail.wire.Reply;
import ee.qmail.wire.SessionState.Takes;
import ee.qmail.wire.StatesPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Map<Pop3Verb, String> ARGUMENTS = new EnumMap<>(Map.of(
            Pop3Verb.USER, " ana@example.org",
            Pop3Verb.PASS, " secret word",
            Pop3Verb.APOP, " ana@example.org " + DIGEST,
            Pop3Verb.RETR, " 1",
            Pop3Verb.TOP, " 1 0",
            Pop3Verb.DELE, " 1"));

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
        Pop3Dialogue client =
                new Pop3Dialogue(maildir, new Pop3Policy(null, "mx.example.org", true, Duration.ofMinutes(20), 1000));
        if (state != Pop3State.NEW) {
            client.open().send("USER ana@example.org");
        }
        client.later = EnumSet.of(Pop3State.CHECKING, Pop3State.LOCKING, Pop3State.LOADING)
                .contains(state);
        if (state.compareTo(Pop3State.AUTHORIZATION) > 0) {
            client.send("PASS secret word");
        }
        for (int answers = state.compareTo(Pop3State.CHECKING); client.later && answers > 0; answers--) {
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
            if (state.takes() != Takes.COMMANDS) {
                assertThat(said).isEmpty();
                assertThat(then).isEqualTo(state);
            } else if (refusal != null) {
                assertThat(said).isEqualTo(new String(refusal.octets(), StandardCharsets.UTF_8));
                assertThat(then).isEqualTo(state);
            } else {
                assertThat(then).as(verb + " in " + state).isEqualTo(state.after(verb));
                assertThat(said.isEmpty()).isEqualTo(client.session.isWaiting());
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

    private Map<Pop3State, List<Consumer<Pop3Dialogue>>> answers() {
        return Map.of(
                Pop3State.NEW, List.of(client -> client.session.open()),
                Pop3State.CHECKING,
                        List.of(
                                client -> client.session.checked(Optional.of(maildir)),
                                client -> client.session.checked(Optional.empty()),
                                client -> client.session.heldUp(1),
                                client -> client.session.checkFailed()),
                Pop3State.LOCKING,
                        List.of(client -> client.session.locked(true), client -> client.session.locked(false)),
                Pop3State.LOADING, List.of(Pop3Dialogue::answer),
                Pop3State.SENDING, List.of(Pop3Dialogue::answer),
                Pop3State.UPDATE, List.of(Pop3Dialogue::answer));
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
