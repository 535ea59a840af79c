package ee.qmail.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ee.qmail.contract.InboundMessage;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.directory.TestDatabase;
import ee.qmail.history.facts.Fact;
import ee.qmail.history.facts.HistorySpool;
import ee.qmail.jms.Job;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.routing.Rewriting;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** History as it is told, stored and found. */
class HistoryTest {
    private static final String NODE = "0123456789abcdef";
    private static final HistorySpool.Place PLACE = new HistorySpool.Place(7, 100);
    private static final long NOON = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
    private static final Attributes CLIENT =
            new Attributes(Map.of(Attribute.CLIENT, "192.0.2.7", Attribute.HELO, "far.example"));

    private static final Rewriting KEEPS_SUBJECTS = new Rewriting(Controls.of(Map.of(Setting.HISTORYSUBJECT, "yes")));

    private final EntityManager entities = TestDatabase.open();
    private final HistoryDatabase database = new HistoryDatabase(entities);
    private final HistoryStore store = new HistoryStore(database);
    private final HistorySearch search = new HistorySearch(database);
    private long rows;

    @BeforeEach
    void empty() {
        for (String table : List.of("history", "history_attempt", "history_link", "history_read", "delivery")) {
            execute("delete from " + table);
        }
    }

    private void execute(String sql) {
        database.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    private long id(long seconds) {
        return HistoryKeys.idAt(NOON + seconds * 1000) | ++rows;
    }

    private Fact.Accepted accepted(long message, long second, String sender, String... recipients) {
        List<Fact.Recipient> list = new ArrayList<>();
        for (String recipient : recipients) {
            list.add(new Fact.Recipient(id(second), recipient, recipient));
        }
        return new Fact.Accepted(
                list.get(0).id(), message, false, sender, CLIENT, 4096, "<" + message + "@x>", "Invoice", list);
    }

    private Fact.Tried tried(long message, long second, String sender, int attempt, DeliveryReport report) {
        return new Fact.Tried(id(second), message, sender, CLIENT, 4096, report.recipient(), attempt, report);
    }

    private static DeliveryReport delivered(String recipient) {
        return DeliveryReport.delivered(recipient, new Did(1, 0, 0));
    }

    private static DeliveryReport deferred(String recipient) {
        return DeliveryReport.replied(
                recipient, Outcome.DEFERRAL, Reason.RECIPIENT_REJECTED, "192.0.2.99", "450 4.2.1 later");
    }

    private void write(Fact... facts) {
        store.write(NODE, List.of(facts), PLACE);
    }

    private List<String> found(HistoryQuery query) {
        return search.find(query).entries().stream()
                .map(entry -> entry.name() + " " + entry.recipient() + " "
                        + entry.state().word())
                .toList();
    }

    private static HistoryQuery query(String sender, String recipient, String domain, String client, String state) {
        return new HistoryQuery(
                sender,
                recipient,
                null,
                domain,
                null,
                null,
                null,
                client,
                state == null ? null : HistoryState.named(state).orElseThrow(),
                null,
                null,
                null,
                100,
                null);
    }

    private static HistoryQuery about(String address) {
        return new HistoryQuery(null, null, address, null, null, null, null, null, null, null, null, null, 100, null);
    }

    @Test
    void aMessageThatIsDeliveredInItsBatchIsOneRow() {
        write(
                accepted(1, 0, "ana@a.example", "Bob@B.example"),
                tried(1, 1, "ana@a.example", 1, delivered("Bob@B.example")));

        assertThat(search.find(HistoryQuery.all(10)).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(HistoryState.DELIVERED);
            assertThat(entry.at()).isEqualTo(Instant.ofEpochMilli(NOON));
            assertThat(entry.changed()).isEqualTo(Instant.ofEpochMilli(NOON + 1000));
            assertThat(entry.attempts()).isEqualTo(1);
            assertThat(entry.origin()).isEqualTo(CLIENT);
            assertThat(entry.report().did()).isEqualTo(new Did(1, 0, 0));
            assertThat(entry.subject()).isEqualTo("Invoice");
        });
        assertThat(store.place(NODE)).isEqualTo(PLACE);
        assertThat(store.place("other")).isEqualTo(new HistorySpool.Place(0, 0));
    }

    @Test
    void laterOutcomesChangeTheRowAndOlderOnesDoNot() {
        write(accepted(1, 0, "ana@a.example", "b@b.example", "c@c.example"));
        assertThat(found(query(null, null, null, null, "waiting"))).hasSize(2);

        write(tried(1, 5, "ana@a.example", 1, deferred("b@b.example")));
        write(tried(1, 9, "ana@a.example", 2, delivered("b@b.example")));
        write(tried(1, 7, "ana@a.example", 1, deferred("b@b.example")));

        assertThat(found(HistoryQuery.all(10))).containsExactly("1 c@c.example accepted", "1 b@b.example delivered");
        assertThat(search.life(1, null).orElseThrow().steps())
                .extracting(MessageLife.Step::what, MessageLife.Step::recipient, MessageLife.Step::attempt)
                .containsExactly(
                        tuple("accepted", "", 0),
                        tuple("deferred", "b@b.example", 1),
                        tuple("deferred", "b@b.example", 1),
                        tuple("delivered", "b@b.example", 2));
    }

    @Test
    void anOutcomeWithoutItsMessageHasARow() {
        write(tried(5, 0, "ana@a.example", 3, delivered("b@b.example")));
        assertThat(found(query("ana@a.example", null, null, null, null))).containsExactly("5 b@b.example delivered");
    }

    /** A bounce may be stored again after a crash, and another server may have been quicker to tell of an outcome. */
    @Test
    void whatIsToldAgainIsOneRowStill() {
        Fact.Accepted first = accepted(1, 0, "", "b@b.example");
        Fact.Accepted again = new Fact.Accepted(
                id(3),
                1,
                true,
                "",
                CLIENT,
                4096,
                "<1@x>",
                "",
                List.of(new Fact.Recipient(id(3), "b@b.example", "b@b.example")));
        write(first);
        write(again);
        assertThat(found(HistoryQuery.all(10))).containsExactly("1 b@b.example accepted");

        write(tried(2, 0, "", 1, delivered("b@b.example")));
        write(new Fact.Accepted(
                id(1),
                2,
                true,
                "",
                CLIENT,
                4096,
                "<2@x>",
                "",
                List.of(new Fact.Recipient(id(1), "b@b.example", "b@b.example"))));
        assertThat(search.find(HistoryQuery.all(10)).entries())
                .filteredOn(entry -> entry.queueId() == 2)
                .singleElement()
                .extracting(HistoryEntry::messageId)
                .isEqualTo("<2@x>");
    }

    @Test
    void isFoundByEachCriterionAndEachCombination() {
        write(
                accepted(1, 0, "ana@a.example", "bob@b.example"),
                accepted(2, 1, "Ana@A.example", "carl@c.example"),
                accepted(3, 2, "dora@d.example", "bob@b.example"),
                tried(3, 3, "dora@d.example", 1, delivered("bob@b.example")));

        assertThat(found(query("ana@a.example", null, null, null, null))).hasSize(2);
        assertThat(found(query(null, "BOB@b.example", null, null, null))).hasSize(2);
        assertThat(found(query("ana@a.example", "bob@b.example", null, null, null)))
                .containsExactly("1 bob@b.example accepted");
        assertThat(found(query(null, null, "b.example", null, null))).hasSize(2);
        assertThat(found(query(null, null, "A.example", null, null))).hasSize(2);
        assertThat(found(about("BOB@b.example"))).hasSize(2);
        assertThat(found(about("dora@d.example"))).containsExactly("3 bob@b.example delivered");
        assertThat(found(about("2@x"))).containsExactly("2 carl@c.example accepted");
        assertThat(found(about("nobody@b.example"))).isEmpty();
        assertThat(found(query(null, null, null, "192.0.2.7", null))).hasSize(3);
        assertThat(found(query(null, null, null, "192.0.2.8", null))).isEmpty();
        assertThat(found(query(null, null, "b.example", "192.0.2.7", "arrived")))
                .containsExactly("3 bob@b.example delivered");
        HistoryQuery rest = new HistoryQuery(
                null,
                null,
                null,
                null,
                new QueueId(2),
                "2@x",
                "voic",
                null,
                null,
                Instant.ofEpochMilli(NOON + 1000),
                Instant.ofEpochMilli(NOON + 2000),
                null,
                10,
                null);
        assertThat(found(rest)).containsExactly("2 carl@c.example accepted");
    }

    @Test
    void timeIsABoundOnBothSides() {
        write(accepted(1, 0, "ana@a.example", "b@b.example"), accepted(2, 10, "ana@a.example", "b@b.example"));
        for (String sender : new String[] {null, "ana@a.example"}) {
            HistoryQuery since = new HistoryQuery(
                    sender,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Instant.ofEpochMilli(NOON + 10_000),
                    null,
                    null,
                    9,
                    null);
            HistoryQuery until = new HistoryQuery(
                    sender,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Instant.ofEpochMilli(NOON + 10_000),
                    null,
                    9,
                    null);
            assertThat(found(since)).containsExactly("2 b@b.example accepted");
            assertThat(found(until)).containsExactly("1 b@b.example accepted");
        }
    }

    /** The rows are in several buckets, and more than a question looks at do not fit. */
    @Test
    void pagesGoOnBehindTheLast() {
        for (int i = 0; i < 30; i++) {
            write(accepted(i + 1, i * 40_000L, "ana@a.example", "b" + i % 3 + "@b.example"));
        }
        for (HistoryQuery query : List.of(
                HistoryQuery.all(7),
                query("ana@a.example", null, null, null, null),
                query("ana@a.example", "b1@b.example", null, null, null),
                query(null, null, "b.example", null, null))) {
            List<Long> all = new ArrayList<>();
            HistoryQuery next = new HistoryQuery(
                    query.sender(),
                    query.recipient(),
                    null,
                    query.domain(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    7,
                    null);
            for (HistorySearch.Page page = search.find(next); ; page = search.find(next)) {
                page.entries().forEach(entry -> all.add(entry.queueId()));
                if (page.next() == null) {
                    break;
                }
                next = next.behind(page.next());
            }
            assertThat(all)
                    .hasSize(query.recipient() == null ? 30 : 10)
                    .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        }
    }

    @Test
    void anAdministratorOfSomeDomainsSeesTheirMailOnly() {
        write(
                accepted(1, 0, "ana@a.example", "bob@b.example", "carl@c.example"),
                accepted(2, 1, "dora@d.example", "carl@c.example"));
        Set<String> ofB = Set.of("b.example");
        Set<String> ofA = Set.of("a.example");

        assertThat(found(HistoryQuery.all(10).within(ofB))).containsExactly("1 bob@b.example accepted");
        assertThat(found(query(null, null, null, "192.0.2.7", null).within(ofB)))
                .hasSize(1);
        assertThat(found(query(null, null, "c.example", null, null).within(ofB)))
                .isEmpty();
        assertThat(found(query(null, "carl@c.example", null, null, null).within(ofB)))
                .isEmpty();
        assertThat(found(HistoryQuery.all(10).within(Set.of()))).isEmpty();
        assertThat(search.life(1, ofB).orElseThrow().recipients()).hasSize(1);
        assertThat(search.life(1, ofA).orElseThrow().recipients()).hasSize(2);
        assertThat(search.life(2, ofB)).isEmpty();
    }

    @Test
    void aLifeLeadsToWhatFollowsAndBack() {
        write(
                accepted(1, 0, "ana@a.example", "b@b.example"),
                tried(1, 1, "ana@a.example", 1, DeliveryReport.of("b@b.example", Reason.NO_MAILBOX)),
                new Fact.Followed(id(2), 1, 99, Fact.Kind.BOUNCE),
                accepted(99, 2, "", "ana@a.example"));

        MessageLife life = search.life(1, null).orElseThrow();
        assertThat(life.steps()).extracting(MessageLife.Step::what).containsExactly("accepted", "failed", "bounce");
        assertThat(life.followers())
                .singleElement()
                .extracting(MessageLife.Link::id)
                .isEqualTo(99L);
        assertThat(search.life(99, null).orElseThrow().earlier())
                .singleElement()
                .extracting(MessageLife.Link::id, MessageLife.Link::kind)
                .containsExactly(1L, "bounce");
        assertThat(search.life(3, null)).isEqualTo(Optional.empty());
    }

    @Test
    void aRefusalIsFoundAndHasALife() {
        long id = id(0);
        write(new Fact.Refused(id, 0, "RCPT", "spam@s.example", "b@b.example", CLIENT, 0, "550 5.1.1 no", 41));

        assertThat(found(query(null, "b@b.example", null, null, "refused")))
                .containsExactly(id + " b@b.example refused-rcpt");
        assertThat(search.life(id, null).orElseThrow().steps()).singleElement().satisfies(step -> {
            assertThat(step.what()).isEqualTo("refused-rcpt");
            assertThat(step.reply()).isEqualTo("550 5.1.1 no");
        });
    }

    @Test
    void deletesOldRowsInBatchesAndKeepsTheOthers() {
        List<Fact> old = new ArrayList<>();
        for (int i = 0; i <= HistoryStore.AT_ONCE; i++) {
            old.add(accepted(i + 1, 0, "ana@a.example", "b@b.example"));
        }
        store.write(NODE, old, PLACE);
        write(accepted(9_999, 60, "ana@a.example", "b@b.example"));
        Instant time = Instant.ofEpochMilli(NOON + 60_000);

        assertThat(store.forgetSomeBefore(time)).isEqualTo(HistoryStore.AT_ONCE);
        assertThat(store.forgetSomeBefore(time)).isEqualTo(1);
        assertThat(store.forgetSomeBefore(time)).isZero();
        assertThat(found(HistoryQuery.all(10))).containsExactly("9999 b@b.example accepted");
    }

    @Test
    void rowsOfEarlierVersionsBecomeHistory() {
        String columns = "insert into delivery (id, finished, queue_id, sender, recipient, outcome, report) values (";
        execute(columns
                + "1, timestamp '2026-10-01 12:00:00+00', 5, 'ana@a.example', 'b@b.example', 'DEFERRAL', 'later')");
        execute(columns
                + "2, timestamp '2026-10-01 12:10:00+00', 5, 'ana@a.example', 'b@b.example', 'SUCCESS', 'did 1+0+0')");
        OldDeliveries old = new OldDeliveries(database);

        assertThat(old.moveSome()).isEqualTo(2);
        assertThat(old.moveSome()).isZero();

        assertThat(found(query("ana@a.example", null, null, null, null))).containsExactly("5 b@b.example delivered");
        assertThat(search.life(5, null).orElseThrow().steps())
                .extracting(MessageLife.Step::what)
                .contains("deferred", "delivered");
    }

    @ParameterizedTest
    @CsvSource({
        "sender_key, history_sender", "recipient_key, history_recipient", "sender_domain, history_sender_domain",
        "recipient_domain, history_recipient_domain", "client_key, history_client", "message_key, history_message"
    })
    void eachQuestionGoesByItsIndex(String column, String index) {
        write(accepted(1, 0, "ana@a.example", "b@b.example"), accepted(2, 1, "bob@a.example", "c@b.example"));
        String sql = HistorySearch.sql("bucket = 7 and " + column + " = ? and ", 10)
                .replaceFirst("\\?", "5")
                .replaceFirst("\\?", "1")
                .replaceFirst("\\?", "9");
        String plan = database.inTransaction(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("explain " + sql)) {
                StringBuilder all = new StringBuilder();
                while (rows.next()) {
                    all.append(rows.getString(1)).append('\n');
                }
                return all.toString().toLowerCase(Locale.ROOT);
            }
        });
        assertThat(plan).containsPattern("\\b" + index + "\\b");
    }

    /** What is told by the queue and by deliveries is what is found; here without the file between them. */
    @Test
    void whatTheQueueTellsIsFound() {
        DeliveryHistory history = new DeliveryHistory();
        Envelope envelope = new Envelope("ana@a.example", List.of("b@b.example"), CLIENT);
        Body body = Body.of(
                "Received: x\nMessage-ID:\n <17@a.example>\nSubject: =?UTF-8?Q?caf=C3=A9=00?=\n\nMessage-ID: <no>\n");
        QueueId id = QueueId.next();
        Job job = new Job(id, 1, 1, Channel.REMOTE, "b.example", envelope, body, body.size(), Instant.now());
        InboundMessage message = new InboundMessage(id, envelope, body, body.size(), Instant.now());

        history.tell(history.acceptance(message, List.of(job), KEEPS_SUBJECTS, false));
        history.add(job, "b@b.example", deferred("b@b.example"), 1);
        store.write(NODE, history.takeFacts(), PLACE);

        assertThat(search.find(HistoryQuery.all(5)).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.messageId()).isEqualTo("<17@a.example>");
            assertThat(entry.subject()).isEqualTo("caf\u00e9");
            assertThat(entry.state()).isEqualTo(HistoryState.DEFERRED);
            assertThat(entry.report().reply()).isEqualTo("450 4.2.1 later");
        });
        assertThat(search.recent(5)).hasSize(1);
    }

    @AfterEach
    void close() {
        entities.close();
    }
}
