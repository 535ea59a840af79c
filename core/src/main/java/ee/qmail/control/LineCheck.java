package ee.qmail.control;

import java.util.Optional;
import java.util.regex.Pattern;

/** Judges one line of a control file. */
@FunctionalInterface
interface LineCheck {
    String NAME = "(?:\\[[^\\s\\p{Cntrl}@\\[\\]]+\\]|[^\\s\\p{Cntrl}@:/<>,;|\"()\\[\\]]+)";
    Pattern HOST = Pattern.compile(NAME);
    Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+(\\.[\\p{L}\\p{M}\\p{N}_-]+)*");
    Pattern CONSOLE = Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/?");
    Pattern ADDRESS = Pattern.compile("[^\\s\\p{Cntrl}]*@" + NAME);
    Pattern MAP_KEY = Pattern.compile("([^\\s\\p{Cntrl}@]+@)?[^\\s\\p{Cntrl}@/<>,;|\"()]*");

    /**
     * @param line without trailing blanks
     * @return what would be right, or empty if the line is
     */
    Optional<String> wanted(String line);

    /** Any text that can stand in one reply or header line. */
    LineCheck TEXT = line -> unless(
            line.chars().noneMatch(Character::isISOControl), "must be one line of text without control characters");

    /** The name of this host; without it nothing works. */
    LineCheck ME = line ->
            unless(HOST_NAME.matcher(line).matches(), "must be the full name of this host, such as mail.example.org");

    /** A host name; empty is allowed (CTL-4). */
    LineCheck HOST_OR_EMPTY = line ->
            unless(line.isEmpty() || HOST.matcher(line).matches(), "must be a host name, such as mail.example.org");

    /** The part of an address before the {@code @}. */
    LineCheck USER = line -> unless(
            !line.isEmpty() && line.chars().allMatch(c -> c > ' ' && c != '@' && c != 127),
            "must be the part of an address before the @, such as postmaster");

    LineCheck DOMAIN =
            line -> unless(HOST.matcher(line).matches(), "must be one domain to a line, such as example.org");

    LineCheck SENDER = line ->
            unless(ADDRESS.matcher(line).matches(), "must be user@domain, or @domain for all senders of a domain");

    LineCheck VIRTUAL_DOMAIN = line -> {
        int colon = line.indexOf(':');
        boolean right = colon >= 0
                && MAP_KEY.matcher(line.substring(0, colon)).matches()
                && line.chars().noneMatch(c -> c <= ' ' || c == 127);
        return unless(right, "must be domain:prefix, user@domain:prefix, .suffix:prefix or :prefix, without blanks");
    };

    LineCheck PROGRAM = line -> unless(
            line.startsWith("/") && !line.endsWith("/") && line.chars().noneMatch(Character::isISOControl),
            "must be the absolute path of one program, such as /usr/bin/procmail");

    LineCheck ROUTE = line -> wanted(() -> SmtpRoutes.parse(line));

    LineCheck BLOCKLIST = line -> wanted(() -> Blocklist.parse(line));

    LineCheck CONSOLE_URL = line -> unless(
            line.isEmpty() || CONSOLE.matcher(line).matches(),
            "must be https:// or http:// with a host name and perhaps a port, such as https://mail.example.org");

    LineCheck PROXY = line -> wanted(() -> TrustedProxies.parse(line));

    LineCheck TCP_RULE = line -> wanted(() -> TcpRules.parse(line));

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
