package ee.qmail.application;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Properties;

/**
 * How far the server is with an application.
 *
 * @param version {@link ee.qmail.home.Fingerprint} of the file that this is about
 * @param since when the phase began
 * @param reason why it failed, in one line; or what is remarked on it, one line each; empty if there is nothing
 * @param runs whether a version of it is in the server, after a failure the one before
 */
public record ApplicationState(String name, Phase phase, String version, Instant since, String reason, boolean runs) {
    /** In the order in which they follow each other. */
    public enum Phase {
        /** The file has not stood still yet, or another application is being deployed. */
        WAITS,
        DEPLOYING,
        DEPLOYED,
        FAILED
    }

    /** Where it is found by HTTP. */
    public String contextRoot() {
        return "/" + name;
    }

    String toText() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("phase", phase.name());
        properties.setProperty("version", version);
        properties.setProperty("since", since.toString());
        properties.setProperty("reason", reason);
        properties.setProperty("runs", String.valueOf(runs));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return text.toString();
    }

    /** @throws IOException if it is not such a text */
    static ApplicationState parse(String name, String text) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
            return new ApplicationState(
                    name,
                    Phase.valueOf(properties.getProperty("phase", "")),
                    properties.getProperty("version", ""),
                    Instant.parse(properties.getProperty("since", "")),
                    properties.getProperty("reason", ""),
                    Boolean.parseBoolean(properties.getProperty("runs")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("the state of application " + name + " makes no sense: " + e.getMessage(), e);
        }
    }
}
