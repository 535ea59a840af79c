package ee.qmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.pickup.PickupDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** qmail-inject and sendmail while no server runs. */
class InjectionTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-02T03:04:05Z"), ZoneOffset.UTC);

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(home.resolve("control"));
        Files.createDirectory(home.resolve("maildrop"));
        Files.writeString(home.resolve("control/me"), "mail.example.org\n");
        environment.put("QMAIL_HOME", home.toString());
        environment.put("USER", "joe");
    }

    private int inject(String message, String... arguments) {
        return QmailInject.run(stream(message), out, new PrintStream(err), environment, CLOCK, arguments);
    }

    private int sendmail(String message, String... arguments) {
        return Sendmail.run(stream(message), out, new PrintStream(err), environment, CLOCK, arguments);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private PickupDirectory.Dropped only() throws IOException {
        PickupDirectory maildrop = new PickupDirectory(home.resolve("maildrop"));
        assertThat(maildrop.waiting()).hasSize(1);
        return maildrop.open(maildrop.waiting().get(0));
    }

    private static String text(PickupDirectory.Dropped message) throws IOException {
        try (InputStream in = message.body().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        environment.put("QMAILMFTFILE", home.resolve("lists").toString());
        assertThat(inject("To: bo\n\nhi\n")).isEqualTo(111);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("lists: cannot be read")
                .doesNotContain("maildrop");
        err.reset();
        Files.write(home.resolve("control/me"), new byte[] {(byte) 0xfc, '\n'});
        assertThat(inject("To: bo\n\nhi\n")).isEqualTo(111);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("control/me: must be UTF-8");
    }

    @Test
    void qq2AMessageIsCompletedAndLeft() throws IOException {
        assertThat(inject("To: bo\r\nSubject: x\r\n\r\nhi\r\n")).isZero();
        assertThat(only().envelope()).isEqualTo(new Envelope("joe@mail.example.org", List.of("bo@mail.example.org")));
        assertThat(text(only()))
                .matches("Received: \\(qmail [0-9]+ invoked by \\S+\\); 2 Nov 2026 03:04:05 -0000\n"
                        + "Date: 2 Nov 2026 03:04:05 -0000\n"
                        + "Message-ID: <20261102030405\\.[0-9]+\\.qmail@mail\\.example\\.org>\n"
                        + "From: joe@mail.example.org\nTo: bo@mail.example.org\nSubject: x\n\nhi\n");
    }

    /** A message that is left where no server looks would be lost. */
    @Test
    void noHomeIsMade() throws IOException {
        for (Path none : List.of(home.resolve("typo"), home.resolve("control"))) {
            environment.put("QMAIL_HOME", none.toString());
            assertThat(sendmail("To: bo@b.example\n\nhi\n", "-t")).isEqualTo(111);
            assertThat(inject("To: bo@b.example\n\nhi\n")).isEqualTo(111);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains(none + " is not the home of a server", "QMAIL_HOME");
            err.reset();
            assertThat(none.resolve("maildrop")).doesNotExist();
        }
        assertThat(home.resolve("typo")).doesNotExist();
        assertThat(inject("To: bo@b.example\n\nhi\n", "-n")).isZero();
    }

    @Test
    void helpAndVersionAreTold() {
        assertThat(inject("", "--help")).isZero();
        assertThat(sendmail("", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("usage: qmail-inject ", "usage: sendmail ");
        out.reset();
        assertThat(inject("", "--version")).isZero();
        assertThat(sendmail("", "--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo((Qmail.version() + "\n").repeat(2));
        assertThat(err.size()).isZero();
    }

    @Test
    void in2PrintedItIsNotLeft() {
        assertThat(inject("To: bo\n\nhi\n", "-n", "-fann@a.example")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Return-Path: <ann@a.example>\nDate: ")
                .endsWith("\nTo: bo@mail.example.org\n\nhi\n");
        assertThat(home.resolve("maildrop")).isEmptyDirectory();
    }

    @Test
    void in3VariablesGoBeforeFiles() throws IOException {
        environment.putAll(Map.of(
                "QMAILUSER",
                "ann",
                "QMAILHOST",
                "a.example",
                "QMAILNAME",
                "Ann Lee",
                "QMAILSUSER",
                "bounces",
                "QMAILIDHOST",
                "id.example",
                "QMAILDEFAULTHOST",
                "d.example"));
        inject("\nhi\n", "bo");
        assertThat(only().envelope()).isEqualTo(new Envelope("bounces@a.example", List.of("bo@d.example")));
        assertThat(text(only())).contains("From: \"Ann Lee\" <ann@a.example>\n", ".qmail@id.example>\n");
    }

    @Test
    void in11TheFileOfListsIsRead() throws IOException {
        Path lists = Files.writeString(home.resolve("lists"), "list@l.example\n\n");
        environment.put("QMAILMFTFILE", lists.toString());
        inject("To: list@l.example\n\n");
        assertThat(text(only())).contains("Mail-Followup-To: list@l.example\n");
    }

    @Test
    void in1MisuseEndsWith100AndTroubleWith111() throws IOException {
        assertThat(inject("\n", "-z")).isEqualTo(100);
        assertThat(inject("\n", "-f")).isEqualTo(100);
        assertThat(inject("From: \"open\nTo: a@b.c\n\n")).isEqualTo(100);
        assertThat(inject("\nhi\n")).isEqualTo(100);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("usage: qmail-inject", "-f must be followed by a value", "From: \"open: ", "no recipients");
        Files.writeString(home.resolve("maildrop/new"), "in the way");
        assertThat(inject("To: a@b.c\n\nhi\n")).isEqualTo(111);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be left in " + home.resolve("maildrop"));
    }

    @Test
    void in13SendmailTakesArgumentsUnlessItIsToldToReadTheHeader() throws IOException {
        assertThat(sendmail(
                        "To: no@x.example\n\nhi\n",
                        "-oi",
                        "-i",
                        "-f",
                        "ann@a.example",
                        "-F",
                        "Ann",
                        "--",
                        "bo@b.example"))
                .isZero();
        assertThat(only().envelope()).isEqualTo(new Envelope("ann@a.example", List.of("bo@b.example")));
        assertThat(text(only())).contains("From: \"Ann\" <ann@a.example>\n");
    }

    @Test
    void in13OptionTAddsTheRecipientsOfTheHeader() throws IOException {
        assertThat(sendmail("To: to@x.example\nBcc: bcc@x.example\n\nhi\n", "-ti", "-oem", "arg@x.example"))
                .isZero();
        assertThat(only().envelope().recipients()).containsExactly("arg@x.example", "to@x.example", "bcc@x.example");
        assertThat(text(only())).doesNotContain("bcc@");
    }

    @Test
    void in13RefusesUnsupportedOptions() {
        assertThat(sendmail("", "-bi")).isEqualTo(100);
        assertThat(sendmail("", "-bs")).isEqualTo(100);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("valias", "speak SMTP");
    }

    @Test
    void aLongMessageIsLeftAsItIsWithoutBeingHeldInMemory() throws IOException {
        for (int more = 0; more < 3; more++) {
            String body = "x".repeat(more) + "line\r\n".repeat(500_000) + "\r.\r";
            assertThat(inject("To: bo\r\n\r\n" + body)).isZero();
            PickupDirectory.Dropped message = only();
            assertThat(text(message)).endsWith("\n\n" + body.replace("\r\n", "\n"));
            new PickupDirectory(home.resolve("maildrop")).done(message);
        }
    }

    @Test
    void aHeaderThatIsTooLongToBeReadIsSaidToBe() {
        assertThat(inject("To: bo\n" + "a:\n".repeat(1_000_000))).isEqualTo(100);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the header must have at most");
        assertThat(home.resolve("maildrop/new"))
                .satisfiesAnyOf(
                        queue -> assertThat(queue).doesNotExist(),
                        queue -> assertThat(queue).isEmptyDirectory());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<>"})
    void in13ASenderOfNothingLeavesTheUserInFrom(String sender) throws IOException {
        assertThat(sendmail("Subject: x\n\nhi\n", "-f", sender, "bo@b.example")).isZero();
        assertThat(only().envelope()).isEqualTo(new Envelope("", List.of("bo@b.example")));
        assertThat(text(only())).contains("From: joe@mail.example.org\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "<ann@a.example>, ann@a.example, ann@a.example",
                "ann, ann@mail.example.org, ann@mail.example.org",
                "\"a b\"@a.example, a b@a.example, \"a b\"@a.example"
            })
    void in13FromIsAnAddress(String sender, String envelope, String from) throws IOException {
        assertThat(sendmail("Subject: x\n\nhi\n", "-f", sender, "bo@b.example")).isZero();
        assertThat(only().envelope().sender()).isEqualTo(envelope);
        assertThat(text(only())).contains("From: " + from + "\n");
    }

    @Test
    void fromIsAnAddressForEveryUserName() throws IOException {
        environment.put("USER", "J. Doe <x>");
        assertThat(inject("Subject: x\n\nhi\n", "-f", "ann@a.example", "bo@b.example"))
                .isZero();
        assertThat(text(only())).contains("From: \"J. Doe <x>\"@mail.example.org\n");
    }

    @Test
    void nothingBecomesAnotherLineOrAnotherRecipient() {
        assertThat(inject("Subject: x\n\nhi\n", "-f", "ann@a.example\nBcc: spy@x.example", "bo@b.example"))
                .isEqualTo(100);
        assertThat(inject("Subject: x\n\nhi\n", "bo@b.example\nspy@x.example")).isEqualTo(100);
        assertThat(inject("To: \"a\rb\"@b.example\n\nhi\n")).isEqualTo(100);
        environment.put("QMAILUSER", "joe\nBcc: spy");
        assertThat(inject("Subject: x\n\nhi\n", "-f", "ann@a.example", "bo@b.example"))
                .isEqualTo(100);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("address 'ann@a.example?Bcc: spy@x.example': must not have control characters")
                .contains("address 'bo@b.example?spy@x.example': must not")
                .contains("address 'a?b@b.example': must not")
                .contains("address 'joe?Bcc: spy@mail.example.org': must not");
        assertThat(home.resolve("maildrop")).isEmptyDirectory();
    }

    @Test
    void aFoldedAddressIsOneAddress() throws IOException {
        assertThat(inject("To: \"a\n b\"@b.example\n\nhi\n")).isZero();
        assertThat(only().envelope().recipients()).containsExactly("a b@b.example");
    }

    @Test
    void in13TheServerLooksAfterItsQueueItself() {
        assertThat(sendmail("", "-q")).isZero();
        assertThat(sendmail("", "-q30m", "-v")).isZero();
        assertThat(home.resolve("maildrop")).isEmptyDirectory();
    }

    @Test
    void in13SendmailSaysOfWhatTheSenderIsToBeTold() throws IOException {
        assertThat(sendmail(
                        "\nhi\n",
                        "-N",
                        "success,delay",
                        "-Rhdrs",
                        "-V",
                        "order 17",
                        "-f",
                        "ann@a.example",
                        "bo@b.example"))
                .isZero();
        assertThat(only().envelope())
                .isEqualTo(new Envelope(
                        "ann@a.example",
                        List.of("bo@b.example"),
                        Attributes.NONE.with(Attribute.RET, "HDRS").with(Attribute.ENVID, "order+2017"),
                        Map.of("bo@b.example", new Notify("SUCCESS,DELAY", null))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-N | sometimes | -N 'sometimes': must be NEVER, or some of SUCCESS,FAILURE,DELAY",
                "-N | never,delay | -N 'never,delay': must be",
                "-R | header | -R 'header': must be FULL for the whole message, or HDRS for its header",
                "-V | caf\u00e9 | -V 'caf?': must be 1 to 100 printable characters of ASCII"
            })
    void in13AnOptionThatMakesNoSenseEndsWith64(String option, String value, String problem) {
        assertThat(sendmail("\nhi\n", option, value, "bo@b.example")).isEqualTo(64);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("sendmail: fatal: " + problem);
        assertThat(sendmail("\nhi\n", "bo@b.example", option)).isZero();
        assertThat(sendmail("\nhi\n", option)).isEqualTo(64);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(option + " must be followed by a value");
    }
}
