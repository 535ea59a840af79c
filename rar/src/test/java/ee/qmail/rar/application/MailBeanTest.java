package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.address.AddressPattern;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer.Door;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.FakeEndpointFactory;
import jakarta.transaction.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailBeanTest {
    private final List<String> keys = new ArrayList<>();
    private Exception failure;
    private final FakeEndpointFactory container = new FakeEndpointFactory(MailListener.class, this::take);
    private final MailBean bean = new MailBean(
            new Endpoints<>(MailListener.class, container, container),
            FakeCalls.of(Runnable::run, System::nanoTime, line -> {}),
            AddressPattern.parse("orders@*"),
            new MailActivationSpec(),
            new BeanCounts(InstantSource.system()));

    private void take(InboundMail mail) throws MailRejectedException {
        keys.add(mail.key());
        if (failure instanceof MailRejectedException rejected) {
            throw rejected;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    private DeliveryReport deliver() {
        return bean.deliver(
                new BeanMail(
                        new QueueId(7),
                        "ana@example.org",
                        "orders@example.org",
                        Body.of("Subject: x\n\n"),
                        Instant.EPOCH),
                Door.QUEUE);
    }

    @Test
    void aCommitIsASuccess() {
        container.transacted = true;
        assertThat(deliver()).isEqualTo(DeliveryReport.delivered("orders@example.org", new Did(0, 0, 1)));
        assertThat(keys).containsExactly("7/orders@example.org");
    }

    @Test
    void aSilentRollbackIsADeferral() {
        container.transacted = true;
        container.outcome = Status.STATUS_ROLLEDBACK;
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void anExceptionIsADeferralAndARejectionIsAFailureThatSaysWhy() {
        failure = new IllegalStateException("planned");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        failure = new MailRejectedException("5.6.0", "no order");
        DeliveryReport rejected = deliver();
        assertThat(rejected)
                .isEqualTo(DeliveryReport.rejected("orders@example.org", EnhancedStatus.of("5.6.0"), "no order"));
        assertThat(rejected.text()).isEqualTo("no order (#5.6.0)");
    }

    @Test
    void aRejectionWithoutAReasonHasAGeneralOne() {
        for (String none : new String[] {null, " "}) {
            failure = new MailRejectedException(none);
            assertThat(deliver().text())
                    .isEqualTo("The application for this address does not want this message. (#5.7.1)");
        }
    }

    @Test
    void aRejectionRollsBackTheBeansTransaction() {
        container.transacted = true;
        failure = new MailRejectedException("5.6.0", "no order");
        assertThat(deliver().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(container.rollbackOnly).isTrue();
    }

    @Test
    void noFreeBeanIsADeferral() {
        container.unavailable = true;
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(keys).isEmpty();
    }
}
