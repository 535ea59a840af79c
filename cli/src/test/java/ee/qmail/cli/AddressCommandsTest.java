package ee.qmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import} of a table, and {@code export}. */
class AddressCommandsTest {
    @TempDir
    private Path directory;

    private final QmailRun qmail = new QmailRun();
    private ApiStub api;
    private Path table;
    private Path made;

    @BeforeEach
    void start() throws IOException {
        api = new ApiStub();
        table = Files.writeString(directory.resolve("users.csv"), "name;password\nana;correct horse\n");
        made = directory.resolve("made.csv");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int run(String... more) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "of admin\n");
        String[] arguments = new String[more.length + 2];
        System.arraycopy(more, 0, arguments, 0, more.length);
        arguments[more.length] = "--api=" + api.api();
        arguments[more.length + 1] = "--password-file=" + password;
        return qmail.run(arguments);
    }

    private static String answer(String state, boolean isDry, String problems, int faults) {
        return "{\"id\":\"7\",\"dryRun\":" + isDry + ",\"state\":\"" + state
                + "\",\"rows\":3,\"done\":3,\"created\":2,\"changed\":0,\"unchanged\":0,\"skipped\":0,\"faults\":"
                + faults
                + ",\"problems\":[" + problems + "],\"ended\":\"2026-11-30T10:00:00Z\"}";
    }

    @Test
    void aTableIsSentAsItIsAndFaultsAreToldWithTheirLines() throws IOException {
        api.answer = answer("done", true, "{\"line\":3,\"problems\":[\"quota: wrong\\u001b\"]}", 1);
        assertThat(run("import", "example.org", table.toString(), "--dry-run", "--existing", "fault"))
                .isEqualTo(100);
        assertThat(api.asked)
                .containsExactly("POST /api/domains/example.org/import?dryRun=true&existing=fault&generate=false "
                        + "name;password\nana;correct horse");
        assertThat(qmail.out())
                .isEqualTo(
                        "line 3: quota: wrong_\nwould be, created: 2, changed: 0, unchanged: 0, skipped: 0, faults: 1\n");
        assertThat(qmail.err()).contains("1 lines are at fault, and are left out");
    }

    @Test
    void passwordsThatAreMadeAreInAFileForItsOwnerAlone() throws IOException {
        api.answer = answer("done", false, "", 0);
        assertThat(run("import", "example.org", table.toString(), "--passwords", made.toString()))
                .as(qmail.err())
                .isZero();
        assertThat(api.asked.get(0)).contains("dryRun=false&existing=skip&generate=true");
        assertThat(api.asked.get(1)).isEqualTo("POST /api/imports/7/result");
        assertThat(made).hasContent(api.answer);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");

        assertThat(run("import", "example.org", table.toString(), "--passwords", made.toString()))
                .isEqualTo(100);
        assertThat(qmail.err()).contains(made + ": is there already; must be a new file");
        assertThat(api.asked).hasSize(2);
    }

    @Test
    void anImportThatHasNotComeToItsEndIsTemporaryTrouble() throws IOException {
        api.answer = answer("stopped", false, "", 0);
        assertThat(run("import", "example.org", table.toString())).isEqualTo(111);
        assertThat(qmail.err()).contains("the same command once more does the rest");
    }

    @Test
    void anExportIsToldOrWrittenIntoANewFile() throws IOException {
        api.answer = "address,quota\r\nana@example.org,none\r\n";
        assertThat(run("export", "example.org", "--hashes")).isZero();
        assertThat(qmail.out()).isEqualTo(api.answer);
        assertThat(run("export", "example.org", made.toString(), "--tree")).isZero();
        assertThat(made).content().isEqualTo(api.answer);
        assertThat(api.asked)
                .containsExactly(
                        "GET /api/domains/example.org/export?format=csv&hashes=true",
                        "GET /api/domains/example.org/export?format=tree&hashes=false");
        assertThat(run("export", "example.org", "--tree")).isEqualTo(100);
        assertThat(qmail.err()).contains("--tree: must have a FILE");
    }

    @Test
    void nothingIsLeftOfAnExportThatIsRefused() throws IOException {
        api.status = 404;
        api.answer = "{\"detail\":\"domain 'example.net': does not exist\"}";
        assertThat(run("export", "example.net", made.toString())).isEqualTo(100);
        assertThat(qmail.err()).contains("does not exist");
        assertThat(made).doesNotExist();
    }
}
