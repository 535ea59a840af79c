package ee.qmail.micro;

import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.LogManager;

/** The application server's own log: 10 files of 10 MB, {@code log/server.0.log} the newest, and nothing on the console. */
final class ServerLog {
    private ServerLog() {}

    /** The newest file. */
    static Path file(QmailHome home) {
        return home.log().resolve("server.0.log");
    }

    /** Writes the configuration and puts it in force. */
    static Path configure(QmailHome home, Path directory) throws IOException {
        Path file = directory.resolve("logging.properties");
        Files.write(
                file,
                List.of(
                        "handlers=java.util.logging.FileHandler",
                        "java.util.logging.FileHandler.pattern=" + home.log().resolve("server.%g.log"),
                        "java.util.logging.FileHandler.limit=10000000",
                        "java.util.logging.FileHandler.count=10",
                        "java.util.logging.FileHandler.append=true",
                        "java.util.logging.FileHandler.filter=" + RepeatedTrouble.class.getName(),
                        "java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter",
                        "java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n",
                        ".level=INFO",
                        // a line for each connection inside the process
                        "org.apache.activemq.audit.level=SEVERE",
                        // a line for each part of an application, at each start
                        "javax.enterprise.system.tools.deployment.common.level=WARNING",
                        // two settings that this server cannot do without: docs/facts.md
                        "org.hibernate.orm.deprecation.level=SEVERE",
                        // a page of certificates that have expired, at each start
                        "javax.enterprise.system.security.ssl.level=SEVERE"));
        try (InputStream in = Files.newInputStream(file)) {
            LogManager.getLogManager().readConfiguration(in);
        }
        return file;
    }
}
