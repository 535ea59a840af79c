package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.directory.Forward;
import ee.qmail.directory.LocalUser;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.FakeMessage;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.jms.Reports;
import ee.qmail.maildir.Maildir;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.programs.Programs;
import ee.qmail.queue.QmailQueue;
import ee.qmail.vacation.VacationAnswers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDeliveryTest {
    @TempDir
    private Path directory;

    private LocalDelivery delivery;
    private final List<QueuedMessage> copies = new ArrayList<>();
    private final List<String> forwards = new ArrayList<>();
    private final List<Envelope> forwarded = new ArrayList<>();
    private final List<String> forwardedTexts = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();
    private Path maildir;
    private long quota;
    private final FakeConsumer bean = new FakeConsumer("bean*@example.org");

    @BeforeEach
    void prepare() throws IOException {
        QmailHome home = new QmailHome(directory.resolve("home"));
        new FirstStart(home).prepare("mail.example.org");
        maildir = directory.resolve("ana/Maildir");
        new Maildir(maildir).create();
        ControlFiles controlFiles = new ControlFiles(home.control(), warning -> {});
        LocalUserSearch users = new LocalUserSearch() {
            @Override
            public Optional<LocalUser> find(String address) {
                return switch (address) {
                    case "ana@example.org", "abuse@example.org" ->
                        Optional.of(new LocalUser.MailboxUser(address, maildir, quota));
                    case "both@example.org" -> Optional.of(sentOn(address, true));
                    case "away@example.org" -> Optional.of(sentOn(address, false));
                    case "orders@example.org" ->
                        Optional.of(new LocalUser.AliasUser(
                                address, List.of("jms:queue:orders", "jms:topic:news", "b@far.example")));
                    case "parsed@example.org" ->
                        Optional.of(new LocalUser.AliasUser(
                                address,
                                List.of(
                                        "jms:queue:orders?form=parsed",
                                        "jms:queue:orders",
                                        "jms:queue:orders?form=raw")));
                    case "one@example.org" -> Optional.of(new LocalUser.AliasUser(address, List.of("b@far.example")));
                    case "two@example.org" ->
                        Optional.of(new LocalUser.AliasUser(address, List.of("b@far.example", "c@far.example")));
                    case "own@example.org" ->
                        Optional.of(new LocalUser.AliasUser(address, List.of("jms:queue:qmail.local")));
                    case "wrong@example.org" ->
                        Optional.of(new LocalUser.AliasUser(
                                address, List.of("jms:queue:orders", "b@far.example", "c@far.example\nspy@x")));
                    case "bean1@example.org", "bean2@example.org" ->
                        Optional.of(new LocalUser.BeanUser(address, bean, false));
                    case "broken@example.org" -> throw new IllegalStateException("planned");
                    case "error@example.org" -> throw new StackOverflowError("planned");
                    case "never@example.org" -> throw new NeverStoredException("planned", null);
                    default -> Optional.empty();
                };
            }
        };
        JmsSender outbox = new JmsSender() {
            @Override
            public void send(List<QueuedMessage> unit) {
                copies.addAll(unit);
            }
        };
        QmailQueue queue = new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                Envelope envelope = message.envelope();
                forwarded.add(envelope);
                forwards.add(message.id() + " " + envelope.sender() + " " + envelope.recipients());
                forwardedTexts.add(text(message.body()));
            }
        };
        MaildirDelivery maildirs = new MaildirDelivery();
        Forwarding forwarding = new Forwarding(queue, outbox);
        DotQmailDelivery dotQmail =
                new DotQmailDelivery(controlFiles, maildirs, forwarding, new Programs(controlFiles, home));
        VacationAnswers answers = new VacationAnswers() {
            @Override
            public void answer(QueueId id, String sender, String address, Body body) {
                answered.add(sender + " by " + address);
            }
        };
        delivery = new LocalDelivery(users, maildirs, new Quotas(), forwarding, dotQmail, answers);
    }

    private LocalUser sentOn(String address, boolean keeps) {
        return new LocalUser.MailboxUser(
                address, maildir, quota, new Forward(List.of("b@far.example", "jms:queue:orders"), keeps), true);
    }

    private static String text(Body body) {
        try (InputStream in = body.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<DeliveryReport> deliver(String text, EarlierAttempts earlier, String... recipients) {
        Job job = new Job(
                new QueueId(7),
                1,
                1,
                Channel.LOCAL,
                "example.org",
                new Envelope("bob@far.example", List.of(recipients)),
                Body.of(text),
                text.length() + text.lines().count(),
                Instant.parse("2026-11-22T12:00:00Z"));
        return delivery.deliverer().deliver(job, earlier);
    }

    /** Otherwise the claim of a row could end while its recipients are still being delivered. */
    @Test
    void beansHaveAnHourForAllRecipientsOfAMail() throws IOException {
        long[] now = {0};
        delivery.nanos = () -> now[0];
        bean.work = () -> now[0] += Duration.ofMinutes(31).toNanos();
        assertThat(deliver(
                        "x\n",
                        EarlierAttempts.NONE,
                        "bean1@example.org",
                        "bean2@example.org",
                        "bean1@example.org",
                        "ana@example.org"))
                .extracting(DeliveryReport::reason)
                .containsExactly(Reason.DELIVERED, Reason.DELIVERED, Reason.APPLICATION_BUSY, Reason.DELIVERED);
    }

    @Test
    void aBeanThatTookTooLongIsNotCalledAgainInTheSamePass() throws IOException {
        for (Reason reason : List.of(Reason.APPLICATION_TOO_SLOW, Reason.APPLICATION_BUSY)) {
            bean.got.clear();
            bean.reason = reason;
            assertThat(deliver(
                            "x\n",
                            EarlierAttempts.NONE,
                            "bean1@example.org",
                            "bean2@example.org",
                            "bean1@example.org",
                            "ana@example.org"))
                    .extracting(DeliveryReport::reason)
                    .containsExactly(reason, Reason.APPLICATION_BUSY, Reason.APPLICATION_BUSY, Reason.DELIVERED);
            assertThat(bean.got).containsExactly("bean1@example.org QUEUE");
        }
    }

    @Test
    void aBeanThatFailedIsCalledAgain() {
        bean.reason = Reason.APPLICATION_FAILED;
        deliver("x\n", EarlierAttempts.NONE, "bean1@example.org", "bean2@example.org");
        assertThat(bean.got).containsExactly("bean1@example.org QUEUE", "bean2@example.org QUEUE");
    }

    private static final Notify WISH = new Notify("SUCCESS,FAILURE", "rfc822;old@example.org");

    private Reason reasonWithWish(String recipient) {
        Envelope envelope =
                new Envelope("bob@far.example", List.of(recipient), Attributes.NONE, Map.of(recipient, WISH));
        Job job =
                new Job(new QueueId(7), 1, 1, Channel.LOCAL, "example.org", envelope, Body.of("x\n"), 3, Instant.EPOCH);
        return delivery.deliverer().deliver(job, EarlierAttempts.NONE).get(0).reason();
    }

    /** RFC 3461 5.2.7. */
    @Test
    void wishesAboutNotificationsGoOnWithAForward() {
        assertThat(reasonWithWish("one@example.org")).isEqualTo(Reason.FORWARDED);
        assertThat(forwarded.get(0).notifies()).isEqualTo(Map.of("b@far.example", WISH));

        assertThat(reasonWithWish("two@example.org")).isEqualTo(Reason.EXPANDED);
        Notify rest = new Notify("FAILURE", "rfc822;old@example.org");
        assertThat(forwarded.get(1).notifies()).isEqualTo(Map.of("b@far.example", rest, "c@far.example", rest));

        assertThat(reasonWithWish("orders@example.org")).as("queues have it").isEqualTo(Reason.DELIVERED);
        assertThat(forwarded.get(2).notifies()).isEqualTo(Map.of("b@far.example", rest));
        assertThat(reasonWithWish("ana@example.org")).isEqualTo(Reason.DELIVERED);
    }

    /** RFC 8689 4.1 and 6. */
    @Test
    void rtls14ADemandForTlsGoesOnWithAForward() {
        for (String value : List.of(Attribute.YES, Attribute.NO)) {
            Envelope envelope = new Envelope(
                    "bob@far.example", List.of("two@example.org"), Attributes.NONE.with(Attribute.REQUIRETLS, value));
            Job job = new Job(
                    new QueueId(7), 1, 1, Channel.LOCAL, "example.org", envelope, Body.of("x\n"), 3, Instant.EPOCH);
            delivery.deliverer().deliver(job, EarlierAttempts.NONE);
        }
        assertThat(forwarded)
                .extracting(Envelope::isTlsRequired, Envelope::isTlsWaived)
                .containsExactly(tuple(true, false), tuple(false, true));
    }

    private List<Path> delivered() throws IOException {
        try (Stream<Path> files = Files.list(maildir.resolve("new"))) {
            return files.toList();
        }
    }

    /** What a mail program does with a message that somebody has looked at. */
    private void read(Path file) throws IOException {
        Files.move(file, maildir.resolve("cur").resolve(file.getFileName() + ":2,S"));
    }

    @Test
    void vp5AMailboxKeepsItsMailAndSendsItOnOnce() throws IOException {
        for (EarlierAttempts earlier : List.of(EarlierAttempts.NONE, EarlierAttempts.POSSIBLE)) {
            DeliveryReport report = deliver("x\n", earlier, "both@example.org").get(0);
            assertThat(report.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(report.reason()).isEqualTo(Reason.DELIVERED);
            assertThat(report.did().deliveries()).isEqualTo(1);
        }
        assertThat(delivered()).hasSize(1);
        assertThat(forwards).hasSize(2);
        assertThat(forwards.get(0)).isEqualTo(forwards.get(1)).endsWith(" bob@far.example [b@far.example]");
        assertThat(forwardedTexts.get(0)).startsWith("Delivered-To: both@example.org\n");
        assertThat(copies).hasSize(2);
    }

    @Test
    void vp5OfAMailboxThatOnlySendsOnNothingIsKeptNorTooMuch() throws IOException {
        quota = 1;
        assertThat(deliver("x\n", EarlierAttempts.NONE, "away@example.org")
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.SUCCESS);
        assertThat(delivered()).isEmpty();
        assertThat(forwards).hasSize(1);
        assertThat(deliver("x\n", EarlierAttempts.NONE, "both@example.org")
                        .get(0)
                        .reason())
                .isEqualTo(Reason.MAILBOX_FULL);
        assertThat(forwards).as("what is refused goes nowhere").hasSize(1);
        assertThat(answered).as("and is not answered").containsExactly("bob@far.example by away@example.org");
    }

    @Test
    void vp6BouncesMailOverQuotaButNotARepetition() throws IOException {
        quota = 500;
        String text = "Subject: x\n\n" + "z".repeat(200) + "\n";
        assertThat(deliver(text, EarlierAttempts.NONE, "ana@example.org").get(0).outcome())
                .isEqualTo(Outcome.SUCCESS);
        assertThat(deliver(text, EarlierAttempts.NONE, "ana@example.org"))
                .singleElement()
                .satisfies(Reports.isFailure("ana@example.org", "Sorry, this mailbox is full. (#5.2.2)"));
        assertThat(deliver(text, EarlierAttempts.POSSIBLE, "ana@example.org")
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.SUCCESS);
        assertThat(delivered()).hasSize(1);
    }

    @Test
    void dq10AMaildirGetsReturnPathAndDeliveredToOnTop() throws IOException {
        assertThat(deliver("Subject: x\n\nhi\n", EarlierAttempts.NONE, "ana@example.org"))
                .singleElement()
                .satisfies(Reports.isSuccess("ana@example.org", "did 1+0+0"));

        assertThat(delivered())
                .singleElement()
                .satisfies(file -> assertThat(file)
                        .hasContent(
                                "Return-Path: <bob@far.example>\nDelivered-To: ana@example.org\nSubject: x\n\nhi\n"));
    }

    @Test
    void qs9ARepeatedDeliveryIsNotASecondOne() throws IOException {
        deliver("x\n", EarlierAttempts.NONE, "ana@example.org");
        assertThat(deliver("x\n", EarlierAttempts.POSSIBLE, "ana@example.org")
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.SUCCESS);

        assertThat(delivered()).hasSize(1);
    }

    @Test
    void aRepeatedDeliveryFindsMailReadMeanwhile() throws IOException {
        deliver("x\n", EarlierAttempts.NONE, "ana@example.org");
        read(delivered().get(0));

        deliver("x\n", EarlierAttempts.POSSIBLE, "ana@example.org");

        assertThat(delivered()).isEmpty();
    }

    @Test
    void findsMailDeliveredByAnEarlierServerToo() throws IOException {
        deliver("x\n", EarlierAttempts.NONE, "ana@example.org");
        read(delivered().get(0));

        deliver("x\n", EarlierAttempts.BEFORE_THE_START, "ana@example.org");
        assertThat(delivered()).isEmpty();

        deliver("x\n", EarlierAttempts.BEFORE_THE_START, "abuse@example.org");
        assertThat(delivered()).hasSize(1);
    }

    @Test
    void twoAddressesOfOneMailboxAreTwoCopiesAndARepetitionFindsBoth() throws IOException {
        deliver("x\n", EarlierAttempts.NONE, "ana@example.org", "abuse@example.org");
        assertThat(delivered())
                .extracting(Files::readString)
                .containsExactlyInAnyOrder(
                        "Return-Path: <bob@far.example>\nDelivered-To: ana@example.org\nx\n",
                        "Return-Path: <bob@far.example>\nDelivered-To: abuse@example.org\nx\n");

        deliver("x\n", EarlierAttempts.POSSIBLE, "ana@example.org", "abuse@example.org");

        assertThat(delivered()).hasSize(2);
    }

    @Test
    void aLoopIsAFailure() {
        assertThat(deliver("Delivered-To: ana@example.org\n\nhi\n", EarlierAttempts.NONE, "ana@example.org")
                        .get(0))
                .satisfies(report -> {
                    assertThat(report.outcome()).isEqualTo(Outcome.FAILURE);
                    assertThat(report.text()).contains("looping").endsWith("(#5.4.6)");
                });
    }

    @Test
    void deliveredToInTheTextIsNoLoop() {
        assertThat(deliver("Subject: x\n\nDelivered-To: ana@example.org\n", EarlierAttempts.NONE, "ana@example.org")
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void sp3MailForNoLocalPartIsThrownAway() throws IOException {
        assertThat(deliver("x\n", EarlierAttempts.NONE, "@example.org"))
                .singleElement()
                .satisfies(Reports.isSuccess("@example.org", "did 0+0+0"));
        assertThat(delivered()).isEmpty();
    }

    @Test
    void anUnknownUserFailsTroubleDefersAndTheOthersAreDelivered() throws IOException {
        assertThat(deliver("x\n", EarlierAttempts.NONE, "nobody@example.org", "broken@example.org", "ana@example.org"))
                .extracting(DeliveryReport::outcome)
                .containsExactly(Outcome.FAILURE, Outcome.DEFERRAL, Outcome.SUCCESS);
        assertThat(delivered()).hasSize(1);
    }

    @Test
    void md2AMaildirThatCannotBeWrittenIsADeferral() throws IOException {
        Files.delete(maildir.resolve("tmp"));
        Files.writeString(maildir.resolve("tmp"), "in the way");

        assertThat(deliver("x\n", EarlierAttempts.NONE, "ana@example.org"))
                .singleElement()
                .satisfies(Reports.isDeferral("ana@example.org", "Temporary error on maildir delivery. (#4.3.0)"));
    }

    @Test
    void anAliasFeedsQueuesTopicsAndForwards() {
        assertThat(deliver("hi\n", EarlierAttempts.NONE, "orders@example.org")
                        .get(0)
                        .text())
                .startsWith("did 0+1+2\nqp ");

        assertThat(copies).extracting(QueuedMessage::destination).containsExactly("orders", "news");
        assertThat(copies).extracting(QueuedMessage::topic).containsExactly(false, true);
        assertThat(copies).allSatisfy(copy -> assertThat(copy.duplicateId()).isEqualTo("7/orders@example.org"));
        assertThat(forwards)
                .containsExactly(
                        new QueueId(7).derived("forward/orders@example.org") + " bob@far.example [b@far.example]");
        assertThat(forwardedTexts).containsExactly("Delivered-To: orders@example.org\nhi\n");
    }

    @Test
    void anAliasCannotReachTheServersOwnQueues() {
        assertThat(deliver("hi\n", EarlierAttempts.NONE, "own@example.org")
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.DEFERRAL);
        assertThat(copies).isEmpty();
    }

    /** It may be mended; nothing is sent before. */
    @Test
    void anAliasThatLeadsToNoAddressWaits() {
        assertThat(deliver("hi\n", EarlierAttempts.NONE, "wrong@example.org")
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.DEFERRAL);
        assertThat(copies).isEmpty();
        assertThat(forwards).isEmpty();
    }

    @Test
    void anAliasFeedsMailThatIsTakenApart() throws Exception {
        String text = "From: Bob <bob@far.example>\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\n\nhi\n";
        assertThat(deliver(text, EarlierAttempts.NONE, "parsed@example.org")
                        .get(0)
                        .text())
                .startsWith("did 0+0+2");

        assertThat(copies)
                .as("the same queue in the same form gets one")
                .extracting(QueuedMessage::duplicateId)
                .containsExactly("7/parsed@example.org/parsed", "7/parsed@example.org");
        FakeMessage parsed = FakeMessage.of(copies.get(0));
        assertThat(parsed.entries())
                .containsEntry("from", "Bob <bob@far.example>")
                .containsEntry("subject", "Gr\u00fc\u00dfe")
                .containsEntry("text", "hi\n");
        assertThat(parsed.properties())
                .containsEntry("qmail_form", "parsed")
                .containsEntry("qmail_id", 7L)
                .containsEntry("qmail_sender", "bob@far.example")
                .containsEntry("qmail_recipients", "parsed@example.org")
                .containsEntry("qmail_size", (long) text.length())
                .containsEntry("qmail_subject", "Gr\u00fc\u00dfe")
                .containsEntry("qmail_from", "bob@far.example")
                .containsEntry("qmail_attachments", 0);
        FakeMessage raw = FakeMessage.of(copies.get(1));
        assertThat(raw.written()).isEqualTo(text);
        assertThat(raw.properties()).containsEntry("qmail_form", "raw").doesNotContainKey("qmail_subject");
    }

    @Test
    void mailThatCannotBeParsedGoesRaw() throws Exception {
        String text = "Content-Transfer-Encoding: base64\n\nQUJDR\n";
        deliver(text, EarlierAttempts.NONE, "parsed@example.org");

        FakeMessage copy = FakeMessage.of(copies.get(0));
        assertThat(copy.written()).isEqualTo(text);
        assertThat(copy.properties()).containsEntry("qmail_form", "raw");
    }

    @Test
    void mailTooLargeForMemoryGoesRaw() throws Exception {
        deliver("Subject: x\n\n" + "y".repeat(ParsedCopy.LARGEST), EarlierAttempts.NONE, "parsed@example.org");

        FakeMessage copy = FakeMessage.of(copies.get(0));
        assertThat(copy.written()).startsWith("Subject: x\n\nyyy");
        assertThat(copy.properties()).containsEntry("qmail_form", "raw");
    }

    /** Whatever it is, it is delivered to each kind of address, and at once. */
    @Test
    void mailThatIsExpensiveToLookAtIsNotLookedAt() throws Exception {
        String mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
        for (String hostile : List.of(
                "a:\n".repeat(5_500_000),
                "Subject: \u0142" + "x".repeat(16_000_000),
                mixed + "--b\n".repeat(400_000),
                "Content-Type: text/plain" + "; a=b".repeat(400_000) + "\n\nx\n",
                (mixed + "--b\n").repeat(2_000))) {
            copies.clear();
            forwards.clear();
            long begin = System.nanoTime();
            assertThat(deliver(
                            hostile,
                            EarlierAttempts.NONE,
                            "parsed@example.org",
                            "orders@example.org",
                            "ana@example.org"))
                    .extracting(DeliveryReport::outcome)
                    .containsOnly(Outcome.SUCCESS);
            FakeMessage copy = FakeMessage.of(copies.get(0));
            assertThat(copy.properties()).containsEntry("qmail_form", "raw");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void anErrorOfOneRecipientDefersItAlone() {
        List<DeliveryReport> reports = deliver("x\n", EarlierAttempts.NONE, "error@example.org", "ana@example.org");
        assertThat(reports).extracting(DeliveryReport::outcome).containsExactly(Outcome.DEFERRAL, Outcome.SUCCESS);
    }

    @Test
    void mailThatCanNeverBeForwardedFails() {
        assertThat(deliver("x\n", EarlierAttempts.NONE, "never@example.org"))
                .singleElement()
                .satisfies(Reports.isFailure(
                        "never@example.org", "This message cannot be sent on: its envelope is too large. (#5.3.4)"));
    }
}
