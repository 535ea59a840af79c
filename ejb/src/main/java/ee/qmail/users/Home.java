package ee.qmail.users;

import java.nio.file.Path;

final class Home {
    private Home() {}

    static Path mail() {
        return Path.of("var", "mail");
    }

    static String defaultDomain() {
        return "localhost";
    }
}
