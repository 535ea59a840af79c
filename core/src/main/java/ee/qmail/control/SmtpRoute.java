package ee.qmail.control;

import ee.qmail.text.Characters;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A relay that gets the mail for a domain in the place of its mail exchangers.
 *
 * @param relay host name or numeric address, without brackets; its own addresses are used, not its MX
 * @param port 1 to 65535; at 465 TLS begins with the first octet (RFC 8314 3.3)
 * @param credentials null if it wants no log-in
 */
public record SmtpRoute(String relay, int port, Credentials credentials) {
    static final String WANTED =
            "must be domain:relay, domain:relay:port, domain:relay:port|user|password or domain: (its own mail"
                    + " exchangers); an IPv6 relay in brackets";

    private static final int SMTP_PORT = 25;
    private static final int SUBMISSIONS_PORT = 465;
    private static final Pattern RELAY = Pattern.compile(
            "(?:(?<relay>[^:\\s\\[\\]|@]+)|\\[(?<literal>[0-9A-Fa-f:.]+)\\])?(?::(?<port>[0-9]{1,5}))?");

    /** One that wants no log-in. */
    public SmtpRoute(String relay, int port) {
        this(relay, port, null);
    }

    /** Tells whether TLS begins with the first octet. */
    public boolean isImplicitTls() {
        return port == SUBMISSIONS_PORT;
    }

    /**
     * Reads {@code relay:port|user|password}; the password is the rest of the line, whatever is in it (RTLS-16).
     *
     * @return empty if nothing is there
     * @throws IllegalArgumentException whose message says what would be right
     */
    static Optional<SmtpRoute> parse(String text) {
        int bar = text.indexOf('|');
        Optional<SmtpRoute> route = relay(bar < 0 ? text : text.substring(0, bar));
        if (bar < 0) {
            return route;
        }
        Credentials credentials = credentials(text.substring(bar + 1));
        return Optional.of(route.map(plain -> new SmtpRoute(plain.relay, plain.port, credentials))
                .orElseThrow(() -> new IllegalArgumentException("a user and password need a relay before them")));
    }

    private static Optional<SmtpRoute> relay(String text) {
        Matcher match = RELAY.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(WANTED);
        }
        String relay = match.group("relay") != null ? match.group("relay") : match.group("literal");
        String port = match.group("port");
        if (relay == null && port != null) {
            throw new IllegalArgumentException("a port needs a relay before it, as in domain:relay:port");
        }
        int number = port == null ? SMTP_PORT : Integer.parseInt(port);
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("the port must be from 1 to 65535");
        }
        return Optional.ofNullable(relay).map(host -> new SmtpRoute(host, number));
    }

    private static Credentials credentials(String text) {
        int bar = text.indexOf('|');
        if (bar < 1 || bar + 1 == text.length() || !Characters.none(text, Character::isISOControl)) {
            throw new IllegalArgumentException("must have user|password behind the port, neither of them empty");
        }
        String password = text.substring(bar + 1);
        if (password.equals(Secrets.MASK)) {
            throw new IllegalArgumentException(
                    "must have its password: the asterisks stand for one in a line that is otherwise the same only");
        }
        return new Credentials(text.substring(0, bar), password);
    }
}
