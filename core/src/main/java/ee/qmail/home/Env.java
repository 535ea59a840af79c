package ee.qmail.home;

import ee.qmail.contract.Door;
import ee.qmail.text.Characters;
import java.util.Locale;

/**
 * The few settings that must be known before there are control files. Each is a system property or an environment
 * variable of the same meaning: {@code qmail.smtp.port} or {@code QMAIL_SMTP_PORT}; the property wins.
 */
public enum Env {
    /** Directory that holds everything this server owns. */
    QMAIL_HOME("var"),
    /** Address to listen on. */
    QMAIL_BIND("127.0.0.1"),
    /** SMTP from other mail servers; each of these ports may be {@code none}. */
    QMAIL_SMTP_PORT("2525"),
    /** Address for it; empty means {@link #QMAIL_BIND}, as with the other doors. */
    QMAIL_SMTP_BIND(""),
    /** SMTP from users who log in, with STARTTLS. */
    QMAIL_SUBMISSION_PORT("2587"),
    QMAIL_SUBMISSION_BIND(""),
    /** The same with TLS from the first octet. */
    QMAIL_SUBMISSIONS_PORT("2465"),
    QMAIL_SUBMISSIONS_BIND(""),
    QMAIL_POP3_PORT("2110"),
    QMAIL_POP3_BIND(""),
    /** POP3 with TLS from the first octet. */
    QMAIL_POP3S_PORT("2995"),
    QMAIL_POP3S_BIND(""),
    QMAIL_HTTP_PORT("8080"),
    /** Address of the console without TLS; also of the one with TLS unless that has its own. */
    QMAIL_HTTP_BIND("127.0.0.1"),
    /** Port of the console with TLS; {@code none} closes it. */
    QMAIL_HTTPS_PORT("8443"),
    /** Address of the console with TLS; empty means that of the one without. */
    QMAIL_HTTPS_BIND(""),
    /** Port of the broker for applications outside this process; empty means closed. */
    QMAIL_JMS_PORT(""),
    /** Address of a broker in another process, as Artemis' clients take it; empty means one in this process. */
    QMAIL_JMS_URL(""),
    /** User of the broker. */
    QMAIL_JMS_USER("qmail"),
    /** Password of that user; a must when the port is open. */
    QMAIL_JMS_PASSWORD(""),
    /** JDBC address of the database; empty means H2 in the home directory. */
    QMAIL_DB_URL(""),
    QMAIL_DB_USER(""),
    QMAIL_DB_PASSWORD(""),
    /** Password of the user admin on the first start; empty means a random one. */
    QMAIL_ADMIN_PASSWORD(""),
    /** DNS server, {@code host:port}; empty means the ones of the operating system. */
    QMAIL_DNS("");

    /** Characters of an administrator's password. */
    public static final int MIN_ADMINISTRATOR_PASSWORD = 12;

    public static final int MAX_ADMINISTRATOR_PASSWORD = 128;

    /** In the place of a port: there is no listener. */
    public static final String CLOSED = "none";

    private final String fallback;

    Env(String fallback) {
        this.fallback = fallback;
    }

    /** The setting of a door's port. */
    public static Env port(Door door) {
        return switch (door) {
            case MX -> QMAIL_SMTP_PORT;
            case SUBMISSION -> QMAIL_SUBMISSION_PORT;
            case SUBMISSIONS -> QMAIL_SUBMISSIONS_PORT;
            case POP3 -> QMAIL_POP3_PORT;
            case POP3S -> QMAIL_POP3S_PORT;
        };
    }

    /** The address on which a door listens: its own, or that of all. */
    public static String bind(Door door) {
        String own = bindSetting(door).value();
        return own.isEmpty() ? QMAIL_BIND.value() : own;
    }

    /** The setting of a door's own address. */
    public static Env bindSetting(Door door) {
        return valueOf(port(door).name().replace("_PORT", "_BIND"));
    }

    /** The system property of the same meaning. */
    public String property() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The value in force if nobody has given one; empty if there is none. */
    public String fallback() {
        return fallback;
    }

    /** Tells whether somebody has given a value, so that it is not the default that is in force. */
    public boolean isGiven() {
        String variable = System.getenv(name());
        return System.getProperty(property()) != null || variable != null && !variable.isEmpty();
    }

    /** The value in force, never null. */
    public String value() {
        String property = System.getProperty(property());
        if (property != null) {
            return property;
        }
        String variable = System.getenv(name());
        return variable == null || variable.isEmpty() ? fallback : variable;
    }

    /** Tells whether the port of this setting is not to be opened. */
    public boolean isClosed() {
        return value().equals(CLOSED);
    }

    /**
     * The value as a port.
     *
     * @throws IllegalArgumentException if it is not a number from 0 to 65535; 0 means any free port
     */
    public int port() {
        String value = value();
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wrongPort(value), e);
        }
        throw new IllegalArgumentException(wrongPort(value));
    }

    /**
     * Tells whether it may be an administrator's password: 12 to 128 characters, none of them a control character. The
     * same for the first one and for those that are chosen later.
     */
    public static boolean isAdministratorPassword(String text) {
        return text.length() >= MIN_ADMINISTRATOR_PASSWORD
                && text.length() <= MAX_ADMINISTRATOR_PASSWORD
                && Characters.none(text, Character::isISOControl);
    }

    private String wrongPort(String value) {
        return name() + " is '" + value + "': must be a port number from 0 to 65535, or none";
    }
}
