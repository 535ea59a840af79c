package ee.qmail.smtpd;

import ee.qmail.address.DomainLookup;
import ee.qmail.checkpassword.OfferedMechanisms;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.Peer;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.LocalUser.BeanUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.directory.MailUsers;
import ee.qmail.dns.Dns;
import ee.qmail.jms.JmsSender;
import ee.qmail.local.LocalUserSearch;
import ee.qmail.local.Quotas;
import ee.qmail.message.Channel;
import ee.qmail.routing.Rewriting;
import ee.qmail.routing.Route;
import ee.qmail.start.Readiness;
import ee.qmail.tcpserver.TcpRule;
import ee.qmail.tcpserver.TcpRules;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** tcpserver's rules and qmail-smtpd's checks: which clients may connect and relay, and which recipients they may name. */
@ApplicationScoped
public class SmtpAdmission {
    private static final Logger LOG = Logger.getLogger(SmtpAdmission.class.getName());
    private static final String RELAYCLIENT = "RELAYCLIENT";
    private static final int MAX_RECIPIENTS = 1_000;
    private static final Set<RecipientVerdict> TAKEN = EnumSet.of(
            RecipientVerdict.ACCEPTED, RecipientVerdict.ACCEPTED_WITHIN_QUOTA, RecipientVerdict.ACCEPTED_ALONE);

    private final ControlFiles controlFiles;
    private final LocalUserSearch users;
    private final Quotas quotas;
    private final Readiness readiness;
    private final JmsSender outbox;
    private final Rblsmtpd rblsmtpd;
    private final Dns dns;
    private final OfferedMechanisms mechanisms;
    private final SentCounts sent;

    /** For the container's proxies. */
    protected SmtpAdmission() {
        this(null, null, null, null, null, null, null, null, null);
    }

    @Inject
    SmtpAdmission(
            ControlFiles controlFiles,
            LocalUserSearch users,
            Quotas quotas,
            Readiness readiness,
            JmsSender outbox,
            Rblsmtpd rblsmtpd,
            Dns dns,
            OfferedMechanisms mechanisms,
            SentCounts sent) {
        this.controlFiles = controlFiles;
        this.users = users;
        this.quotas = quotas;
        this.readiness = readiness;
        this.outbox = outbox;
        this.rblsmtpd = rblsmtpd;
        this.dns = dns;
        this.mechanisms = mechanisms;
        this.sent = sent;
    }

    /** Blocks for some seconds if the DNS has to be asked about the client and is slow. */
    public SmtpPolicy admit(Client client, Load load) {
        return examine(client, load).policy();
    }

    /**
     * What a client may do, and why.
     *
     * @param name of the client; null if no rule is about names, or if it has none
     * @param rule that decides; empty if none fits
     * @param isHurried whether the limit of connections within a minute holds for it
     */
    public record Examined(String name, Optional<TcpRules.Match> rule, boolean isHurried, SmtpPolicy policy) {}

    /** The same as {@link #admit} with what it follows from. */
    public Examined examine(Client client, Load load) {
        Controls controls = controlFiles.current();
        TcpRules rules = controls.tcpRules();
        String name = rules.needNames() ? nameOf(client.peer()) : null;
        Optional<TcpRules.Match> match = rules.find(client.peer().remoteIp(), name, null);
        TcpRule rule = match.map(TcpRules.Match::rule).orElse(TcpRule.ALLOW);
        return new Examined(name, match, isHurried(rule), admit(client, load, controls, rule));
    }

    /** The same without ever waiting for the DNS; empty if it would have to be asked. */
    public Optional<SmtpPolicy> admitAtOnce(Client client, Load load) {
        Controls controls = controlFiles.current();
        if (controls.tcpRules().needNames()) {
            return Optional.empty();
        }
        TcpRule rule = controls.tcpRules().lookup(client.peer().remoteIp());
        return !client.door().isForSubmission() && rblsmtpd.asks(rule, controls.blocklists())
                ? Optional.empty()
                : Optional.of(admit(client, load, controls, rule));
    }

    private SmtpPolicy admit(Client client, Load load, Controls controls, TcpRule rule) {
        SmtpPolicy policy = SmtpPolicy.open(
                        controls.smtpgreeting(),
                        controls.me(),
                        databytes(controls, rule),
                        MAX_RECIPIENTS,
                        controls.timeoutsmtpd(),
                        controls.concurrencyincoming())
                .waiting(patience(client.door(), controls, rule));
        Optional<String> refusal = refusal(client, controls, rule, load);
        if (refusal.isPresent()) {
            return policy.refused(refusal.get());
        }
        if (!client.door().isForSubmission()) {
            SmtpPolicy other = stranger(client.peer(), policy, controls, rule);
            return isDsnOffered(other, controls, rule) ? other.offeringDsn() : other;
        }
        SmtpPolicy own = policy.offeringDsn();
        return user(client, controls.isSubmitterHidden() ? own.hiding() : own, controls);
    }

    /** One with a certificate in {@code control/tlsclients} needs no log-in to send mail everywhere (TLS-15). */
    private SmtpPolicy user(Client client, SmtpPolicy policy, Controls controls) {
        boolean known = isInTlsclients(client, controls);
        SmtpPolicy offered = policy.login(mechanisms.of(client), !known);
        return known ? offered.relaying("") : offered;
    }

    private static boolean isInTlsclients(Client client, Controls controls) {
        String address = client.isEncrypted() ? client.tls().certifiedAddress() : null;
        return address != null && controls.tlsclients().contains(DomainLookup.canonical(address));
    }

    private SmtpPolicy stranger(Peer peer, SmtpPolicy policy, Controls controls, TcpRule rule) {
        String relayed = rule.environment().get(RELAYCLIENT);
        SmtpPolicy known = relayed == null ? policy : policy.relaying(relayed);
        return rblsmtpd.reply(peer.remote().getAddress(), rule, controls.blocklists())
                .map(known::blocked)
                .orElse(known);
    }

    /** A notification goes to whatever address a stranger names, and tells where mail goes on: not everybody may order one. */
    private static boolean isDsnOffered(SmtpPolicy policy, Controls controls, TcpRule rule) {
        String own = rule.environment().get(TcpRules.DSN);
        return own != null ? own.equals("yes") : policy.mayRelay() || controls.isDsnOffered();
    }

    /** With TLS more ways to log in are offered; with a log-in mail goes everywhere, but for a user who may write to mailboxes here only. */
    public SmtpPolicy changed(Client client, SmtpPolicy before) {
        if (client.isLoggedIn()) {
            return client.identity().mayRelay() ? before.relaying("") : before;
        }
        return client.door().isForSubmission() ? user(client, before, controlFiles.current()) : before;
    }

    /** As tcpserver -p finds it; null if it has none, or none now. */
    private String nameOf(Peer peer) {
        try {
            return dns.nameOf(peer.remote().getAddress()).orElse(null);
        } catch (Dns.TryAgainException e) {
            LOG.log(Level.FINE, "the name of {0} is not known now: {1}", new Object[] {peer.remoteIp(), e.getMessage()
            });
            return null;
        }
    }

    private Optional<String> refusal(Client client, Controls controls, TcpRule rule, Load load) {
        if (!rule.allow()) {
            return Optional.of("554 5.7.1 connections from your address are not accepted");
        }
        if (!readiness.isStarted()) {
            return Optional.of("421 4.3.2 starting, try again in a few seconds");
        }
        if (outbox.isFull()) {
            return Optional.of("421 4.3.1 the disk is full, try again later");
        }
        if (load.connections() > controls.concurrencyincoming() || load.fromThisAddress() > controls.maxconnip()) {
            return Optional.of("421 4.7.0 too many connections, try again later");
        }
        if (isTooFast(controls, rule, load)) {
            return Optional.of("421 4.7.0 too many connections within a minute, try again later");
        }
        if (!client.door().isForSubmission()
                && controls.rcpthosts().isMissing()
                && !rule.environment().containsKey(RELAYCLIENT)) {
            return Optional.of("421 4.3.5 this server is not set up to receive mail");
        }
        return Optional.empty();
    }

    private static boolean isTooFast(Controls controls, TcpRule rule, Load load) {
        return controls.maxconnminute() > 0 && load.withinMinute() > controls.maxconnminute() && isHurried(rule);
    }

    private static boolean isHurried(TcpRule rule) {
        return !rule.environment().containsKey(RELAYCLIENT);
    }

    /** Only other mail servers have to show that they wait for the greeting: what guesses its way in seldom does (ABUSE-5). */
    private static SmtpPolicy.Patience patience(Door door, Controls controls, TcpRule rule) {
        String own = rule.environment().get(TcpRules.GREETDELAY);
        Duration greetdelay = own == null ? controls.greetdelay() : Duration.ofSeconds(Long.parseLong(own));
        return new SmtpPolicy.Patience(
                door == Door.MX ? greetdelay : Duration.ZERO, controls.brtlimit(), controls.tarpitdelay());
    }

    private static long databytes(Controls controls, TcpRule rule) {
        String own = rule.environment().get("DATABYTES");
        return own != null && own.matches("\\d{1,18}") ? Long.parseLong(own) : controls.databytes();
    }

    /**
     * In qmail's order (SMTP-6), and then whether the mailbox exists and has room, which qmail leaves to the bounce.
     *
     * @param size octets that the client declares, 0 if it does not
     */
    public RecipientVerdict check(Client client, SmtpPolicy policy, String sender, String recipient, long size) {
        Predicate<MailboxUser> room = mailbox -> quotas.mayTake(mailbox, Math.max(size, 1));
        return limited(client, judge(client, policy, sender, recipient, users::find, room));
    }

    /** The same without ever waiting for the database or the disk; empty if one would have to be asked. */
    public Optional<RecipientVerdict> checkAtOnce(
            Client client, SmtpPolicy policy, String sender, String recipient, long size) {
        try {
            return Optional.of(limited(
                    client, judge(client, policy, sender, recipient, users::findInMemory, SmtpAdmission::unknownRoom)));
        } catch (MailUsers.NotInMemoryException e) {
            return Optional.empty();
        }
    }

    /** A recipient of a user who has logged in counts when nothing else is against it. */
    private RecipientVerdict limited(Client client, RecipientVerdict verdict) {
        return TAKEN.contains(verdict) && client.isLoggedIn() && !sent.count(client.login())
                ? RecipientVerdict.TOO_MANY_SENT
                : verdict;
    }

    private RecipientVerdict judge(
            Client client,
            SmtpPolicy policy,
            String sender,
            String recipient,
            Function<String, Optional<LocalUser>> find,
            Predicate<MailboxUser> room) {
        if (policy.blocked() != null) {
            return RecipientVerdict.BLOCKED;
        }
        Controls controls = controlFiles.current();
        if (controls.badmailfrom().contains(sender)) {
            return RecipientVerdict.BAD_MAIL_FROM;
        }
        Rewriting rewriting = new Rewriting(controls);
        if (client.isLoggedIn() && !SenderOwnership.owns(client.login(), sender, rewriting, find)) {
            return RecipientVerdict.NOT_YOUR_SENDER;
        }
        if (!policy.mayRelay() && !rewriting.isForAnybody(recipient)) {
            return RecipientVerdict.NOT_IN_RCPTHOSTS;
        }
        Route route = rewriting.route(recipient);
        if (!policy.mayRelay() && leadsElsewhere(route, recipient, controls)) {
            return RecipientVerdict.NOT_IN_RCPTHOSTS;
        }
        return route.channel() == Channel.LOCAL ? check(find.apply(route.address()), room) : RecipientVerdict.ACCEPTED;
    }

    /** By percenthack an address at one of our domains is one at another, to which not everybody may send. */
    private static boolean leadsElsewhere(Route route, String recipient, Controls controls) {
        return route.channel() == Channel.REMOTE
                && recipient.indexOf('@') >= 0
                && !controls.rcpthosts().allows(route.address());
    }

    private static RecipientVerdict check(Optional<LocalUser> user, Predicate<MailboxUser> room) {
        if (user.isEmpty()) {
            return RecipientVerdict.NO_SUCH_MAILBOX;
        }
        if (user.get() instanceof BeanUser bean && bean.atCommit()) {
            return bean.consumer() == null ? RecipientVerdict.TRY_LATER : RecipientVerdict.ACCEPTED_ALONE;
        }
        if (user.get() instanceof MailboxUser mailbox && mailbox.quota() > 0) {
            return room.test(mailbox) ? RecipientVerdict.ACCEPTED_WITHIN_QUOTA : RecipientVerdict.MAILBOX_FULL;
        }
        return RecipientVerdict.ACCEPTED;
    }

    /** Tells whether an address is a user's own (SUB-2, SUB-3); may ask the database. */
    boolean owns(String login, String address) {
        return SenderOwnership.owns(login, address, new Rewriting(controlFiles.current()), users::find);
    }

    private static boolean unknownRoom(MailboxUser mailbox) {
        throw new MailUsers.NotInMemoryException("how full " + mailbox.address() + " is");
    }
}
