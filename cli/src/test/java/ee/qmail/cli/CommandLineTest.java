package ee.qmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.home.Env;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each command of the command line, whatever it does: help, options, passwords, mistakes. */
class CommandLineTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private byte[] in = {};
    private ApiStub api;
    private Path password;

    @BeforeEach
    void start() throws IOException {
        api = new ApiStub();
        password = Files.writeString(directory.resolve("password"), "of admin\n");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int qmail(String... arguments) {
        return Qmail.execute(new ByteArrayInputStream(in), new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private int asking(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--api", api.api(), "--password-file", password.toString()));
        return qmail(all.toArray(String[]::new));
    }

    /** All of them, those of groups too, as they are called. */
    static List<String> commands() {
        List<String> names = new ArrayList<>();
        addCommands("", Commands.all(), names);
        return names;
    }

    private static void addCommands(String before, CommandLine group, List<String> names) {
        group.getSubcommands().forEach((name, command) -> {
            names.add(before + name);
            addCommands(before + name + " ", command, names);
        });
    }

    private static String[] words(String command, String... more) {
        return Stream.concat(Arrays.stream(command.split(" ")), Arrays.stream(more))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachCommandTellsWhatItTakes(String command) {
        for (String option : List.of("--help", "-h")) {
            assertThat(qmail(words(command, option))).isZero();
            assertThat(out.toString()).startsWith("Usage: qmail " + command).contains("--help", "--version", "--json");
            out.getBuffer().setLength(0);
        }
        assertThat(qmail(words("--help " + command))).isZero();
        assertThat(out.toString()).startsWith("Usage: qmail");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachCommandTellsTheVersion(String command) {
        assertThat(qmail(words(command, "--version"))).isZero();
        assertThat(qmail(words("--version " + command))).isZero();
        assertThat(out).hasToString((Qmail.version() + "\n").repeat(2));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutACommandHelpHasThemAll() {
        for (String option : List.of("--help", "-h", "help")) {
            assertThat(qmail(option)).isZero();
            assertThat(out.toString())
                    .contains("Usage: qmail", "--api", "Exit codes")
                    .contains(Commands.all().getSubcommands().keySet());
            out.getBuffer().setLength(0);
        }
        assertThat(qmail("--version")).isZero();
        assertThat(out.toString()).startsWith("qmail EE");
        assertThat(qmail("help", "user", "rights")).isZero();
        assertThat(qmail("user", "help", "rights")).isZero();
        assertThat(out.toString()).contains("Usage: qmail user rights");
        assertThat(err.toString()).isEmpty();
        assertThat(qmail()).isEqualTo(100);
        assertThat(err.toString()).contains("Usage: qmail");
    }

    /** What is read of it to find the command, and what is parsed then, must be the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--json --api API --admin bo --password-file FILE throttle list",
                "--json --api=API --admin=bo --password-file=FILE throttle list",
                "throttle list --json --api API --admin bo --password-file FILE",
                "--json throttle --api API list --admin bo --password-file FILE",
                "--api API throttle --admin bo --json list --password-file FILE"
            })
    void optionsStandBeforeOrBehindTheCommand(String line) {
        api.answer = "[{\"network\":\"192.0.2.1\"}]";
        String[] arguments = Arrays.stream(line.split(" "))
                .map(word -> word.replace("API", api.api()).replace("FILE", password.toString()))
                .toArray(String[]::new);
        assertThat(qmail(arguments)).as(err.toString()).isZero();
        assertThat(out).hasToString(api.answer + "\n");
        assertThat(api.asked).containsExactly("GET /api/throttles");
        assertThat(api.by).containsExactly("bo:of admin");
    }

    @Test
    void withoutOptionsTheAdministratorIsAdmin() {
        assertThat(asking("vdeldomain", "example.org")).isZero();
        assertThat(api.by).containsExactly("admin:of admin");
    }

    /** An alias of a shell may hold them. */
    @Test
    void optionsThatACommandHasNoUseForAreNoError() throws IOException {
        Path home = directory.resolve("home");
        for (String name : List.of("control", "run", "applications")) {
            Files.createDirectories(home.resolve(name));
        }
        assertThat(asking("--json", "--home", home.toString(), "app", "list")).isZero();
        assertThat(out).hasToString("[]\n");
        assertThat(api.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "qstt, 'qmail: ''qstt'' is no command; the nearest one is qstat'",
        "vaduser, 'qmail: ''vaduser'' is no command; the nearest one is vadduser'",
        "user rigths, 'qmail user: ''rigths'' is no command; the nearest one is rights'",
        "user apppassword ad, 'qmail user apppassword: ''ad'' is no command; the nearest one is add'",
        "help qstt, 'qmail: ''qstt'' is no command; the nearest one is qstat'",
        "--jsn qstat, 'qmail: ''--jsn'' is no option; the nearest one is --json'",
        "qstat --jsn, 'qmail qstat: ''--jsn'' is no option; the nearest one is --json'",
        "qread --report, 'qmail qread: ''--report'' is no option; the nearest one is --reports'",
        "qstat --apy=x, 'qmail qstat: ''--apy'' is no option; the nearest one is --api'"
    })
    void aMistakeIsToldWithTheNearestName(String line, String sentence) {
        assertThat(qmail(line.split(" "))).isEqualTo(100);
        assertThat(err.toString().lines()).first().isEqualTo(sentence);
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    /** An address of a domain is no file of arguments. */
    @Test
    void anArgumentIsNoFileOfArguments() {
        assertThat(asking("giveup", "@" + password)).isZero();
        assertThat(api.asked.get(0)).startsWith("DELETE /api/queue/messages/%40");
    }

    @ParameterizedTest
    @ValueSource(strings = {"new secret\n", "new secret", "new secret\r\n", "new secret\nsecond line\n"})
    void aNewPasswordIsTheFirstLineOfStandardInput(String text) {
        for (String command : List.of("vadduser", "vpasswd")) {
            in = text.getBytes(StandardCharsets.UTF_8);
            assertThat(asking(command, "ana@example.org", "--password-stdin"))
                    .as(err.toString())
                    .isZero();
            assertThat(api.asked).last().asString().endsWith("\"password\":\"new secret\"}");
        }
        in = text.getBytes(StandardCharsets.UTF_8);
        assertThat(asking("--password-stdin", "vadddomain", "example.org")).isEqualTo(100);
        assertThat(asking("vadddomain", "example.org", "--password-stdin")).isZero();
        assertThat(api.asked)
                .last()
                .isEqualTo("PUT /api/domains/example.org/mailboxes/postmaster/password {\"password\":\"new secret\"}");
        assertThat(api.by).containsOnly("admin:of admin");
    }

    @Test
    void standardInputIsNeverThePasswordOfTheAdministrator() {
        in = "new secret\n".getBytes(StandardCharsets.UTF_8);
        assertThat(qmail("vadduser", "ana@example.org", "--api", api.api())).isEqualTo(100);
        assertThat(err.toString())
                .contains("nobody can be asked for the new password of ana@example.org", "--password-stdin");
        assertThat(err.toString().lines()).hasSize(1);
        err.getBuffer().setLength(0);
        if (System.getenv("QMAIL_ADMIN_PASSWORD") == null) {
            assertThat(qmail("vadduser", "ana@example.org", "--password-stdin", "--api", api.api()))
                    .isEqualTo(100);
            assertThat(err.toString()).contains("password of administrator admin", "--password-file");
        }
        assertThat(api.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vadduser ana@example.org given --password-stdin",
                "vadduser ana@example.org --no-password --password-stdin",
                "vadduser ana@example.org given --no-password",
                "vpasswd ana@example.org given --password-stdin",
                "vadddomain example.org given --password-stdin"
            })
    void twoNewPasswordsAreAMistake(String line) {
        in = "new secret\n".getBytes(StandardCharsets.UTF_8);
        assertThat(asking(line.split(" "))).isEqualTo(100);
        assertThat(err.toString()).contains("password");
        assertThat(api.asked).isEmpty();
    }

    @Test
    void aPasswordOnStandardInputHasABound() {
        for (byte[] wrong :
                List.of(new byte[0], new byte[] {'\n'}, new byte[] {(byte) 0xff, '\n'}, new byte[100_000])) {
            in = wrong;
            assertThat(asking("vpasswd", "ana@example.org", "--password-stdin")).isEqualTo(100);
            assertThat(err.toString()).startsWith("qmail vpasswd: --password-stdin: ");
            err.getBuffer().setLength(0);
        }
        assertThat(api.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 404, 409, 429, 500, 503})
    void eachAnswerOfTheServerIsTold(int status) {
        api.status = status;
        api.answer = "{\"detail\":\"planned\"}";
        boolean later = status >= 500 || status == 429;
        assertThat(asking("vdeldomain", "example.org")).isEqualTo(status < 400 ? 0 : later ? 111 : 100);
        assertThat(asking("vadduser", "ana@example.org", "x")).isEqualTo(status < 400 ? 0 : later ? 111 : 100);
        assertThat(api.asked).as("none is asked twice").hasSize(2);
        if (status >= 400) {
            assertThat(err).hasToString("qmail vdeldomain: planned\nqmail vadduser: planned\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"foo", "file:///etc/passwd", "jar:file:/x!/y", "http:///api", "http://a b/x", "ftp://127.0.0.1/x"
            })
    void anAddressThatIsNoneOfAnApiIsAMistake(String address) {
        assertThat(qmail("qstat", "--api", address, "--password-file", password.toString()))
                .isEqualTo(100);
        assertThat(err)
                .hasToString("qmail qstat: '" + address
                        + "': must be the address of the API, such as http://127.0.0.1:8080/api\n");
    }

    @Test
    void theCompletionKnowsEachCommandAndItsOptions() throws Exception {
        assertThat(qmail("completion")).isZero();
        Path script = Files.writeString(directory.resolve("completion"), out.toString());
        assertThat(new TreeSet<>(completions(script, "")))
                .containsAll(Commands.all().getSubcommands().keySet());
        addCompletions(script, "", Commands.all());
        assertThat(completions(script, "v")).contains("vadduser", "valias").doesNotContain("qstat");
        assertThat(completions(script, "--")).contains("--json", "--api", "--version");
    }

    private static void addCompletions(Path script, String before, CommandLine group) throws Exception {
        for (Map.Entry<String, CommandLine> entry : group.getSubcommands().entrySet()) {
            String command = before + entry.getKey() + " ";
            List<String> options = entry.getValue().getCommandSpec().options().stream()
                    .map(OptionSpec::longestName)
                    .toList();
            assertThat(completions(script, command + "-")).as(command).containsAll(options);
            addCompletions(script, command, entry.getValue());
        }
    }

    /** What bash offers behind this. */
    private static List<String> completions(Path script, String line) throws Exception {
        String program = """
                . "$1"
                read -r -a COMP_WORDS <<< "qmail $2"
                case "$2" in '' | *' ') COMP_WORDS+=('') ;; esac
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _complete_qmail 2> /dev/null # compopt is for a shell with a prompt
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        Process bash = new ProcessBuilder("bash", "-c", program, "bash", script.toString(), line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> offered;
        try (Stream<String> lines = bash.inputReader(StandardCharsets.UTF_8).lines()) {
            offered = lines.map(String::strip).toList();
        }
        assertThat(bash.waitFor()).isZero();
        return offered;
    }

    @Test
    void theServerOfAHomeIsAsked() throws IOException {
        Path home = Files.createDirectories(directory.resolve("home/run")).getParent();
        Files.writeString(home.resolve("run/address"), api.api().replace("/api", "") + "\n");
        if (!Env.QMAIL_HTTP_PORT.isGiven() && System.getenv("QMAIL_API") == null) {
            assertThat(qmail("vdeldomain", "x", "--home", home.toString(), "--password-file", password.toString()))
                    .isZero();
            assertThat(api.asked).containsExactly("DELETE /api/domains/x");
        }
    }
}
