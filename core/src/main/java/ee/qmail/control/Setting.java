package ee.qmail.control;

import static ee.qmail.control.LineCheck.ADDRESS_BLOCK;
import static ee.qmail.control.LineCheck.AUTH_SENDER;
import static ee.qmail.control.LineCheck.BLOCKLIST;
import static ee.qmail.control.LineCheck.CERTIFIED;
import static ee.qmail.control.LineCheck.CHECK_FROM;
import static ee.qmail.control.LineCheck.CONSOLE_URL;
import static ee.qmail.control.LineCheck.DOMAIN;
import static ee.qmail.control.LineCheck.DOMAIN_OR_SUFFIX;
import static ee.qmail.control.LineCheck.FIELD_NAME;
import static ee.qmail.control.LineCheck.HOST_OR_EMPTY;
import static ee.qmail.control.LineCheck.LENT_SENDER;
import static ee.qmail.control.LineCheck.PROGRAM;
import static ee.qmail.control.LineCheck.ROUTE;
import static ee.qmail.control.LineCheck.SENDER;
import static ee.qmail.control.LineCheck.SEND_LIMIT;
import static ee.qmail.control.LineCheck.TCP_RULE;
import static ee.qmail.control.LineCheck.TEXT;
import static ee.qmail.control.LineCheck.TLS_LEVEL;
import static ee.qmail.control.LineCheck.TLS_POLICY;
import static ee.qmail.control.LineCheck.USER;
import static ee.qmail.control.LineCheck.VIRTUAL_DOMAIN;
import static ee.qmail.control.LineCheck.YES_NO;

import ee.qmail.home.PlainText;
import ee.qmail.text.Characters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The table of settings: one constant per control file. The manual page, the console's form and the effective
 * configuration are made from it.
 */
public enum Setting {
    ME("me", Shape.LINE, Default.NONE, "all", LineCheck.ME, "Name of this host"),
    DEFAULTHOST("defaulthost", "qmail-inject", Default.ME_ELSE_NAME, "Host for addresses without a host"),
    DEFAULTDOMAIN("defaultdomain", "qmail-inject", Default.ME_ELSE_NAME, "Domain for hosts without a dot"),
    PLUSDOMAIN("plusdomain", "qmail-inject", Default.ME_ELSE_NAME, "Domain in the place of a + at the end of a host"),
    IDHOST("idhost", "qmail-inject", Default.ME_ELSE_NAME, "Host in a Message-ID"),
    ENVNOATHOST("envnoathost", "qmail-send", Default.ME_ELSE_NAME, "Host for recipients without @"),
    LOCALS("locals", Shape.LIST, Default.ME, "qmail-send", DOMAIN, "Domains whose users are users of this server"),
    VIRTUALDOMAINS(
            "virtualdomains",
            Shape.MAP,
            Default.NONE,
            "qmail-send",
            VIRTUAL_DOMAIN,
            "Addresses and domains that belong to a local user, domain:prefix"),
    PERCENTHACK(
            "percenthack",
            Shape.LIST,
            Default.NONE,
            "qmail-send",
            DOMAIN,
            "Domains in which user%host@domain means user@host"),
    RCPTHOSTS(
            "rcpthosts",
            Shape.LIST,
            Default.NONE,
            "qmail-smtpd",
            DOMAIN_OR_SUFFIX,
            "Domains that anybody may send to; while the file is missing nobody may send to any"),
    MORERCPTHOSTS(
            "morercpthosts",
            Shape.LIST,
            Default.NONE,
            "qmail-smtpd",
            DOMAIN_OR_SUFFIX,
            "More of the same, when there are many; does not count while rcpthosts is missing"),
    LOCALIPHOST("localiphost", "qmail-smtpd", Default.ME, "Host in the place of this server's own address in brackets"),
    BADMAILFROM(
            "badmailfrom",
            Shape.LIST,
            Default.NONE,
            "qmail-smtpd",
            SENDER,
            "Envelope senders that are refused, user@host or @host"),
    TCP_SMTP(
            "tcp.smtp",
            Shape.LIST,
            Default.NONE,
            "tcpserver",
            TCP_RULE,
            "Client addresses that may connect (allow, deny) and relay (RELAYCLIENT=\"\")"),
    BLOCKLISTS(
            "blocklists",
            Shape.LIST,
            Default.NONE,
            "rblsmtpd",
            BLOCKLIST,
            "DNS blocklists whose clients are refused, or with :defer told to try again"),
    CONCURRENCYINCOMING("concurrencyincoming", "tcpserver", 1000, 1, 1_000_000, "connections", "Connections at once"),
    MAXCONNIP(
            "maxconnip",
            "tcpserver",
            100,
            1,
            1_000_000,
            "connections",
            "Connections at once from one address, or one /64 of IPv6"),
    MAXCONNMINUTE(
            "maxconnminute",
            "tcpserver",
            1200,
            0,
            1_000_000,
            "connections",
            "Connections within a minute from one address, or one /64 of IPv6; 0 means no limit; those from this host, and by SMTP of clients that may relay, do not count"),
    MAXTLSMINUTE(
            "maxtlsminute",
            "tcpserver",
            1200,
            0,
            1_000_000,
            "handshakes",
            "Handshakes of TLS within a minute with one address, or one /64 of IPv6; 0 means no limit; those with this host do not count"),
    MAXOCTETSMINUTE(
            "maxoctetsminute",
            "tcpserver",
            3_000_000_000L,
            0,
            Long.MAX_VALUE - 1,
            "octets",
            "Octets within a minute from one address, or one /64 of IPv6; what is more is read in the next minute; 0 means no limit; those from this host do not count"),
    PROXIES(
            "proxies",
            Shape.LIST,
            Default.NONE,
            "tcpserver",
            ADDRESS_BLOCK,
            "Proxies before the mail ports, addresses or blocks: their connections must begin with a PROXY header (version 1 or 2), which tells the client"),
    SMTPGREETING("smtpgreeting", Shape.LINE, Default.ME, "qmail-smtpd", TEXT, "Greeting, begins with a host name"),
    DATABYTES(
            "databytes",
            "qmail-smtpd",
            100_000_000,
            0,
            Long.MAX_VALUE - 1,
            "octets",
            "Largest message as stored; 0 means no limit"),
    SENDERS(
            "senders",
            Shape.MAP,
            Default.NONE,
            "qmail-smtpd",
            LENT_SENDER,
            "Envelope senders that a user may use beside the own ones, user@host:sender or user@host:@domain"),
    TLSCLIENTS(
            "tlsclients",
            Shape.LIST,
            Default.NONE,
            "qmail-smtpd",
            CERTIFIED,
            "Mail addresses of client certificates, issued by an authority in clientca.pem, whose holders send mail everywhere without a log-in"),
    SENDLIMITS(
            "sendlimits",
            Shape.MAP,
            Default.NONE,
            "qmail-smtpd",
            SEND_LIMIT,
            "Recipients that a user may send to within an hour and a day, user@host:hour:day or :hour:day for all others; 0 means no limit"),
    CHECKFROM(
            "checkfrom",
            Shape.LINE,
            Default.literal("log"),
            "qmail-smtpd",
            CHECK_FROM,
            "What happens to mail of users whose From has an address that is not the user's own: reject, log or none"),
    HIDESUBMITTER(
            "hidesubmitter",
            Shape.LINE,
            Default.literal("no"),
            "qmail-smtpd",
            YES_NO,
            "Whether the Received line of what users send leaves out the address and the name of their machine: yes or no"),
    DSN(
            "dsn",
            Shape.LINE,
            Default.literal("no"),
            "qmail-smtpd",
            YES_NO,
            "Whether other mail servers are offered DSN (RFC 3461), notifications of success and delay: yes or no; users and clients that may relay have it anyway; DSN in tcp.smtp goes before it"),
    LOGINHEADER(
            "loginheader",
            Shape.LINE,
            Default.NONE,
            "qmail-smtpd",
            FIELD_NAME,
            "Header field that tells who has logged in to send a message, such as X-Authenticated-User; none while the file is missing"),
    PLAINTEXTLOGIN(
            "plaintextlogin",
            Shape.LIST,
            Default.NONE,
            "qmail-smtpd, qmail-pop3d",
            ADDRESS_BLOCK,
            "Clients, addresses or blocks, that may send a password without TLS; while the file is missing those of this host, by POP3 only"),
    GREETDELAY(
            "greetdelay",
            "qmail-smtpd",
            0,
            0,
            6,
            "seconds",
            "Time before the greeting of other mail servers, in which they must be silent; GREETDELAY in tcp.smtp goes before it"),
    BRTLIMIT(
            "brtlimit",
            "qmail-smtpd",
            20,
            0,
            1_000_000,
            "recipients",
            "Refused recipients of a connection after which each further one is answered late; 0 means never"),
    TARPITDELAY(
            "tarpitdelay",
            "qmail-smtpd",
            5,
            0,
            60,
            "seconds",
            "Time by which refused recipients beyond brtlimit are answered late"),
    TIMEOUTSMTPD("timeoutsmtpd", "qmail-smtpd", 1200, 0, 86400, "seconds", "Silence that ends a client's connection"),
    SMTPROUTES(
            "smtproutes",
            Shape.MAP,
            Default.NONE,
            "qmail-remote",
            ROUTE,
            "Artificial routes, domain:relay, domain:relay:port or domain:relay:port|user|password"),
    AUTHSENDERS(
            "authsenders",
            Shape.MAP,
            Default.NONE,
            "qmail-remote",
            AUTH_SENDER,
            "Relays by envelope sender, user@domain:relay:port|user|password or @domain:...; they go before smtproutes"),
    TLSPOLICIES(
            "tlspolicies",
            Shape.MAP,
            Default.NONE,
            "qmail-remote",
            TLS_LEVEL,
            "TLS with the servers of a domain or with a relay, domain:level; none, may (the default), encrypt or verify"),
    HELOHOST("helohost", "qmail-remote", Default.ME, "Name said in EHLO and HELO"),
    TIMEOUTCONNECT("timeoutconnect", "qmail-remote", 60, 1, 86400, "seconds", "Time to connect to a server"),
    TIMEOUTREMOTE("timeoutremote", "qmail-remote", 1200, 1, 86400, "seconds", "Time for each answer of a server"),
    CONCURRENCYLOCAL(
            "concurrencylocal", "qmail-send", 10, 0, 10_000, "deliveries", "Local deliveries at once; 0 means on hold"),
    CONCURRENCYREMOTE(
            "concurrencyremote",
            "qmail-send",
            20,
            0,
            10_000,
            "deliveries",
            "Remote deliveries at once; 0 means on hold"),
    QUEUELIFETIME(
            "queuelifetime", "qmail-send", 604800, 0, 315_360_000, "seconds", "Age after which a failure is final"),
    DELAYNOTICE(
            "delaynotice",
            "qmail-send",
            14_400,
            0,
            315_360_000,
            "seconds",
            "Age at which a sender who asked for it (NOTIFY=DELAY) is told that mail still waits; 0 means never"),
    HISTORYLIFETIME(
            "historylifetime",
            "qmail-send",
            2_592_000,
            0,
            315_360_000,
            "seconds",
            "Age after which the history of mail is forgotten"),
    HISTORYSUBJECT(
            "historysubject",
            Shape.LINE,
            Default.literal("no"),
            "qmail-send",
            YES_NO,
            "Whether the history of mail keeps subjects: yes or no"),
    DEFAULTDELIVERY(
            "defaultdelivery",
            Shape.LIST,
            Default.literal("./Maildir/"),
            "qmail-local",
            TEXT,
            "What is done for a user without a .qmail file, as in such a file"),
    ALLOWEDPROGRAMS(
            "allowedprograms",
            Shape.LIST,
            Default.NONE,
            "qmail-local",
            PROGRAM,
            "Programs that .qmail files may run, one absolute path to a line; none while the file is missing"),
    TIMEOUTPROGRAM("timeoutprogram", "qmail-local", 300, 1, 86400, "seconds", "Time after which a program is ended"),
    BOUNCEFROM(
            "bouncefrom",
            Shape.LINE,
            Default.literal("MAILER-DAEMON"),
            "qmail-send",
            USER,
            "User in the From of a bounce"),
    BOUNCEHOST("bouncehost", "qmail-send", Default.ME_ELSE_NAME, "Host in the From of a bounce"),
    DOUBLEBOUNCETO(
            "doublebounceto",
            Shape.LINE,
            Default.literal("postmaster"),
            "qmail-send",
            USER,
            "User that gets double bounces"),
    DOUBLEBOUNCEHOST("doublebouncehost", "qmail-send", Default.ME_ELSE_NAME, "Host of the user for double bounces"),
    IDENTITYSTORE(
            "identitystore",
            Shape.LINE,
            Default.literal("qmail"),
            "checkpassword",
            LineCheck.IDENTITY_STORE,
            "Who tells whether the password of a user is right: qmail, or server for the identity stores of the application server"),
    OAUTH(
            "oauth",
            Shape.LIST,
            Default.NONE,
            "checkpassword",
            LineCheck.OAUTH,
            "Issuer of the tokens with which users may log in: issuer:URL, audience:NAME, jwks:URL, and claim:NAME unless it is email; for tokens that are not signed introspection:URL and client:NAME, with the secret in oauth.secret"),
    TLSPOLICY(
            "tlspolicy",
            Shape.LINE,
            Default.literal("intermediate"),
            "all",
            TLS_POLICY,
            "Versions and cipher suites of TLS that clients may use: intermediate, modern or old"),
    ACME(
            "acme",
            Shape.LINE,
            Default.NONE,
            "acme",
            LineCheck.ACME,
            "Address of the directory of an authority that issues certificates by ACME; the server gets and renews its own there, and accepts the terms of the authority. Off while the file is missing"),
    ACMECONTACT(
            "acmecontact",
            Shape.LINE,
            Default.NONE,
            "acme",
            LineCheck.CONTACT,
            "Mail address that the authority may write to"),
    ACMEDOMAINS(
            "acmedomains",
            Shape.LIST,
            Default.ME,
            "acme",
            LineCheck.CERTIFIED_NAME,
            "Names in the certificate, such as mail.example.org; *.example.org needs acmedns"),
    ACMEEAB(
            "acmeeab",
            Shape.LINE,
            Default.NONE,
            "acme",
            LineCheck.EXTERNAL_ACCOUNT,
            "Account at the authority that the one of ACME is bound to, kid|key, where the authority demands that"),
    ACMEDNS(
            "acmedns",
            Shape.LINE,
            Default.NONE,
            "acme",
            LineCheck.PROGRAM_OR_EMPTY,
            "Program that is run with add or remove, the name of a TXT record and its value; with it names are proved by DNS instead of HTTP"),
    ACMEKEY(
            "acmekey",
            Shape.LINE,
            Default.literal("new"),
            "acme",
            LineCheck.CERTIFICATE_KEY,
            "The key of a renewed certificate: new, or keep for that of the old one"),
    CONSOLEURL(
            "consoleurl",
            Shape.LINE,
            Default.NONE,
            "console",
            CONSOLE_URL,
            "Address of the console as browsers see it; with https they are told to use nothing else"),
    TRUSTEDPROXIES(
            "trustedproxies",
            Shape.LIST,
            Default.NONE,
            "console",
            ADDRESS_BLOCK,
            "Proxies before the console, addresses or blocks, whose X-Forwarded-For or Forwarded tells the client"),
    METRICSACCESS(
            "metricsaccess",
            Shape.LIST,
            Default.NONE,
            "console",
            ADDRESS_BLOCK,
            "Clients, addresses or blocks, that read /metrics without a log-in");

    private final String fileName;
    private final Shape shape;
    private final Default fallback;
    private final String readBy;
    private final String help;
    private final LineCheck check;
    private final long min;
    private final long max;
    private final String unit;

    Setting(String fileName, Shape shape, Default fallback, String readBy, LineCheck check, String help) {
        this.fileName = fileName;
        this.shape = shape;
        this.fallback = fallback;
        this.readBy = readBy;
        this.check = check;
        this.help = help;
        this.min = 0;
        this.max = 0;
        this.unit = "";
    }

    Setting(String fileName, String readBy, Default fallback, String help) {
        this(fileName, Shape.LINE, fallback, readBy, HOST_OR_EMPTY, help);
    }

    Setting(String fileName, String readBy, long fallback, long min, long max, String unit, String help) {
        this.fileName = fileName;
        this.shape = Shape.INT;
        this.fallback = Default.literal(Long.toString(fallback));
        this.readBy = readBy;
        this.help = help;
        this.min = min;
        this.max = max;
        this.unit = unit;
        this.check = line -> Optional.empty();
    }

    /** The setting kept in a file of this name. */
    public static Optional<Setting> ofFile(String fileName) {
        for (Setting setting : values()) {
            if (setting.fileName.equals(fileName)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    /** Name of the file in {@code control}. */
    public String fileName() {
        return fileName;
    }

    public Shape shape() {
        return shape;
    }

    /** Tells whether it is a list whose entries may stand in any order; in tcp.smtp the first that fits decides. */
    public boolean isUnorderedList() {
        return isList() && this != TCP_SMTP && this != DEFAULTDELIVERY;
    }

    /** Tells whether it has one entry to a line. */
    public boolean isList() {
        return shape == Shape.LIST || shape == Shape.MAP;
    }

    /** Tells whether its value is the name of a host. */
    boolean isHost() {
        return check == LineCheck.ME || check == HOST_OR_EMPTY;
    }

    /** Returns the value that holds while the file is missing. */
    public Default fallback() {
        return fallback;
    }

    /** The qmail program whose work it rules; {@code all} for several. */
    public String readBy() {
        return readBy;
    }

    /** One line without a final dot. */
    public String help() {
        return help;
    }

    /** {@code seconds}, {@code octets} and so on for a number, else empty. */
    public String unit() {
        return unit;
    }

    /** Smallest value of a number. */
    public long min() {
        return min;
    }

    /** Largest value of a number. */
    public long max() {
        return max;
    }

    /**
     * Tells whether it is changed on the machine only, by the server's own user: it says what runs there as that user,
     * and where mail is written to. An administrator of the console, who need not be that user, sees it.
     */
    public boolean isChangedOnTheMachineOnly() {
        return this == ALLOWEDPROGRAMS || this == DEFAULTDELIVERY || this == ACMEDNS;
    }

    /** Tells whether passwords may stand in it, which are shown nowhere (RTLS-16). */
    public boolean isSecret() {
        return this == SMTPROUTES || this == AUTHSENDERS || this == ACMEEAB;
    }

    /** Lines as people may see them: asterisks stand for passwords. */
    public String shown(String content) {
        return this == ACMEEAB ? Secrets.maskedAfterBar(content) : isSecret() ? Secrets.masked(content) : content;
    }

    /**
     * Tells whether a file with this content would be right.
     *
     * @return one sentence per problem: file, line number counted from 1, the line, and what would be right
     */
    public List<String> check(String content) {
        return problems(content).stream().map(Problem::text).toList();
    }

    /** A CR before an LF and a byte order mark are no problems: they do not count. */
    List<Problem> problems(String content) {
        ControlText text = new ControlText(PlainText.of(content).text());
        return switch (shape) {
            case LINE -> lineProblems(text.firstLine());
            case INT -> intProblems(text);
            case LIST, MAP -> listProblems(text);
        };
    }

    private List<Problem> lineProblems(String line) {
        return check.wanted(line)
                .map(wanted -> Problem.at(this, 1, line, wanted, false))
                .or(() -> check.remark(line).map(remark -> Problem.at(this, 1, line, remark, true)))
                .map(List::of)
                .orElse(List.of());
    }

    private List<Problem> intProblems(ControlText text) {
        String line = text.firstLine();
        OptionalLong number = text.leadingNumber();
        boolean inRange = number.isPresent() && number.getAsLong() >= min && number.getAsLong() <= max;
        if (line.isEmpty() || inRange && Characters.all(line, c -> c >= '0' && c <= '9')) {
            return List.of();
        }
        String range = max == Long.MAX_VALUE - 1 ? min + " or more" : min + " to " + max;
        String read = inRange ? "; it is read as " + number.getAsLong() : "";
        String wanted = "must be a whole number of " + unit + ", " + range + read;
        return List.of(Problem.at(this, 1, line, wanted, inRange));
    }

    private List<Problem> listProblems(ControlText text) {
        List<Problem> problems = new ArrayList<>();
        List<Problem> remarks = new ArrayList<>();
        for (ControlText.Line line : text.entries()) {
            // Without a colon qmail drops the line (CTL-6); any other mistake would give it a meaning nobody wanted.
            boolean dropped = shape == Shape.MAP && line.text().indexOf(':') < 0 || isNobodys(line.text());
            Optional<String> wanted = check.wanted(line.text());
            wanted.ifPresent(right -> problems.add(Problem.at(this, line.number(), line.text(), right, dropped)));
            if (wanted.isEmpty()) {
                check.remark(line.text())
                        .ifPresent(remark -> remarks.add(Problem.at(this, line.number(), line.text(), remark, true)));
            }
        }
        if (problems.size() == text.entries().size()) {
            return problems.stream().map(p -> new Problem(p.text(), false)).toList();
        }
        problems.addAll(remarks);
        return problems;
    }

    /** An entry without an @ is compared with senders, which have one or are empty: it does no harm either. */
    private boolean isNobodys(String entry) {
        return this == BADMAILFROM && entry.indexOf('@') < 0;
    }

    /**
     * Of a list from elsewhere, the entries that {@link #check} has nothing against; one that has only a dot too many
     * at the end of its domain is taken without it.
     */
    public List<String> rightEntries(String content) {
        List<String> right = new ArrayList<>();
        for (String line : new ControlText(PlainText.of(content).text()).list()) {
            String withoutDot = line.replaceFirst("\\.(?=:|$)", "");
            if (isRight(line)) {
                right.add(line);
            } else if (isRight(withoutDot)) {
                right.add(withoutDot);
            }
        }
        return right;
    }

    private boolean isRight(String line) {
        return check.wanted(line).isEmpty() && check.remark(line).isEmpty();
    }

    /** The content with every line left out that is wrong; for a first start, when there is no older value. */
    String withoutWrongLines(String content) {
        StringBuilder right = new StringBuilder();
        for (String line : new ControlText(PlainText.of(content).text()).list()) {
            if (check.wanted(line).isEmpty()) {
                right.append(line).append('\n');
            }
        }
        return right.toString();
    }
}
