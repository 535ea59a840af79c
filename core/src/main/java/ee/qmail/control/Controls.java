package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import ee.qmail.contract.Door;
import ee.qmail.home.PlainText;
import ee.qmail.tcpserver.AddressBlocks;
import ee.qmail.tcpserver.TcpRule;
import ee.qmail.tcpserver.TcpRules;
import ee.qmail.tcpserver.TrustedProxies;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The values of all control files at one moment. Immutable, and safe for use by several threads. The accessors are
 * named like the files.
 */
public final class Controls {
    private final Map<Setting, String> contents = new EnumMap<>(Setting.class);
    private final DomainSet locals;
    private final DomainSet percenthack;
    private final Rcpthosts rcpthosts;
    private final BadMailFrom badmailfrom;
    private final VirtualDomains virtualdomains;
    private final SmtpRoutes smtproutes;
    private final AuthSenders authsenders;
    private final TlsPolicies tlspolicies;
    private final TcpRules tcpRules;
    private final List<Blocklist> blocklists;
    private final TrustedProxies trustedproxies;
    private final Optional<OAuth> oauth;
    private final AddressBlocks plaintextlogin;
    private final Senders senders;
    private final SendLimits sendlimits;
    private final Set<String> tlsclients;
    private final Set<String> holdremote;
    private final AddressBlocks proxies;
    private final AddressBlocks metricsaccess;

    private Controls(Map<Setting, String> contents, TcpRules tcpRules) {
        contents.forEach((setting, content) ->
                this.contents.put(setting, PlainText.of(content).text()));
        this.locals = new DomainSet(list(Setting.LOCALS));
        this.percenthack = new DomainSet(list(Setting.PERCENTHACK));
        this.rcpthosts = contents.containsKey(Setting.RCPTHOSTS)
                ? Rcpthosts.of(list(Setting.RCPTHOSTS), list(Setting.MORERCPTHOSTS))
                : Rcpthosts.missing();
        this.badmailfrom = new BadMailFrom(list(Setting.BADMAILFROM));
        this.virtualdomains = new VirtualDomains(list(Setting.VIRTUALDOMAINS));
        this.smtproutes = new SmtpRoutes(list(Setting.SMTPROUTES));
        this.authsenders = new AuthSenders(list(Setting.AUTHSENDERS));
        this.tlspolicies = new TlsPolicies(list(Setting.TLSPOLICIES));
        this.blocklists =
                list(Setting.BLOCKLISTS).stream().map(Blocklist::parse).toList();
        this.oauth = OAuth.of(list(Setting.OAUTH));
        this.trustedproxies = new TrustedProxies(list(Setting.TRUSTEDPROXIES));
        this.plaintextlogin = new AddressBlocks(list(Setting.PLAINTEXTLOGIN));
        this.senders = new Senders(list(Setting.SENDERS));
        this.tlsclients =
                list(Setting.TLSCLIENTS).stream().map(DomainLookup::canonical).collect(Collectors.toUnmodifiableSet());
        this.holdremote =
                list(Setting.HOLDREMOTE).stream().map(DomainName::canonical).collect(Collectors.toUnmodifiableSet());
        this.sendlimits = new SendLimits(list(Setting.SENDLIMITS));
        this.proxies = new AddressBlocks(list(Setting.PROXIES));
        this.metricsaccess = new AddressBlocks(list(Setting.METRICSACCESS));
        this.tcpRules = tcpRules != null ? tcpRules : new TcpRules(list(Setting.TCP_SMTP));
    }

    /**
     * @param contents the files that exist, with what stands in them
     * @throws IllegalArgumentException if a rule or route is wrong; check the contents first
     */
    public static Controls of(Map<Setting, String> contents) {
        return new Controls(contents, null);
    }

    /** The same with another text of one file, which is right; empty: without that file. */
    Controls with(Setting setting, Optional<String> content) {
        Map<Setting, String> changed = new EnumMap<>(contents);
        content.ifPresentOrElse(text -> changed.put(setting, text), () -> changed.remove(setting));
        return new Controls(changed, null);
    }

    /** The same with a door that is shut for everybody. */
    Controls closed() {
        return new Controls(contents, TcpRules.everybody(TcpRule.DENY));
    }

    /** The value of a file of one line or of a number, its default applied; empty if there is neither. */
    public Optional<String> value(Setting setting) {
        String content = contents.get(setting);
        if (content == null) {
            return fallback(setting);
        }
        ControlText text = new ControlText(content);
        if (setting.shape() != Shape.INT) {
            return Optional.of(setting.isHost() ? DomainName.ascii(text.firstLine()) : text.firstLine());
        }
        return text.leadingNumber().isPresent()
                ? Optional.of(Long.toString(text.leadingNumber().getAsLong()))
                : fallback(setting);
    }

    /** The entries of a list, its default applied. */
    public List<String> list(Setting setting) {
        String content = contents.get(setting);
        return content != null
                ? new ControlText(content).list()
                : fallback(setting).map(List::of).orElse(List.of());
    }

    private Optional<String> fallback(Setting setting) {
        Optional<String> me = Optional.ofNullable(contents.get(Setting.ME))
                .map(ControlText::new)
                .map(ControlText::firstLine)
                .map(DomainName::ascii);
        return switch (setting.fallback().rule()) {
            case NONE -> Optional.empty();
            case ME -> me;
            case ME_ELSE_NAME -> me.or(() -> Optional.of(setting.fileName()));
            case LITERAL -> Optional.of(setting.fallback().literal());
        };
    }

    /** Tells whether the default holds because there is no such file. */
    public boolean isDefault(Setting setting) {
        return !contents.containsKey(setting);
    }

    private String line(Setting setting) {
        return value(setting)
                .orElseThrow(() -> new IllegalStateException((setting == Setting.ME
                                ? "control/me is"
                                : "control/" + setting.fileName() + " and control/me are")
                        + " missing: write this host's name into control/me"));
    }

    private long number(Setting setting) {
        return Long.parseLong(line(setting));
    }

    private Duration seconds(Setting setting) {
        return Duration.ofSeconds(number(setting));
    }

    /**
     * Name of this host.
     *
     * @throws IllegalStateException if control/me is missing; so do {@link #helohost} and {@link #smtpgreeting} if
     *     their own file is missing too (CTL-3)
     */
    public String me() {
        return line(Setting.ME);
    }

    public String defaulthost() {
        return line(Setting.DEFAULTHOST);
    }

    public String defaultdomain() {
        return line(Setting.DEFAULTDOMAIN);
    }

    public String plusdomain() {
        return line(Setting.PLUSDOMAIN);
    }

    public String idhost() {
        return line(Setting.IDHOST);
    }

    public String envnoathost() {
        return line(Setting.ENVNOATHOST);
    }

    public DomainSet locals() {
        return locals;
    }

    public VirtualDomains virtualdomains() {
        return virtualdomains;
    }

    public SendLimits sendlimits() {
        return sendlimits;
    }

    public Senders senders() {
        return senders;
    }

    /** {@code reject}, {@code log} or {@code none}: what happens to mail whose From is not its user's own. */
    public String checkfrom() {
        return line(Setting.CHECKFROM);
    }

    /** The addresses of certificates whose holders need no log-in, in their one spelling. */
    public Set<String> tlsclients() {
        return tlsclients;
    }

    /** Tells whether the Received line of what users send leaves out their machine. */
    public boolean isSubmitterHidden() {
        return line(Setting.HIDESUBMITTER).equals("yes");
    }

    /** Tells whether other mail servers may say of what they want to be told (RFC 3461). */
    public boolean isDsnOffered() {
        return line(Setting.DSN).equals("yes");
    }

    /** The name of the header field that tells who has logged in to send a message; empty if none does. */
    public Optional<String> loginheader() {
        return value(Setting.LOGINHEADER).filter(name -> !name.isEmpty());
    }

    /** Tells whether a client may send a password in clear. */
    public boolean isPlaintextlogin(InetAddress client, Door door) {
        if (isDefault(Setting.PLAINTEXTLOGIN)) {
            return !door.isForSubmission() && client.isLoopbackAddress();
        }
        return plaintextlogin.contains(client);
    }

    public DomainSet percenthack() {
        return percenthack;
    }

    public Rcpthosts rcpthosts() {
        return rcpthosts;
    }

    /** Empty if control/me is missing too: then no address is this host's own. */
    public Optional<String> localiphost() {
        return value(Setting.LOCALIPHOST);
    }

    public BadMailFrom badmailfrom() {
        return badmailfrom;
    }

    /** The rules of {@code tcp.smtp}. */
    public TcpRules tcpRules() {
        return tcpRules;
    }

    /** Asked in this order. */
    public List<Blocklist> blocklists() {
        return blocklists;
    }

    /** Connections at once, at least 1. */
    public int concurrencyincoming() {
        return (int) number(Setting.CONCURRENCYINCOMING);
    }

    /** Connections at once from one address, at least 1. */
    public int maxconnip() {
        return (int) number(Setting.MAXCONNIP);
    }

    /** Connections within a minute from one address; 0 means no limit. */
    public int maxconnminute() {
        return (int) number(Setting.MAXCONNMINUTE);
    }

    /** Handshakes of TLS within a minute with one address; 0 means no limit. */
    public int maxtlsminute() {
        return (int) number(Setting.MAXTLSMINUTE);
    }

    /** Octets within a minute from one address; 0 means no limit. */
    public long maxoctetsminute() {
        return number(Setting.MAXOCTETSMINUTE);
    }

    /** Before the greeting of other mail servers. */
    public Duration greetdelay() {
        return seconds(Setting.GREETDELAY);
    }

    /** Refused recipients after which further ones are answered late; 0 means never. */
    public int brtlimit() {
        return (int) number(Setting.BRTLIMIT);
    }

    /** By which they are. */
    public Duration tarpitdelay() {
        return seconds(Setting.TARPITDELAY);
    }

    public String smtpgreeting() {
        return line(Setting.SMTPGREETING);
    }

    /** Largest message in octets as stored; 0 means no limit. */
    public long databytes() {
        return number(Setting.DATABYTES);
    }

    /** At least a second. */
    public Duration timeoutsmtpd() {
        return Duration.ofSeconds(Math.max(1, number(Setting.TIMEOUTSMTPD)));
    }

    public SmtpRoutes smtproutes() {
        return smtproutes;
    }

    public AuthSenders authsenders() {
        return authsenders;
    }

    public TlsPolicies tlspolicies() {
        return tlspolicies;
    }

    public String helohost() {
        return line(Setting.HELOHOST);
    }

    public Duration timeoutconnect() {
        return seconds(Setting.TIMEOUTCONNECT);
    }

    public Duration timeoutremote() {
        return seconds(Setting.TIMEOUTREMOTE);
    }

    /** Local deliveries at once; 0 means on hold. */
    public int concurrencylocal() {
        return (int) number(Setting.CONCURRENCYLOCAL);
    }

    /** Remote deliveries at once; 0 means on hold. */
    public int concurrencyremote() {
        return (int) number(Setting.CONCURRENCYREMOTE);
    }

    /** Domains, in lower case, to which nothing is sent now: their mail waits. */
    public Set<String> holdremote() {
        return holdremote;
    }

    public Duration queuelifetime() {
        return seconds(Setting.QUEUELIFETIME);
    }

    /** Zero if nobody is to be told that mail waits. */
    public Duration delaynotice() {
        return seconds(Setting.DELAYNOTICE);
    }

    /** The age after which history is forgotten. */
    public Duration historylifetime() {
        return seconds(Setting.HISTORYLIFETIME);
    }

    /** The age after which it is forgotten who changed what. */
    public Duration auditlifetime() {
        return seconds(Setting.AUDITLIFETIME);
    }

    /** Tells whether history keeps subjects. */
    public boolean isSubjectKept() {
        return line(Setting.HISTORYSUBJECT).equals("yes");
    }

    /** Returns the deliveries of a user without a {@code .qmail} file; lines as in such a file. */
    public String defaultdelivery() {
        return String.join("\n", list(Setting.DEFAULTDELIVERY));
    }

    /** Absolute paths of the programs that {@code .qmail} files may run. */
    public List<String> allowedprograms() {
        return list(Setting.ALLOWEDPROGRAMS);
    }

    /** After which a program is ended. */
    public Duration timeoutprogram() {
        return seconds(Setting.TIMEOUTPROGRAM);
    }

    public String bouncefrom() {
        return line(Setting.BOUNCEFROM);
    }

    public String bouncehost() {
        return line(Setting.BOUNCEHOST);
    }

    public String doublebounceto() {
        return line(Setting.DOUBLEBOUNCETO);
    }

    public String doublebouncehost() {
        return line(Setting.DOUBLEBOUNCEHOST);
    }

    /** Tells whether browsers reach the console by TLS, which something in front of this server ends. */
    public boolean isConsoleSecure() {
        return value(Setting.CONSOLEURL).orElse("").startsWith("https:");
    }

    /** Empty if no token is good. */
    public Optional<OAuth> oauth() {
        return oauth;
    }

    /** Tells whether the application server's own stores of identities say which passwords are right. */
    public boolean isIdentityOfServer() {
        return line(Setting.IDENTITYSTORE).equals("server");
    }

    /** Before the console. */
    public TrustedProxies trustedproxies() {
        return trustedproxies;
    }

    /** They read the metrics without a log-in. */
    public AddressBlocks metricsaccess() {
        return metricsaccess;
    }

    /** Before the mail ports: a connection from one of them, and no other, begins with a header that {@link ee.qmail.proxy.ProxyReader} takes (PROXY-1). */
    public AddressBlocks proxies() {
        return proxies;
    }
}
