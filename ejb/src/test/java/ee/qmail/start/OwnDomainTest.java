package ee.qmail.start;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.accounts.Accounts;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnDomainTest {
    @TempDir
    private Path control;

    private final List<String> made = new ArrayList<>();
    private Throwable trouble;

    @Test
    void theDomainOfANewNameIsMadeOnceAndTriedAgainAfterTrouble() throws IOException {
        Files.writeString(control.resolve("me"), "old.example\n");
        OwnDomain domain = new OwnDomain();
        domain.controlFiles = new ControlFiles(control, warning -> {});
        domain.accounts = new Accounts() {
            @Override
            public void ensureDomain(String name) {
                if (trouble instanceof Error error) {
                    throw error;
                }
                if (trouble != null) {
                    throw (RuntimeException) trouble;
                }
                made.add(name);
            }
        };
        domain.look();
        domain.look();
        assertThat(made).containsExactly("old.example");

        domain.controlFiles.write(Setting.ME, "new.example\n");
        trouble = new IllegalStateException("the database is down");
        domain.look();
        trouble = new NoClassDefFoundError("planned");
        domain.look();
        trouble = null;
        domain.look();
        domain.look();
        assertThat(made).containsExactly("old.example", "new.example");
    }
}
