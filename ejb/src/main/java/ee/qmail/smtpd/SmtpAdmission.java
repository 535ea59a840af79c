package ee.qmail.smtpd;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.control.TcpRule;
import ee.qmail.inbound.Load;
import ee.qmail.inbound.Peer;
import ee.qmail.inbound.RecipientVerdict;
import ee.qmail.inbound.SmtpPolicy;
import ee.qmail.local.LocalUsers;
import ee.qmail.queue.Channel;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Rewriting;
import ee.qmail.queue.Route;
import ee.qmail.start.Readiness;
import ee.qmail.users.Directory;
import ee.qmail.users.LocalUser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Function;

/** tcpserver's rules and qmail-smtpd's checks: who may connect, relay, and send to whom. */
@ApplicationScoped
public class SmtpAdmission {
    private static final int MAX_RECIPIENTS = 1_000;

    @Inject
    private ControlFiles controlFiles;

    @Inject
    private LocalUsers users;

    @Inject
    private Readiness readiness;

    @Inject
    private Outbox outbox;

    public SmtpPolicy admit(Peer peer, Load load) {
        Controls controls = controlFiles.current();
        TcpRule rule = controls.tcpRules().lookup(peer.remoteIp());
        String relaySuffix = rule.environment().get("RELAYCLIENT");
        return new SmtpPolicy(
                refusal(controls, rule, load, relaySuffix != null),
                controls.smtpgreeting(),
                controls.me(),
                relaySuffix,
                databytes(controls, rule),
                MAX_RECIPIENTS,
                controls.timeoutsmtpd(),
                controls.concurrencyincoming());
    }

    private String refusal(Controls controls, TcpRule rule, Load load, boolean relay) {
        if (!rule.allow()) {
            return "554 5.7.1 connections from your address are not accepted";
        }
        if (!readiness.isStarted()) {
            return "421 4.3.2 starting, try again in a few seconds";
        }
        if (outbox.isFull()) {
            return "421 4.3.1 the disk is full, try again later";
        }
        if (load.connections() > controls.concurrencyincoming() || load.fromThisAddress() > controls.maxconnip()) {
            return "421 4.7.0 too many connections, try again later";
        }
        if (controls.rcpthosts().isMissing() && !relay) {
            return "421 4.3.5 this server is not set up to receive mail";
        }
        return null;
    }

    private static long databytes(Controls controls, TcpRule rule) {
        String own = rule.environment().get("DATABYTES");
        return own != null && own.matches("\\d{1,18}") ? Long.parseLong(own) : controls.databytes();
    }

    /** In qmail's order (SMTP-6), and then whether the mailbox exists, which qmail leaves to the bounce. */
    public RecipientVerdict check(SmtpPolicy policy, String sender, String recipient) {
        return check(policy, sender, recipient, users::find);
    }

    /** The same without ever waiting for the database; empty if it would have to be asked. */
    public Optional<RecipientVerdict> checkAtOnce(SmtpPolicy policy, String sender, String recipient) {
        try {
            return Optional.of(check(policy, sender, recipient, users::findInMemory));
        } catch (Directory.NotInMemoryException e) {
            return Optional.empty();
        }
    }

    private RecipientVerdict check(
            SmtpPolicy policy, String sender, String recipient, Function<String, Optional<LocalUser>> find) {
        Controls controls = controlFiles.current();
        if (controls.badmailfrom().contains(sender)) {
            return RecipientVerdict.BAD_MAIL_FROM;
        }
        Rewriting rewriting = new Rewriting(controls);
        if (!policy.mayRelay() && !controls.rcpthosts().allows(rewriting.localiphost(recipient))) {
            return RecipientVerdict.NOT_IN_RCPTHOSTS;
        }
        Route route = rewriting.route(recipient);
        if (route.channel() == Channel.LOCAL && find.apply(route.address()).isEmpty()) {
            return RecipientVerdict.NO_SUCH_MAILBOX;
        }
        return RecipientVerdict.ACCEPTED;
    }
}
