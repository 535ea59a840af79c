package ee.qmail.micro;

import java.util.Locale;

/** The JDBC address of a database. */
record DatabaseUrl(String value) {
    /**
     * No statement takes that long unless the database hangs. A request may wait for it twice, for an open connection and
     * for a new one, and a browser is cut off after 30 seconds.
     */
    private static final int PATIENCE_SECONDS = 10;

    boolean isPostgresql() {
        return value.startsWith("jdbc:postgresql:");
    }

    /** With a limit on how long a database that hangs is waited for, unless the address has its own. Embedded ones have none. */
    String bounded() {
        if (isPostgresql()) {
            return with(value.contains("?") ? "&" : "?", "socketTimeout", PATIENCE_SECONDS);
        }
        if (value.startsWith("jdbc:h2:tcp:") || value.startsWith("jdbc:h2:ssl:")) {
            return with(";", "NETWORK_TIMEOUT", PATIENCE_SECONDS * 1000);
        }
        return value;
    }

    private String with(String separator, String name, int limit) {
        boolean given = value.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT) + "=");
        return given ? value : value + separator + name + "=" + limit;
    }
}
