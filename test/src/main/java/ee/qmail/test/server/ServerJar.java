package ee.qmail.test.server;

import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** The runnable jar: the one that the system property {@value #PROPERTY} names, else the one in the class path. */
final class ServerJar {
    static final String PROPERTY = "qmail.jar";
    private static final String MAIN = "ee/qmail/micro/QmailMicro.class";

    private ServerJar() {}

    static Path find() {
        String named = System.getProperty(PROPERTY);
        URL main = ServerJar.class.getClassLoader().getResource(MAIN);
        if (named == null && main == null) {
            throw new IllegalStateException("there is no server to start: must be a dependency ee.qmail:qmail-micro of"
                    + " scope test, or a file named by the system property " + PROPERTY);
        }
        return named == null ? inClassPath(main) : file(named);
    }

    private static Path file(String named) {
        Path jar = Path.of(named);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(PROPERTY + " is '" + named + "': must be a file, qmail-micro.jar");
        }
        return jar;
    }

    /** @param main as in {@code jar:file:/.../qmail-micro.jar!/ee/qmail/micro/QmailMicro.class} */
    static Path inClassPath(URL main) {
        if (!main.getProtocol().equals("jar")) {
            throw new IllegalStateException("the server is in the class path as classes, " + main
                    + ": must be a jar, which phase package makes; or " + PROPERTY + " must name one");
        }
        String file = main.getPath().substring(0, main.getPath().lastIndexOf("!/"));
        return Path.of(URI.create(file));
    }
}
