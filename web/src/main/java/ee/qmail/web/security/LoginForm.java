package ee.qmail.web.security;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The login page's form. */
record LoginForm(Map<String, String> values) {
    private static final Logger LOG = Logger.getLogger(LoginForm.class.getName());

    /** @return empty if it is missing */
    String value(String name) {
        return values.getOrDefault(name, "");
    }

    /**
     * As {@code application/x-www-form-urlencoded}; of equal names the first counts, and what cannot be decoded is
     * missing.
     */
    static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    values.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                } catch (IllegalArgumentException e) {
                    LOG.log(Level.FINE, "a field of a log-in is not encoded as a form", e);
                }
            }
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
