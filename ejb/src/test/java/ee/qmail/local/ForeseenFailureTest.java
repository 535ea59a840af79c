package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.directory.LocalUser;
import ee.qmail.home.QmailHome;
import ee.qmail.maildir.Maildir;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeseenFailureTest {
    private static final String PLAIN = "Subject: x\n\nDelivered-To: ana@mail.example.org\n";
    private static final String OF_ANA = "Delivered-To: elsewhere@far.example\ndelivered-to: ana@mail.example.org\n\n";

    @TempDir
    private Path directory;

    private long quota;
    private ForeseenFailure foreseen;

    @BeforeEach
    void prepare() throws IOException {
        QmailHome home = new QmailHome(directory.resolve("home"));
        new FirstStart(home).prepare("mail.example.org");
        LocalUserSearch users = new LocalUserSearch() {
            @Override
            public Optional<LocalUser> find(String address) {
                String name = address.substring(0, address.indexOf('@'));
                return switch (name.toLowerCase(Locale.ROOT)) {
                    case "ana", "ben" -> Optional.of(mailbox(name.toLowerCase(Locale.ROOT)));
                    case "list" ->
                        Optional.of(new LocalUser.AliasUser("list@mail.example.org", List.of("ana@mail.example.org")));
                    case "broken" -> throw new IllegalStateException("planned");
                    default -> Optional.empty();
                };
            }
        };
        for (String name : List.of("ana", "ben")) {
            new Maildir(maildir(name)).create();
        }
        foreseen = new ForeseenFailure(users, new Quotas(), new ControlFiles(home.control(), warning -> {}));
    }

    private Path maildir(String name) {
        return directory.resolve(name).resolve("Maildir");
    }

    private LocalUser mailbox(String name) {
        return new LocalUser.MailboxUser(name + "@mail.example.org", maildir(name), name.equals("ana") ? quota : 0);
    }

    private Optional<Reason> failure(String text, String... recipients) {
        return foreseen.failure(new InboundMessage(
                new QueueId(7), new Envelope("s@far.example", List.of(recipients)), Body.of(text), 0, Instant.EPOCH));
    }

    @Test
    void dq11ALoopIsSeenIfAllRecipientsHaveHadTheMessage() {
        assertThat(failure(OF_ANA, "Ana@Mail.Example.Org")).contains(Reason.LOOPING);
        assertThat(failure(PLAIN, "ana@mail.example.org")).isEmpty();
        assertThat(failure(OF_ANA, "ben@mail.example.org")).isEmpty();
        assertThat(failure(OF_ANA, "ana@mail.example.org", "ben@mail.example.org"))
                .isEmpty();
        assertThat(failure(OF_ANA, "ana@mail.example.org", "x@far.example")).isEmpty();
        assertThat(failure(OF_ANA, "list@mail.example.org")).isEmpty();
    }

    @Test
    void vp6TheMessageCountsWithWhatDeliveryPutsOnTop() {
        int octets = ("Return-Path: <s@far.example>\nDelivered-To: ana@mail.example.org\n" + PLAIN).length();
        quota = octets;
        assertThat(failure(PLAIN, "ana@mail.example.org")).isEmpty();
        quota = octets - 1;
        assertThat(failure(PLAIN, "ana@mail.example.org")).contains(Reason.MAILBOX_FULL);
        assertThat(failure(PLAIN, "ana@mail.example.org", "ben@mail.example.org"))
                .isEmpty();
        assertThat(failure(OF_ANA, "ana@mail.example.org")).contains(Reason.LOOPING);
    }

    @Test
    void vp6AQuotaDoesNotCountWhereAFileSaysWhatIsDoneWithTheMail() throws IOException {
        quota = 1;
        assertThat(failure(PLAIN, "ana@mail.example.org")).contains(Reason.MAILBOX_FULL);
        Files.writeString(maildir("ana").resolveSibling(".qmail"), "&x@far.example\n");
        assertThat(failure(PLAIN, "ana@mail.example.org")).isEmpty();
    }

    @Test
    void whatIsNotKnownIsNoFailure() {
        assertThat(failure(OF_ANA, "nobody@mail.example.org")).isEmpty();
        assertThatThrownBy(() -> failure(OF_ANA, "broken@mail.example.org")).hasMessage("planned");
    }
}
