package ee.qmail.control;

import ee.qmail.text.Characters;
import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
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
    static final String WANTED = "route.wanted";

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
                .orElseThrow(() -> wrong("route.noRelayBeforeUser")));
    }

    private static Optional<SmtpRoute> relay(String text) {
        Matcher match = RELAY.matcher(text);
        if (!match.matches()) {
            throw wrong(WANTED);
        }
        String relay = match.group("relay") != null ? match.group("relay") : match.group("literal");
        String port = match.group("port");
        if (relay == null && port != null) {
            throw wrong("route.noRelayBeforePort");
        }
        int number = port == null ? SMTP_PORT : Integer.parseInt(port);
        if (number < 1 || number > 65535) {
            throw wrong("route.port");
        }
        return Optional.ofNullable(relay).map(host -> new SmtpRoute(host, number));
    }

    private static Credentials credentials(String text) {
        int bar = text.indexOf('|');
        if (bar < 1 || bar + 1 == text.length() || !Characters.none(text, Character::isISOControl)) {
            throw wrong("route.credentials");
        }
        String password = text.substring(bar + 1);
        if (password.equals(Secrets.MASK)) {
            throw wrong("route.masked");
        }
        return new Credentials(text.substring(0, bar), password);
    }

    static WrongInputException wrong(String key) {
        return new WrongInputException(Sentence.of(key));
    }
}
