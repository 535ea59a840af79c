package ee.qmail.test.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The wishes of an annotation, checked. Lists of pairs keep their order. */
record ServerSettings(
        String domain,
        List<String> mailboxes,
        Map<String, String> aliases,
        List<Path> applications,
        Map<String, String> control,
        Map<String, String> environment,
        List<String> jvm) {

    /** @throws IllegalArgumentException if something cannot be meant; it says what would be right */
    static ServerSettings of(QmailServer wanted) {
        return new ServerSettings(
                wanted.domain(),
                List.of(wanted.mailboxes()),
                pairs("alias", "orders=jms:queue:orders", wanted.aliases()),
                Stream.of(wanted.applications())
                        .map(ServerSettings::application)
                        .toList(),
                pairs("control", "databytes=1000000", wanted.control()),
                pairs("environment", "QMAIL_DB_USER=qmail", wanted.environment()),
                ServerProcess.quickStart(wanted.jvm()));
    }

    private static Map<String, String> pairs(String what, String example, String... texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(what + " '" + text + "': must be as " + example);
            }
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }

    private static Path application(String name) {
        Path file = Path.of(name);
        if (!name.matches(".*\\.(war|jar)") || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "application '" + name + "': must be a file *.war or *.jar, and " + file.toAbsolutePath()
                            + " is none; package it before the tests (an *IT by failsafe runs after phase package)");
        }
        return file;
    }
}
