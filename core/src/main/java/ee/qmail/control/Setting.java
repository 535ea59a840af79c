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
import ee.qmail.text.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The table of settings: one constant per control file. The manual page, the console's form and the effective
 * configuration are made from it.
 */
public enum Setting {
    ME("me", Shape.LINE, Default.NONE, "all", LineCheck.ME),
    DEFAULTHOST("defaulthost", "qmail-inject", Default.ME_ELSE_NAME),
    DEFAULTDOMAIN("defaultdomain", "qmail-inject", Default.ME_ELSE_NAME),
    PLUSDOMAIN("plusdomain", "qmail-inject", Default.ME_ELSE_NAME),
    IDHOST("idhost", "qmail-inject", Default.ME_ELSE_NAME),
    ENVNOATHOST("envnoathost", "qmail-send", Default.ME_ELSE_NAME),
    LOCALS("locals", Shape.LIST, Default.ME, "qmail-send", DOMAIN),
    VIRTUALDOMAINS("virtualdomains", Shape.MAP, Default.NONE, "qmail-send", VIRTUAL_DOMAIN),
    PERCENTHACK("percenthack", Shape.LIST, Default.NONE, "qmail-send", DOMAIN),
    RCPTHOSTS("rcpthosts", Shape.LIST, Default.NONE, "qmail-smtpd", DOMAIN_OR_SUFFIX),
    MORERCPTHOSTS("morercpthosts", Shape.LIST, Default.NONE, "qmail-smtpd", DOMAIN_OR_SUFFIX),
    LOCALIPHOST("localiphost", "qmail-smtpd", Default.ME),
    BADMAILFROM("badmailfrom", Shape.LIST, Default.NONE, "qmail-smtpd", SENDER),
    TCP_SMTP("tcp.smtp", Shape.LIST, Default.NONE, "tcpserver", TCP_RULE),
    BLOCKLISTS("blocklists", Shape.LIST, Default.NONE, "rblsmtpd", BLOCKLIST),
    CONCURRENCYINCOMING("concurrencyincoming", "tcpserver", 1000, 1, 1_000_000, "connections"),
    MAXCONNIP("maxconnip", "tcpserver", 100, 1, 1_000_000, "connections"),
    MAXCONNMINUTE("maxconnminute", "tcpserver", 1200, 0, 1_000_000, "connections"),
    MAXTLSMINUTE("maxtlsminute", "tcpserver", 1200, 0, 1_000_000, "handshakes"),
    MAXOCTETSMINUTE("maxoctetsminute", "tcpserver", 3_000_000_000L, 0, Long.MAX_VALUE - 1, "octets"),
    PROXIES("proxies", Shape.LIST, Default.NONE, "tcpserver", ADDRESS_BLOCK),
    SMTPGREETING("smtpgreeting", Shape.LINE, Default.ME, "qmail-smtpd", TEXT),
    DATABYTES("databytes", "qmail-smtpd", 100_000_000, 0, Long.MAX_VALUE - 1, "octets"),
    SENDERS("senders", Shape.MAP, Default.NONE, "qmail-smtpd", LENT_SENDER),
    TLSCLIENTS("tlsclients", Shape.LIST, Default.NONE, "qmail-smtpd", CERTIFIED),
    SENDLIMITS("sendlimits", Shape.MAP, Default.NONE, "qmail-smtpd", SEND_LIMIT),
    CHECKFROM("checkfrom", Shape.LINE, Default.literal("log"), "qmail-smtpd", CHECK_FROM),
    HIDESUBMITTER("hidesubmitter", Shape.LINE, Default.literal("no"), "qmail-smtpd", YES_NO),
    DSN("dsn", Shape.LINE, Default.literal("no"), "qmail-smtpd", YES_NO),
    LOGINHEADER("loginheader", Shape.LINE, Default.NONE, "qmail-smtpd", FIELD_NAME),
    PLAINTEXTLOGIN("plaintextlogin", Shape.LIST, Default.NONE, "qmail-smtpd, qmail-pop3d", ADDRESS_BLOCK),
    GREETDELAY("greetdelay", "qmail-smtpd", 0, 0, 6, "seconds"),
    BRTLIMIT("brtlimit", "qmail-smtpd", 20, 0, 1_000_000, "recipients"),
    TARPITDELAY("tarpitdelay", "qmail-smtpd", 5, 0, 60, "seconds"),
    TIMEOUTSMTPD("timeoutsmtpd", "qmail-smtpd", 1200, 0, 86400, "seconds"),
    SMTPROUTES("smtproutes", Shape.MAP, Default.NONE, "qmail-remote", ROUTE),
    AUTHSENDERS("authsenders", Shape.MAP, Default.NONE, "qmail-remote", AUTH_SENDER),
    TLSPOLICIES("tlspolicies", Shape.MAP, Default.NONE, "qmail-remote", TLS_LEVEL),
    HELOHOST("helohost", "qmail-remote", Default.ME),
    TIMEOUTCONNECT("timeoutconnect", "qmail-remote", 60, 1, 86400, "seconds"),
    TIMEOUTREMOTE("timeoutremote", "qmail-remote", 1200, 1, 86400, "seconds"),
    CONCURRENCYLOCAL("concurrencylocal", "qmail-send", 10, 0, 10_000, "deliveries"),
    CONCURRENCYREMOTE("concurrencyremote", "qmail-send", 20, 0, 10_000, "deliveries"),
    HOLDREMOTE("holdremote", Shape.LIST, Default.NONE, "qmail-send", DOMAIN),
    QUEUELIFETIME("queuelifetime", "qmail-send", 604800, 0, 315_360_000, "seconds"),
    DELAYNOTICE("delaynotice", "qmail-send", 14_400, 0, 315_360_000, "seconds"),
    HISTORYLIFETIME("historylifetime", "qmail-send", 2_592_000, 0, 315_360_000, "seconds"),
    AUDITLIFETIME("auditlifetime", "qmail-send", 31_536_000, 0, 315_360_000, "seconds"),
    HISTORYSUBJECT("historysubject", Shape.LINE, Default.literal("no"), "qmail-send", YES_NO),
    DEFAULTDELIVERY("defaultdelivery", Shape.LIST, Default.literal("./Maildir/"), "qmail-local", TEXT),
    ALLOWEDPROGRAMS("allowedprograms", Shape.LIST, Default.NONE, "qmail-local", PROGRAM),
    TIMEOUTPROGRAM("timeoutprogram", "qmail-local", 300, 1, 86400, "seconds"),
    BOUNCEFROM("bouncefrom", Shape.LINE, Default.literal("MAILER-DAEMON"), "qmail-send", USER),
    BOUNCEHOST("bouncehost", "qmail-send", Default.ME_ELSE_NAME),
    DOUBLEBOUNCETO("doublebounceto", Shape.LINE, Default.literal("postmaster"), "qmail-send", USER),
    DOUBLEBOUNCEHOST("doublebouncehost", "qmail-send", Default.ME_ELSE_NAME),
    IDENTITYSTORE("identitystore", Shape.LINE, Default.literal("qmail"), "checkpassword", LineCheck.IDENTITY_STORE),
    OAUTH("oauth", Shape.LIST, Default.NONE, "checkpassword", LineCheck.OAUTH),
    TLSPOLICY("tlspolicy", Shape.LINE, Default.literal("intermediate"), "all", TLS_POLICY),
    ACME("acme", Shape.LINE, Default.NONE, "acme", LineCheck.ACME),
    ACMECONTACT("acmecontact", Shape.LINE, Default.NONE, "acme", LineCheck.CONTACT),
    ACMEDOMAINS("acmedomains", Shape.LIST, Default.ME, "acme", LineCheck.CERTIFIED_NAME),
    ACMEEAB("acmeeab", Shape.LINE, Default.NONE, "acme", LineCheck.EXTERNAL_ACCOUNT),
    ACMEDNS("acmedns", Shape.LINE, Default.NONE, "acme", LineCheck.PROGRAM_OR_EMPTY),
    ACMEKEY("acmekey", Shape.LINE, Default.literal("new"), "acme", LineCheck.CERTIFICATE_KEY),
    CONSOLEURL("consoleurl", Shape.LINE, Default.NONE, "console", CONSOLE_URL),
    TRUSTEDPROXIES("trustedproxies", Shape.LIST, Default.NONE, "console", ADDRESS_BLOCK),
    METRICSACCESS("metricsaccess", Shape.LIST, Default.NONE, "console", ADDRESS_BLOCK);

    private final String fileName;
    private final Shape shape;
    private final Default fallback;
    private final String readBy;
    private final LineCheck check;
    private final long min;
    private final long max;
    private final String unit;

    Setting(String fileName, Shape shape, Default fallback, String readBy, LineCheck check) {
        this.fileName = fileName;
        this.shape = shape;
        this.fallback = fallback;
        this.readBy = readBy;
        this.check = check;
        this.min = 0;
        this.max = 0;
        this.unit = "";
    }

    Setting(String fileName, String readBy, Default fallback) {
        this(fileName, Shape.LINE, fallback, readBy, HOST_OR_EMPTY);
    }

    Setting(String fileName, String readBy, long fallback, long min, long max, String unit) {
        this.fileName = fileName;
        this.shape = Shape.INT;
        this.fallback = Default.literal(Long.toString(fallback));
        this.readBy = readBy;
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
    public Sentence help() {
        return Sentence.of("setting." + fileName);
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
    public List<Sentence> check(String content) {
        return problems(content).stream().map(Problem::sentence).toList();
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
        Sentence range = max == Long.MAX_VALUE - 1
                ? Sentence.of("number.orMore", Sentence.of("unit." + unit), String.valueOf(min))
                : Sentence.of("number.range", Sentence.of("unit." + unit), String.valueOf(min), String.valueOf(max));
        Sentence wanted = inRange ? Sentence.of("number.readAs", range, String.valueOf(number.getAsLong())) : range;
        return List.of(Problem.at(this, 1, line, wanted, inRange));
    }

    private List<Problem> listProblems(ControlText text) {
        List<Problem> problems = new ArrayList<>();
        List<Problem> remarks = new ArrayList<>();
        for (ControlText.Line line : text.entries()) {
            // Without a colon qmail drops the line (CTL-6); any other mistake would give it a meaning nobody wanted.
            boolean dropped = shape == Shape.MAP && line.text().indexOf(':') < 0 || isNobodys(line.text());
            Optional<Sentence> wanted = check.wanted(line.text());
            wanted.ifPresent(right -> problems.add(Problem.at(this, line.number(), line.text(), right, dropped)));
            if (wanted.isEmpty()) {
                check.remark(line.text())
                        .ifPresent(remark -> remarks.add(Problem.at(this, line.number(), line.text(), remark, true)));
            }
        }
        if (problems.size() == text.entries().size()) {
            return problems.stream().map(p -> new Problem(p.sentence(), false)).toList();
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
