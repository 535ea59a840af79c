package ee.qmail.control;

import ee.qmail.address.DomainName;
import ee.qmail.home.HostName;
import ee.qmail.tcpserver.AddressBlocks;
import ee.qmail.tcpserver.TcpRules;
import ee.qmail.text.Characters;
import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Pattern;

/** Judges one line of a control file. */
@FunctionalInterface
interface LineCheck {
    String NAME = "(?:\\[[^\\s\\p{Cntrl}@\\[\\]]+\\]|[^\\s\\p{Cntrl}@:/<>,;|\"()\\[\\]]+)";
    Pattern HOST = Pattern.compile(NAME);
    Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+(\\.[\\p{L}\\p{M}\\p{N}_-]+)*");
    Pattern CONSOLE = Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/?");
    Pattern DIRECTORY = Pattern.compile(
            "https://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?(/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?");
    Pattern EXTERNAL = Pattern.compile("[!-{}~]{1,255}\\|[A-Za-z0-9_-]{43,1000}=*");
    Pattern ADDRESS = Pattern.compile("[^\\s\\p{Cntrl}]*@" + NAME);
    Pattern OWN_FIELD = Pattern.compile("[Xx]-[A-Za-z0-9-]{1,60}");
    Pattern MAP_KEY = Pattern.compile("([^\\s\\p{Cntrl}@]+@)?[^\\s\\p{Cntrl}@/<>,;|\"()]*");

    /**
     * @param line without trailing blanks
     * @return what would be right, or empty if the line is
     */
    Optional<Sentence> wanted(String line);

    /**
     * For a line that is right by {@link #wanted}.
     *
     * @return why it is not what its writer may think, and what would be right; empty for most lines
     */
    default Optional<Sentence> remark(String line) {
        return Optional.empty();
    }

    private static LineCheck remarking(LineCheck check, LineCheck remarks) {
        return new LineCheck() {
            @Override
            public Optional<Sentence> wanted(String line) {
                return check.wanted(line);
            }

            @Override
            public Optional<Sentence> remark(String line) {
                return remarks.wanted(line);
            }
        };
    }

    /** Any text that can stand in one reply or header line. */
    LineCheck TEXT = line -> unless(Characters.none(line, Character::isISOControl), "text");

    /** The name of this host; without it nothing works. */
    LineCheck ME = remarking(
            line -> unless(HostName.isValid(line), "me", String.valueOf(HostName.LONGEST)), LineCheck::rootDot);

    /** A host name; empty is allowed (CTL-4). */
    LineCheck HOST_OR_EMPTY =
            remarking(line -> unless(line.isEmpty() || HOST.matcher(line).matches(), "host"), LineCheck::rootDot);

    /** The part of an address before the {@code @}. */
    LineCheck USER =
            line -> unless(!line.isEmpty() && Characters.all(line, c -> c > ' ' && c != '@' && c != 127), "user");

    LineCheck DOMAIN = remarking(LineCheck::oneDomain, EntryRemarks::wholeDomain);

    LineCheck DOMAIN_OR_SUFFIX = remarking(LineCheck::oneDomain, EntryRemarks::domainOrSuffix);

    LineCheck SENDER = remarking(line -> unless(ADDRESS.matcher(line).matches(), "sender"), EntryRemarks::sender);

    LineCheck LENT_SENDER = line -> {
        int colon = line.indexOf(':');
        return unless(
                colon > 0
                        && line.charAt(0) != '@'
                        && ADDRESS.matcher(line.substring(0, colon)).matches()
                        && ADDRESS.matcher(line.substring(colon + 1)).matches(),
                "lentSender");
    };

    LineCheck CERTIFIED =
            line -> unless(line.indexOf('@') > 0 && ADDRESS.matcher(line).matches(), "certified");

    LineCheck YES_NO = line -> unless(line.matches("yes|no"), "yesNo");

    LineCheck CHECK_FROM = line -> unless(line.matches("reject|log|none"), "checkFrom");

    /** The name of a header field of this server's own: none that others rely on can be overwritten by it. */
    LineCheck FIELD_NAME =
            line -> unless(line.isEmpty() || OWN_FIELD.matcher(line).matches(), "fieldName");

    LineCheck SEND_LIMIT = line -> wanted(() -> SendLimits.parse(line));

    LineCheck VIRTUAL_DOMAIN = remarking(LineCheck::virtualDomain, EntryRemarks::key);

    LineCheck PROGRAM = line -> unless(
            line.startsWith("/") && !line.endsWith("/") && Characters.none(line, Character::isISOControl), "program");

    LineCheck ROUTE = remarking(line -> wanted(() -> SmtpRoutes.parse(line)), EntryRemarks::key);

    LineCheck AUTH_SENDER = remarking(line -> wanted(() -> AuthSenders.parse(line)), EntryRemarks::key);

    LineCheck TLS_LEVEL = remarking(line -> wanted(() -> TlsPolicies.parse(line)), EntryRemarks::key);

    LineCheck BLOCKLIST = line -> wanted(() -> Blocklist.parse(line));

    LineCheck CONSOLE_URL =
            line -> unless(line.isEmpty() || CONSOLE.matcher(line).matches(), "consoleUrl");

    LineCheck IDENTITY_STORE = line -> unless(line.matches("qmail|server"), "identityStore");

    LineCheck OAUTH = line -> wanted(() -> OAuth.parse(line));

    LineCheck TLS_POLICY = line -> unless(line.matches("intermediate|modern|old"), "tlsPolicy");

    /** The same, or none. */
    LineCheck PROGRAM_OR_EMPTY = line -> line.isEmpty() ? Optional.empty() : PROGRAM.wanted(line);

    LineCheck ACME = line -> unless(line.isEmpty() || DIRECTORY.matcher(line).matches(), "acme");

    LineCheck CONTACT =
            line -> unless(line.isEmpty() || ADDRESS.matcher(line).matches() && line.charAt(0) != '@', "contact");

    LineCheck CERTIFIED_NAME = line -> {
        String name = DomainName.canonical(line.startsWith("*.") ? line.substring(2) : line);
        return unless(DomainName.isName(name) && name.indexOf('.') > 0, "certifiedName");
    };

    LineCheck EXTERNAL_ACCOUNT =
            line -> unless(line.isEmpty() || EXTERNAL.matcher(line).matches(), "externalAccount");

    LineCheck CERTIFICATE_KEY = line -> unless(line.matches("new|keep"), "certificateKey");

    LineCheck ADDRESS_BLOCK = line -> wanted(() -> AddressBlocks.parse(line));

    LineCheck TCP_RULE = remarking(line -> wanted(() -> TcpRules.parse(line)), EntryRemarks::client);

    private static Optional<Sentence> oneDomain(String line) {
        return unless(HOST.matcher(line).matches(), "domain");
    }

    private static Optional<Sentence> virtualDomain(String line) {
        int colon = line.indexOf(':');
        boolean right = colon >= 0
                && MAP_KEY.matcher(line.substring(0, colon)).matches()
                && Characters.none(line, c -> c <= ' ' || c == 127);
        return unless(right, "virtualDomain");
    }

    private static Optional<Sentence> rootDot(String host) {
        return unless(host.length() < 2 || !host.endsWith("."), "rootDot", DomainName.ascii(host));
    }

    /** @param key of what would be right, behind {@code line.} */
    static Optional<Sentence> unless(boolean right, String key, Serializable... arguments) {
        return right ? Optional.empty() : Optional.of(Sentence.of("line." + key, arguments));
    }

    private static Optional<Sentence> wanted(Runnable parser) {
        try {
            parser.run();
            return Optional.empty();
        } catch (WrongInputException e) {
            return Optional.of(e.wanted());
        }
    }
}
