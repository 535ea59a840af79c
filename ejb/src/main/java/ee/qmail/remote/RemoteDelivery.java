package ee.qmail.remote;

import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Reason;
import ee.qmail.remote.RemoteConversation.UnreadableBodyException;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * qmail-remote: one attempt to deliver a message to recipients at one domain. Blocks until it is over. Safe for use by
 * several threads.
 */
public final class RemoteDelivery {
    private static final Logger LOG = Logger.getLogger(RemoteDelivery.class.getName());

    private final Supplier<RemoteSettings> settings;
    private final MailExchangers exchangers;
    private final RemoteTools tools;

    /** @param settings asked once for each delivery */
    RemoteDelivery(Supplier<RemoteSettings> settings, MailExchangers exchangers, RemoteTools tools) {
        this.settings = settings;
        this.exchangers = exchangers;
        this.tools = tools;
    }

    /**
     * Tries the hosts of a domain until one of them has taken or refused the message.
     *
     * @param host domain of the recipients, or an address literal
     * @param wireSize octets of the body with CRLF line ends
     * @param triedBefore whether it is not the first attempt, so that the message has waited
     * @return one report for each recipient, in their order
     */
    public List<DeliveryReport> deliver(String host, Envelope envelope, Body body, long wireSize, boolean triedBefore) {
        try {
            return new RemoteAttempt(tools, settings.get(), envelope, body, wireSize, triedBefore)
                    .deliver(host, exchangers);
        } catch (NoExchangerException e) {
            LOG.log(Level.FINE, e, () -> "no host for " + host);
            return all(envelope, e.report());
        } catch (UnreadableBodyException e) {
            LOG.log(Level.WARNING, "message to " + host + " cannot be read", e);
            return all(envelope, DeliveryReport.of("", Reason.UNREADABLE));
        }
    }

    private static List<DeliveryReport> all(Envelope envelope, DeliveryReport report) {
        return envelope.recipients().stream().map(report::to).toList();
    }
}
