package ee.qmail.rar.application;

import ee.qmail.address.AddressPattern;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Reason;
import ee.qmail.rar.listener.Endpoints;
import java.lang.reflect.Method;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One address of a bean that takes mail. */
final class MailBean implements MailConsumer {
    private static final Logger LOG = Logger.getLogger(MailBean.class.getName());

    private final Endpoints<MailListener> endpoints;
    private final Method onMail;
    private final AddressPattern pattern;
    private final boolean answeredAtCommit;

    MailBean(Endpoints<MailListener> endpoints, AddressPattern pattern, boolean answeredAtCommit) {
        this.endpoints = endpoints;
        this.onMail = endpoints.method("onMail", InboundMail.class);
        this.pattern = pattern;
        this.answeredAtCommit = answeredAtCommit;
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
    public DeliveryReport deliver(BeanMail mail) {
        try (ParsedBeanMail stored = new ParsedBeanMail(mail)) {
            endpoints.call(onMail, listener -> give(listener, stored));
            return DeliveryReport.delivered(mail.recipient(), new Did(0, 0, 1));
        } catch (Endpoints.DeliveryException e) {
            if (e.getCause() instanceof Rejection rejection) {
                return ParsedBeanMail.rejected(mail.recipient(), rejection.reason);
            }
            LOG.log(Level.WARNING, e, () -> "mail " + mail.key() + " is deferred: " + name() + " failed");
            return DeliveryReport.of(mail.recipient(), Reason.APPLICATION_FAILED);
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
