package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.CrashPoint;
import ee.qmail.it.harness.CrashingServer;
import ee.qmail.it.harness.OrdersApplication;
import ee.qmail.it.harness.QmailServer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code kill -9} before each step of the ways by which mail goes through the beans of an application: the points of
 * INTERNALS section 4, one after the other. A step is named by what does not happen any more.
 */
class CrashPointsIT {
    private static CrashingServer crashing;
    private static QmailServer server;
    private static OrdersApplication orders;

    @BeforeAll
    static void start() {
        crashing = new CrashingServer("crash-points");
        server = crashing.server;
        orders = new OrdersApplication(server, at("ana"));
        orders.install();
        server.start().prepare();
        server.admin().createMailbox("ana", null);
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.end();
        }
    }

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    /**
     * What came before it through the same queues has gone its way then, whether it was repeated or not. What was tried before
     * the application was there again does not wait for its time.
     */
    private static void awaitAnotherOrder(String article) {
        server.admin().awaitNothingWaits();
        assertThat(orders.order(article + ",1")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("\n1 x " + article + "\n");
        server.admin().awaitIdle();
    }

    private static int rows(String article) {
        return (int) Pattern.compile("\"lines\":\"1 x " + article + "\"")
                .matcher(orders.json())
                .results()
                .count();
    }

    private static long confirmations(String article) {
        return server.mailbox("ana").count("\n1 x " + article + "\n");
    }

    enum OrderStep {
        IT_IS_STORED(CrashPoint.STORED, 1, false, 1),
        ITS_CLIENT_IS_ANSWERED(CrashPoint.ANSWERED, 1, false, 2),
        THE_BEAN_IS_CALLED(CrashPoint.BEAN_CALLED, 1, true, 1),
        THE_BEAN_RETURNS(CrashPoint.BEAN_RETURNS, 1, true, 1),
        THE_DATABASE_COMMITS(CrashPoint.DATABASE_COMMITS, 1, true, 1),
        THE_BROKER_COMMITS(CrashPoint.BROKER_COMMITS, 1, true, 1),
        THE_JOB_IS_SETTLED(CrashPoint.SETTLED, 2, true, 1),
        THE_JOB_IS_ACKNOWLEDGED(CrashPoint.ACKNOWLEDGED, 2, true, 1);

        private final CrashPoint point;
        private final int threads;
        private final boolean answered;
        private final int orders;

        /**
         * @param threads one with the order, and one with its confirmation where that is so far
         * @param orders how many there are when a client that got no answer has sent it again, as SMTP demands
         */
        OrderStep(CrashPoint point, int threads, boolean answered, int orders) {
            this.point = point;
            this.threads = threads;
            this.answered = answered;
            this.orders = orders;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOrderIsOneRowAndOneConfirmation(OrderStep step) {
        String article = "article-" + step.ordinal();
        Optional<String> reply =
                crashing.crash(step.point, step.threads, step.answered, () -> orders.order(article + ",1"));
        if (step.answered) {
            assertThat(reply.orElseThrow()).startsWith("250 ");
        } else {
            assertThat(reply).isEmpty();
            assertThat(orders.order(article + ",1")).startsWith("250 ");
        }
        awaitAnotherOrder("order-after-" + step.ordinal());
        assertThat(rows(article)).isEqualTo(step.orders);
        assertThat(confirmations(article)).isEqualTo(step.orders);
        assertThat(server.mailbox("ana").count("failure notice")).isZero();
    }

    enum ReturnStep {
        THE_BEAN_RETURNS(CrashPoint.BEAN_RETURNS, true, 1),
        THE_DATABASE_COMMITS(CrashPoint.DATABASE_COMMITS, true, 1),
        /** The one instant at which the bean's resources differ, and no repetition makes up for it. */
        THE_BROKER_COMMITS(CrashPoint.BROKER_COMMITS, false, 0),
        THE_CLIENT_IS_ANSWERED(CrashPoint.BEAN_ANSWERED, false, 1);

        private final CrashPoint point;
        private final boolean there;
        private final int cancellations;

        /**
         * @param there whether the order is there after the crash
         * @param cancellations how many the customer has in the end
         */
        ReturnStep(CrashPoint point, boolean there, int cancellations) {
            this.point = point;
            this.there = there;
            this.cancellations = cancellations;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReturnWhoseClientWaitsTakesTheRowAndSendsMailOrNeither(ReturnStep step) {
        String article = "returned-" + step.ordinal();
        awaitAnotherOrder(article);
        Matcher subject = Pattern.compile("Subject: (Order \\d+)")
                .matcher(server.mailbox("ana").awaitMessage("\n1 x " + article + "\n"));
        assertThat(subject.find()).isTrue();
        String order = subject.group(1);
        assertThat(crashing.crash(step.point, 1, false, () -> orders.giveBack(order)))
                .isEmpty();
        assertThat(rows(article)).isEqualTo(step.there ? 1 : 0);
        assertThat(orders.giveBack(order)).startsWith(step.there ? "250 2.0.0 ok " : "550 5.7.1 you have no order ");
        assertThat(rows(article)).isZero();
        awaitAnotherOrder("return-after-" + step.ordinal());
        assertThat(server.mailbox("ana").count(order + " is cancelled")).isEqualTo(step.cancellations);
    }

    enum StatementStep {
        THE_MAIL_IS_QUEUED(CrashPoint.before("ee.qmail.rar.application.ManagedQueueConnection", "commit"), 1),
        THE_JOB_IS_SETTLED(CrashPoint.SETTLED, 2);

        private final CrashPoint point;
        private final int threads;

        /** @param threads one with the question, and one with its answer where that is so far */
        StatementStep(CrashPoint point, int threads) {
            this.point = point;
            this.threads = threads;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStatementGoesOutOnce(StatementStep step) {
        String name = "eva" + step.ordinal();
        server.admin().createMailbox(name, null);
        OrdersApplication customer = new OrdersApplication(server, at(name));
        String reply = crashing.crash(
                        step.point, step.threads, true, () -> customer.send(at("statements"), "Subject: mine\n\n"))
                .orElseThrow();
        assertThat(reply).startsWith("250 ");
        awaitAnotherOrder("statement-after-" + step.ordinal());
        assertThat(server.mailbox(name).count("Subject: Your orders")).isEqualTo(1);
        assertThat(server.mailbox(name).files()).hasSize(1);
    }
}
