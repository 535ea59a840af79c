package ee.qmail.rar.application;

import ee.qmail.address.AddressPattern;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.contract.BeanFigures;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Reason;
import ee.qmail.rar.listener.Endpoints;
import java.lang.reflect.Method;
import java.util.function.BooleanSupplier;

/** One address of a bean that takes mail. */
final class MailBean implements MailConsumer {

    private final Endpoints<MailListener> endpoints;
    private final BeanCalls calls;
    private final Method onMail;
    private final AddressPattern pattern;
    private final boolean answeredAtCommit;
    private final int timeout;
    private final BeanGate.Bean gated;
    private final BeanCounts counts;

    /** @param counts of the bean, the same for all of its addresses */
    MailBean(
            Endpoints<MailListener> endpoints,
            BeanCalls calls,
            AddressPattern pattern,
            MailActivationSpec spec,
            BeanCounts counts) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.onMail = endpoints.method("onMail", InboundMail.class);
        this.pattern = pattern;
        this.answeredAtCommit = spec.isAnsweredAtCommit();
        this.timeout = spec.timeoutSeconds();
        this.gated = new BeanGate.Bean(endpoints.application(), endpoints, spec.mostAtOnce());
        this.counts = counts;
    }

    /** In seconds. */
    int timeout() {
        return timeout;
    }

    /** What is counted of it; the same for all of a bean's addresses. */
    BeanGate.Bean gated() {
        return gated;
    }

    BeanCounts counts() {
        return counts;
    }

    @Override
    public Object bean() {
        return gated.bean();
    }

    @Override
    public BeanFigures figures() {
        return counts.figures(endpoints, gated.concurrency(), timeout);
    }

    @Override
    public AddressPattern pattern() {
        return pattern;
    }

    @Override
    public String name() {
        return endpoints.name();
    }

    @Override
    public boolean isAnsweredAtCommit() {
        return answeredAtCommit;
    }

    @Override
    public DeliveryReport deliver(BeanMail mail, Door door) {
        return calls.deliver(this, mail, door);
    }

    /** Calls the bean, on the thread of the caller. */
    BeanCall.Result call(BeanMail mail, BooleanSupplier mayCommit) {
        try (ParsedBeanMail stored = new ParsedBeanMail(mail)) {
            endpoints.call(onMail, listener -> give(listener, stored), mayCommit);
            return new BeanCall.Result(DeliveryReport.delivered(mail.recipient(), new Did(0, 0, 1)), null);
        } catch (Endpoints.DeliveryException e) {
            if (e.getCause() instanceof Rejection rejection) {
                return new BeanCall.Result(ParsedBeanMail.rejected(mail.recipient(), rejection.reason), null);
            }
            return new BeanCall.Result(DeliveryReport.of(mail.recipient(), Reason.APPLICATION_FAILED), e);
        }
    }

    private static Void give(MailListener listener, InboundMail mail) {
        try {
            listener.onMail(mail);
            return null;
        } catch (MailRejectedException e) {
            throw new Rejection(e);
        }
    }

    /** Carries the exception through code that knows of none. */
    private static final class Rejection extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient MailRejectedException reason;

        Rejection(MailRejectedException reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
