package ee.qmail.control;

import ee.qmail.address.DomainName;
import ee.qmail.home.HostName;
import ee.qmail.tcpserver.AddressBlocks;
import ee.qmail.tcpserver.TcpRules;
import ee.qmail.text.Characters;
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
    Optional<String> wanted(String line);

    /**
     * For a line that is right by {@link #wanted}.
     *
     * @return why it is not what its writer may think, and what would be right; empty for most lines
     */
    default Optional<String> remark(String line) {
        return Optional.empty();
    }

    private static LineCheck remarking(LineCheck check, LineCheck remarks) {
        return new LineCheck() {
            @Override
            public Optional<String> wanted(String line) {
                return check.wanted(line);
            }

            @Override
            public Optional<String> remark(String line) {
                return remarks.wanted(line);
            }
        };
    }

    /** Any text that can stand in one reply or header line. */
    LineCheck TEXT = line -> unless(
            Characters.none(line, Character::isISOControl), "must be one line of text without control characters");

    /** The name of this host; without it nothing works. */
    LineCheck ME = remarking(
            line -> unless(
                    HostName.isValid(line),
                    "must be the full name of this host, such as mail.example.org: letters, digits and hyphens between"
                            + " dots, at most " + HostName.LONGEST + " characters"),
            LineCheck::rootDot);

    /** A host name; empty is allowed (CTL-4). */
    LineCheck HOST_OR_EMPTY = remarking(
            line -> unless(
                    line.isEmpty() || HOST.matcher(line).matches(), "must be a host name, such as mail.example.org"),
            LineCheck::rootDot);

    /** The part of an address before the {@code @}. */
    LineCheck USER = line -> unless(
            !line.isEmpty() && Characters.all(line, c -> c > ' ' && c != '@' && c != 127),
            "must be the part of an address before the @, such as postmaster");

    LineCheck DOMAIN = remarking(LineCheck::oneDomain, EntryRemarks::wholeDomain);

    LineCheck DOMAIN_OR_SUFFIX = remarking(LineCheck::oneDomain, EntryRemarks::domainOrSuffix);

    LineCheck SENDER = remarking(
            line -> unless(
                    ADDRESS.matcher(line).matches(), "must be user@domain, or @domain for all senders of a domain"),
            EntryRemarks::sender);

    LineCheck LENT_SENDER = line -> {
        int colon = line.indexOf(':');
        return unless(
                colon > 0
                        && line.charAt(0) != '@'
                        && ADDRESS.matcher(line.substring(0, colon)).matches()
                        && ADDRESS.matcher(line.substring(colon + 1)).matches(),
                "must be user@host:sender, such as ana@example.org:sales@example.org, or user@host:@domain");
    };

    LineCheck CERTIFIED = line -> unless(
            line.indexOf('@') > 0 && ADDRESS.matcher(line).matches(),
            "must be one mail address, as it stands in a certificate, such as printer@example.org");

    LineCheck YES_NO = line -> unless(line.matches("yes|no"), "must be yes or no");

    LineCheck CHECK_FROM = line -> unless(
            line.matches("reject|log|none"),
            "must be reject (550), log (one line in the log, and the message is taken) or none");

    /** The name of a header field of this server's own: none that others rely on can be overwritten by it. */
    LineCheck FIELD_NAME = line -> unless(
            line.isEmpty() || OWN_FIELD.matcher(line).matches(),
            "must be the name of a header field that begins with X-, such as X-Authenticated-User, of letters, digits and hyphens");

    LineCheck SEND_LIMIT = line -> wanted(() -> SendLimits.parse(line));

    LineCheck VIRTUAL_DOMAIN = remarking(LineCheck::virtualDomain, EntryRemarks::key);

    LineCheck PROGRAM = line -> unless(
            line.startsWith("/") && !line.endsWith("/") && Characters.none(line, Character::isISOControl),
            "must be the absolute path of one program, such as /usr/bin/procmail");

    LineCheck ROUTE = remarking(line -> wanted(() -> SmtpRoutes.parse(line)), EntryRemarks::key);

    LineCheck AUTH_SENDER = remarking(line -> wanted(() -> AuthSenders.parse(line)), EntryRemarks::key);

    LineCheck TLS_LEVEL = remarking(line -> wanted(() -> TlsPolicies.parse(line)), EntryRemarks::key);

    LineCheck BLOCKLIST = line -> wanted(() -> Blocklist.parse(line));

    LineCheck CONSOLE_URL = line -> unless(
            line.isEmpty() || CONSOLE.matcher(line).matches(),
            "must be https:// or http:// with a host name and perhaps a port, such as https://mail.example.org");

    LineCheck IDENTITY_STORE = line -> unless(
            line.matches("qmail|server"),
            "must be qmail, for the mailboxes' own passwords, or server, for the stores of the application server");

    LineCheck OAUTH = line -> wanted(() -> OAuth.parse(line));

    LineCheck TLS_POLICY = line -> unless(
            line.matches("intermediate|modern|old"),
            "must be intermediate (TLS 1.3 and 1.2), modern (TLS 1.3 alone) or old (intermediate and suites with CBC)");

    /** The same, or none. */
    LineCheck PROGRAM_OR_EMPTY = line -> line.isEmpty() ? Optional.empty() : PROGRAM.wanted(line);

    LineCheck ACME = line -> unless(
            line.isEmpty() || DIRECTORY.matcher(line).matches(),
            "must be the https address of a directory, such as https://acme-v02.api.letsencrypt.org/directory");

    LineCheck CONTACT = line -> unless(
            line.isEmpty() || ADDRESS.matcher(line).matches() && line.charAt(0) != '@',
            "must be one mail address, such as postmaster@example.org");

    LineCheck CERTIFIED_NAME = line -> {
        String name = DomainName.canonical(line.startsWith("*.") ? line.substring(2) : line);
        return unless(
                DomainName.isName(name) && name.indexOf('.') > 0,
                "must be one full name of a host to a line, such as mail.example.org or *.example.org");
    };

    LineCheck EXTERNAL_ACCOUNT = line -> unless(
            line.isEmpty() || EXTERNAL.matcher(line).matches(),
            "must be kid|key, both as the authority has given them; the key is base64url of at least 32 octets");

    LineCheck CERTIFICATE_KEY = line -> unless(
            line.matches("new|keep"), "must be new, for a new key with each certificate, or keep, for the old one");

    LineCheck ADDRESS_BLOCK = line -> wanted(() -> AddressBlocks.parse(line));

    LineCheck TCP_RULE = remarking(line -> wanted(() -> TcpRules.parse(line)), EntryRemarks::client);

    private static Optional<String> oneDomain(String line) {
        return unless(HOST.matcher(line).matches(), "must be one domain to a line, such as example.org");
    }

    private static Optional<String> virtualDomain(String line) {
        int colon = line.indexOf(':');
        boolean right = colon >= 0
                && MAP_KEY.matcher(line.substring(0, colon)).matches()
                && Characters.none(line, c -> c <= ' ' || c == 127);
        return unless(right, "must be domain:prefix, user@domain:prefix, .suffix:prefix or :prefix, without blanks");
    }

    private static Optional<String> rootDot(String host) {
        return unless(
                host.length() < 2 || !host.endsWith("."),
                "is read without the dot at its end: must be " + DomainName.ascii(host));
    }

    static Optional<String> unless(boolean right, String wanted) {
        return right ? Optional.empty() : Optional.of(wanted);
    }

    private static Optional<String> wanted(Runnable parser) {
        try {
            parser.run();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
