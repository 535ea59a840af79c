package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.ManyRows;
import ee.qmail.it.harness.OwnPostgres;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.Report;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each page of the console, and what REST lists, on a server with many mailboxes, much that waits and a long history. As it is built few rows
 * suffice for a page that asks for all of them to be seen; {@code -Drows.mailboxes=10000 -Drows.waiting=100000 -Drows.history=10000000} is
 * the table of docs/performance.md.
 */
@Tag("alone")
class ManyRowsIT {
    private static final int MAILBOXES = Integer.getInteger("rows.mailboxes", 2_000);
    private static final int WAITING = Integer.getInteger("rows.waiting", 5_000);
    private static final int HISTORY = Integer.getInteger("rows.history", 50_000);
    private static final int TIMES = 20;
    private static final String DOMAIN = "many.example";
    /** Generous, for a loaded machine; the real bound is 200 ms. */
    private static final long PROMPT_MILLIS = 5_000;

    private QmailServer server;

    private static QmailServer server(String name) {
        QmailServer server = QmailServer.inNewHome(name);
        return HISTORY > 1_000_000 ? server.withJvm() : server; // as users start it, with the compiler that they have
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.end();
        }
    }

    @Test
    void pagesAreQuickOnH2() throws SQLException {
        server = server("many-rows-h2").start();
        server.admin().createDomain(DOMAIN);
        server.stop();
        String file = server.home().resolve("db").resolve("qmail").toString();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + file, "qmail", "qmail")) {
            fill(connection);
        }
        server.start();
        measure("H2");
    }

    @Test
    void pagesAreQuickOnPostgres() throws SQLException {
        try (OwnPostgres database = new OwnPostgres()) {
            server = database.with(server("many-rows-postgres")).start();
            server.admin().createDomain(DOMAIN);
            server.stop();
            try (Connection connection = database.connect()) {
                fill(connection);
                connection.createStatement().execute("analyze");
                connection.commit();
            }
            server.start();
            measure("PostgreSQL");
            server.end();
        }
    }

    private static void fill(Connection connection) throws SQLException {
        ManyRows rows = new ManyRows(connection, Instant.now());
        rows.mailboxes(DOMAIN, MAILBOXES);
        rows.waiting(WAITING);
        rows.history(HISTORY);
    }

    private void measure(String database) {
        Report report =
                new Report(server.home().resolveSibling("many-rows-" + database.toLowerCase(Locale.ROOT) + ".txt"));
        report.say(database + ": " + MAILBOXES + " mailboxes, " + WAITING + " waiting, " + HISTORY
                + " rows of history; milliseconds of " + TIMES + " requests, median and the slowest but one");
        Admin admin = server.admin();
        String cookie = admin.openSession();
        Map<String, Long> slow = new LinkedHashMap<>();
        pages().forEach((what, path) -> {
            long[] millis = new long[TIMES];
            for (int i = 0; i < TIMES; i++) {
                long start = System.nanoTime();
                assertThat(admin.get(path, cookie)).as(path).isEqualTo(200);
                millis[i] = (System.nanoTime() - start) / 1_000_000;
            }
            report.say("first " + millis[0] + " " + times(millis) + "  " + what + "  " + path);
            slow.put(what, millis[TIMES - 2]);
        });
        assertThat(slow)
                .allSatisfy((what, millis) -> assertThat(millis).as(what).isLessThan(PROMPT_MILLIS));
    }

    /** Sorts them. */
    private static String times(long[] millis) {
        Arrays.sort(millis);
        return millis[TIMES / 2] + " " + millis[TIMES - 2];
    }

    private static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("start", "/console/index.xhtml");
        pages.put("start, a month", "/console/index.xhtml?span=month");
        pages.put("queue", "/console/queue.xhtml");
        pages.put("queue, one domain", "/console/queue.xhtml?domain=d77.example");
        pages.put("queue, longest first", "/console/queue.xhtml?sort=-attempts");
        pages.put("queue, all of it to be deleted", "/console/bulk.xhtml?delete=1");
        pages.put("messages", "/console/messages.xhtml");
        pages.put("messages of an address", "/console/messages.xhtml?q=" + ManyRows.person(77));
        pages.put("messages that failed", "/console/messages.xhtml?state=failed");
        pages.put("search", "/console/search.xhtml?q=user77");
        pages.put("domains", "/console/domains.xhtml");
        pages.put("domain", "/console/domain.xhtml?domain=" + DOMAIN);
        pages.put(
                "domain, its last page",
                "/console/domain.xhtml?domain=" + DOMAIN + "&sort=-name&page=" + MAILBOXES / 50);
        pages.put("domain, filtered", "/console/domain.xhtml?domain=" + DOMAIN + "&q=user77");
        pages.put("mailbox", "/console/mailbox.xhtml?domain=" + DOMAIN + "&name=user77");
        pages.put("control files", "/console/control.xhtml");
        pages.put("REST: mailboxes", "/api/domains/" + DOMAIN + "/mailboxes");
        pages.put("REST: waiting", "/api/queue/messages");
        pages.put("REST: newest messages", "/api/messages");
        pages.put("REST: messages of a sender", "/api/messages?sender=" + ManyRows.person(77));
        pages.put("REST: messages to a domain", "/api/messages?domain=d77.example");
        pages.put("REST: a Message-ID", "/api/messages?messageId=" + encoded(ManyRows.messageId(HISTORY / 2)));
        pages.put("REST: nobody's", "/api/messages?sender=nobody@nowhere.example");
        pages.put("REST: failed", "/api/messages?state=failed");
        return pages;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
