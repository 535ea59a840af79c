package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.DomainSummary;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.address.DomainName;
import ee.qmail.caller.Caller;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.jms.QueueException;
import ee.qmail.local.AddressTrace;
import ee.qmail.message.QueueId;
import ee.qmail.submission.DirectInjection;
import ee.qmail.web.autoconfig.MailServer;
import ee.qmail.web.autoconfig.MailServers;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Try it: a test message whose life is watched, and the settings of a mail program for an address. */
@Named
@RequestScoped
public class TryPage {
    private static final Logger LOG = Logger.getLogger(TryPage.class.getName());
    private static final String FROM = "send:from";
    private static final String TO = "send:to";
    private static final String POSTMASTER = "postmaster@";
    /** Domains among which a sender is looked for. */
    private static final int DOMAINS = 20;

    /** @param security TLS from the first octet, or STARTTLS, in words */
    public record Way(String host, String port, String security) {}

    @Inject
    private DirectInjection injection;

    @Inject
    private AddressTrace trace;

    @Inject
    private Accounts accounts;

    @Inject
    private ControlFiles files;

    @Inject
    private MailServers servers;

    @Inject
    private Texts texts;

    private String to;
    private String from;
    private String address;
    private MailServer server;

    @PostConstruct
    void find() {
        to = Requests.parameter("to").strip();
        address = Requests.parameter("address").strip();
        server = address.indexOf('@') > 0 ? servers.of(domain()).orElse(null) : null;
    }

    private String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /** Queues a message, and leads to its life. */
    public String send() {
        if (!isHere(from.strip())) {
            Messages.error(FROM, "try.wrong.from", from.strip());
            return null;
        }
        if (to.isBlank()) {
            Messages.error(TO, "try.wrong.to");
            return null;
        }
        QueueId[] sent = new QueueId[1];
        Map<String, String> fields = Map.of("sender", FROM, "recipients", TO);
        try {
            if (!Change.tried(fields, TO, () -> sent[0] = queue())) {
                return null;
            }
        } catch (QueueException e) {
            LOG.log(Level.WARNING, "a test message cannot be queued", e);
            Messages.error(TO, "try.wrong.queue");
            return null;
        }
        String since = Long.toString(Instant.now().getEpochSecond());
        return Pages.open(Pages.address(Pages.life(sent[0].toString()), Map.of(LifePage.WATCH, since)));
    }

    private QueueId queue() {
        String me = files.current().value(Setting.ME).orElse("qmail");
        return injection.text(
                null, texts.of("try.text", me) + "\n", texts.of("try.subject", me), from.strip(), List.of(to.strip()));
    }

    /** A bounce must come back here. */
    private boolean isHere(String sender) {
        boolean isTheirs =
                Caller.current().isManagerOf(DomainName.canonical(sender.substring(sender.indexOf('@') + 1)));
        AddressTrace.Trace found = isTheirs && sender.indexOf('@') > 0 ? trace.of(sender) : null;
        return found != null && found.channel().equals("local") && found.problem() == null;
    }

    public String getTo() {
        return to;
    }

    public void setTo(String to) {
        this.to = to;
    }

    /** The postmaster of this host or of a domain, unless another one was typed. */
    public String getFrom() {
        if (from == null) {
            Stream<String> domains = accounts.domains().stream().limit(DOMAINS).map(DomainSummary::name);
            from = Stream.concat(files.current().value(Setting.ME).stream(), domains)
                    .map(domain -> POSTMASTER + domain)
                    .filter(this::isHere)
                    .findFirst()
                    .orElse("");
        }
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    /** The address whose mail program is to be set up; empty while none is given. */
    public String getAddress() {
        return address;
    }

    /** Tells whether mail programs reach this server under the domain of the address. */
    public boolean isServed() {
        return server != null;
    }

    /** Tells whether somebody may log in with the address. */
    public boolean isMailbox() {
        try {
            return accounts.mailbox(domain(), name()).isLoginAllowed();
        } catch (NotFoundException | InvalidInputException e) {
            return false;
        }
    }

    private String name() {
        return address.substring(0, address.lastIndexOf('@'));
    }

    /** To read mail by, the preferred way first. */
    public List<Way> getReading() {
        return ways(server.reading());
    }

    /** To send mail by, the preferred way first. */
    public List<Way> getSending() {
        return ways(server.sending());
    }

    private List<Way> ways(List<MailServer.Way> ways) {
        return ways.stream()
                .map(way -> new Way(
                        server.host(),
                        Integer.toString(way.port()),
                        way.door().isImplicitTls() ? texts.of("try.tls") : texts.of("try.starttls")))
                .toList();
    }

    /** The address of the page of the mailbox. */
    public String getMailboxPage() {
        return Pages.mailbox(domain(), name());
    }

    /** The address of the file that mail programs ask for. */
    public String getFile() {
        return Pages.address(Pages.autoconfig(), Map.of("emailaddress", address));
    }
}
