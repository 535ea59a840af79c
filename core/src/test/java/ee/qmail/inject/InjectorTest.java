package ee.qmail.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.inject.InjectOptions.From;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InjectorTest {
    private static final Instant NOW = Instant.parse("2026-11-02T03:04:05Z");
    private static final Controls CONTROLS = Controls.of(Map.of(
            Setting.ME, "me.example",
            Setting.DEFAULTHOST, "dhost",
            Setting.DEFAULTDOMAIN, "ddom.example",
            Setting.PLUSDOMAIN, "plus.example",
            Setting.IDHOST, "id.example"));

    private From from = From.ARGUMENTS_ELSE_HEADER;
    private List<String> arguments = List.of();
    private String dashF;
    private String name;
    private String senderUser;
    private String senderHost;
    private String letters = "";
    private Set<String> lists = Set.of();

    private Injector.Injected inject(String message) throws HeaderException {
        InjectOptions options = new InjectOptions(
                new InjectOptions.Recipients(from, arguments),
                new InjectOptions.User("joe", "joe.example", name),
                new InjectOptions.Sender(dashF, senderUser, senderHost, false),
                letters,
                lists);
        return new Injector(CONTROLS, options).inject(message.getBytes(StandardCharsets.UTF_8), NOW, "17");
    }

    private String head(String message) throws HeaderException {
        return new String(inject(message).head(), StandardCharsets.UTF_8);
    }

    private List<String> recipients(String message) throws HeaderException {
        return inject(message).envelope().recipients();
    }

    private String sender(String message) throws HeaderException {
        return inject(message).envelope().sender();
    }

    /** The To field as it comes out. */
    private String to(String addresses) throws HeaderException {
        String head = head("To:" + addresses + "\n");
        int begin = head.indexOf("To:");
        return head.substring(begin + 4, head.length() - 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -a | x@a.example             | x@a.example
                    -h | x@a.example             | to@t.example
                    -A | x@a.example             | x@a.example
                    -A |                         | to@t.example
                    -H | x@a.example             | x@a.example,to@t.example
                    """)
    void in2WhereRecipientsComeFrom(String flag, String argument, String expected) throws HeaderException {
        from = Map.of(
                        "-a", From.ARGUMENTS,
                        "-h", From.HEADER,
                        "-A", From.ARGUMENTS_ELSE_HEADER,
                        "-H", From.BOTH)
                .get(flag);
        arguments = argument == null ? List.of() : List.of(argument);
        assertThat(String.join(",", recipients("To: to@t.example\n\n"))).isEqualTo(expected);
    }

    @Test
    void in3And4TheSenderIsDashFThenReturnPathThenTheUser() throws HeaderException {
        assertThat(sender("\n")).isEqualTo("joe@joe.example");
        senderUser = "bounces";
        senderHost = "shost";
        assertThat(sender("\n")).isEqualTo("bounces@shost.ddom.example");
        assertThat(sender("Return-Path: <rp@rp.example>\n\n")).isEqualTo("rp@rp.example");
        dashF = "f";
        assertThat(sender("Return-Path: <rp@rp.example>\n\n")).isEqualTo("f@dhost.ddom.example");
        dashF = "";
        assertThat(sender("Return-Path: <rp@rp.example>\n\n")).isEmpty();
    }

    @Test
    void in5LettersChangeWhatIsAddedAndKept() throws HeaderException {
        name = "Joe \"X\" Doe";
        assertThat(head("\n")).contains("\nFrom: \"Joe X Doe\" <joe@joe.example>\n");
        letters = "c";
        assertThat(head("\n")).contains("\nFrom: joe@joe.example (Joe \"X\" Doe)\n");
        letters = "s";
        assertThat(sender("Return-Path: <rp@rp.example>\n\n")).isEqualTo("joe@joe.example");
        letters = "f";
        assertThat(head("From: other@o.example\n\n"))
                .contains("joe@joe.example")
                .doesNotContain("other");
        letters = "i";
        assertThat(head("Message-ID: <old@o.example>\n\n"))
                .contains("<17.qmail@id.example>")
                .doesNotContain("old");
        letters = "r";
        assertThat(sender("\n")).isEqualTo("joe-@joe.example-@[]");
        letters = "m";
        assertThat(sender("\n")).matches("joe-" + NOW.getEpochSecond() + "\\.[0-9]+@joe\\.example");
        letters = "mr";
        assertThat(sender("\n")).matches("joe-" + NOW.getEpochSecond() + "\\.[0-9]+-@joe\\.example-@\\[\\]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a                            | a@dhost.ddom.example
                    a@                           | a@dhost.ddom.example
                    a@b                          | a@b.ddom.example
                    a@b.c                        | a@b.c
                    a@b.c.                       | a@b.c
                    a@b+                         | a@b.plus.example
                    a@+                          | a@.plus.example
                    a@[1.2.3.4]                  | a@[1.2.3.4]
                    a@[]                         | a@[]
                    <@r1.example,@r2:a@b.c>      | <a@b.c>
                    <>                           | <>
                    <a                           | <a@dhost.ddom.example>
                    a . b @ c . d                | a.b@c.d
                    """)
    void in6AddressesAreMadeWhole(String written, String expected) throws HeaderException {
        assertThat(to(" " + written)).isEqualTo(expected);
    }

    @Test
    void in6AQuotedLocalPartIsPlainInTheEnvelope() throws HeaderException {
        assertThat(recipients("To: \"a \\\"b\"@c.d, e\\@f@g.h\n")).containsExactly("e@f@g.h", "a \"b@c.d");
        assertThat(to(" \"a \\\"b\"@c.d")).isEqualTo("\"a \\\"b\"@c.d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "a (open", "friends: a, b", "a [open"})
    void in7AFieldOfTheSenderThatMakesNoSenseIsFatal(String body) {
        for (String field : List.of("From", "Sender", "Reply-To", "Return-Path", "Errors-To", "Resent-From")) {
            assertThatThrownBy(() -> inject(field + ": " + body + "\n\n"))
                    .isInstanceOf(HeaderException.class)
                    .hasMessageStartingWith(field + ": " + body + ": ");
        }
    }

    @Test
    void in7AFieldOfRecipientsThatMakesNoSenseStaysAsItIs() throws HeaderException {
        assertThat(head("To: \"open, a@b.c\nCc: d\n\n")).contains("To: \"open, a@b.c\nCc: d@dhost.ddom.example\n");
        assertThat(recipients("To: \"open, a@b.c\nCc: d@e.f\n\n")).containsExactly("d@e.f");
    }

    @Test
    void in7RecipientsComeFieldByFieldAndFromRightToLeft() throws HeaderException {
        assertThat(recipients("To: a@b.c, d@e.f\nBcc: g@h.i\nCc: x: j@k.l, m@n.o;, p@q.r\nApparently-To: s@t.u\n\n"))
                .containsExactly("d@e.f", "a@b.c", "g@h.i", "p@q.r", "m@n.o", "j@k.l", "s@t.u");
    }

    @Test
    void in8SomeFieldsGoAndOthersStay() throws HeaderException {
        assertThat(head("To: a@b.c\nBcc: secret@b.c\nResent-Bcc: x@b.c\nReturn-Path: <r@b.c>\nContent-Length: 7\n"
                        + "X-Own:   kept\n  as it is\n\n"))
                .endsWith("\nTo: a@b.c\nX-Own:   kept\n  as it is\n\n")
                .doesNotContain("secret", "Resent-Bcc", "Return-Path", "Content-Length");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a@b.c d@e.f                          | a@b.c, d@e.f
                    a b                                  | a@dhost.ddom.example, b@dhost.ddom.example
                    Ann Lee <a@b.c> Bob <d@e.f>          | Ann Lee <a@b.c>, Bob <d@e.f>
                    "J. Smith" <a@b.c>,, d@e.f           | "J. Smith" <a@b.c>, d@e.f
                    J. Smith <a@b.c>                     | J. Smith <a@b.c>
                    a@b.c (Ann), (Bob) d@e.f             | a@b.c (Ann), (Bob) d@e.f
                    <a@b.c> (Ann (Lee)), d@e.f           | <a@b.c> (Ann (Lee)), d@e.f
                    friends: a@b.c, d@e.f; , g@h.i       | friends: a@b.c, d@e.f;, g@h.i
                    nobody: ;                            | nobody: ;
                    """)
    void in8CommasAreInsertedAndNamesGroupsAndCommentsKept(String written, String expected) throws HeaderException {
        assertThat(to(" " + written)).isEqualTo(expected);
    }

    @Test
    void in8LinesAreFoldedBehindCommas() throws HeaderException {
        String address = "a".repeat(20) + "@example.org";
        assertThat(to(" " + address + "," + address + "," + address + "\n\t, " + address))
                .isEqualTo(address + ", " + address + ",\n  " + address + ", " + address);
    }

    @Test
    void in9And10WhatIsMissingIsPutOnTop() throws HeaderException {
        assertThat(head("Subject: x\n\n")).isEqualTo("""
                Date: 2 Nov 2026 03:04:05 -0000
                Message-ID: <17.qmail@id.example>
                From: joe@joe.example
                Cc: recipient list not shown: ;
                Subject: x

                """);
        assertThat(head("Date: d\nMESSAGE-ID: <m>\nFrom: a@b.c\nCc: e@f.g\n\n"))
                .isEqualTo("Date: d\nMESSAGE-ID: <m>\nFrom: a@b.c\nCc: e@f.g\n\n");
    }

    @Test
    void in9OfAResentMessageTheResentFieldsCount() throws HeaderException {
        arguments = List.of();
        String message = "To: a@b.c\nResent-To: d@e.f\n\n";
        assertThat(head(message)).isEqualTo("""
                Resent-Date: 2 Nov 2026 03:04:05 -0000
                Resent-Message-ID: <17.qmail@id.example>
                Resent-From: joe@joe.example
                To: a@b.c
                Resent-To: d@e.f

                """);
        assertThat(recipients(message)).containsExactly("d@e.f");
        assertThat(head("Resent-From: d@e.f\n\n")).contains("Resent-Cc: recipient list not shown: ;\n");
    }

    @Test
    void in11AMailToAListTellsWhereAnswersGo() throws HeaderException {
        lists = Set.of("list@l.example");
        assertThat(head("To: a@b.c, d@e.f\nCc: LIST@l.example\n\n"))
                .contains("Mail-Followup-To: LIST@l.example,\n  a@b.c,\n  d@e.f\n");
        assertThat(head("To: a@b.c\n\n")).doesNotContain("Followup");
        assertThat(head("To: list@l.example\nMail-Followup-To: own@b.c\n\n")).containsOnlyOnce("Followup");
    }

    @Test
    void in12APostmarkIsRenamedAndTheFirstLineThatIsNoFieldBeginsTheBody() throws HeaderException {
        assertThat(head("From ann Mon Nov  2\nSubject : x\nFr om: y\nTo: a@b.c\n"))
                .endsWith("MBOX-Line: From ann Mon Nov  2\nSubject : x\n\n");
        Injector.Injected injected = inject("Subject: x\nhello\n");
        assertThat(injected.bodyBegin()).isEqualTo("Subject: x\n".length());
        assertThat(recipients("Subject: x\nTo : a@b.c\n\n")).containsExactly("a@b.c");
    }

    @Test
    void nonAsciiFieldsPassUnchanged() throws HeaderException {
        assertThat(head("To: Jürgen <jürgen@b.c>\nSubject: ä\n\n")).endsWith("To: Jürgen <jürgen@b.c>\nSubject: ä\n\n");
        assertThat(recipients("To: Jürgen <jürgen@b.c>\n\n")).containsExactly("jürgen@b.c");
    }

    @Test
    void anArgumentMustBeOneAddress() throws HeaderException {
        arguments = List.of("a", "\"x y\"@z.example");
        assertThat(recipients("\n")).containsExactly("a@dhost.ddom.example", "x y@z.example");
        arguments = List.of("a, b");
        assertThatThrownBy(() -> inject("\n"))
                .isInstanceOf(HeaderException.class)
                .hasMessageContaining("'a, b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:\n", "x", "X: y\n", "Cc: a\n", "Cc: (", " a\n", "To: a,\n ,"})
    void aHeaderWithoutEndIsRefusedAtOnce(String again) {
        String header = "To: a@example.org\n" + again.repeat((32 << 20) / again.length());
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThatThrownBy(() -> inject(header))
                        .isInstanceOf(HeaderLimitException.class)
                        .hasMessageContaining("must have at most"));
    }

    /** Each takes time that grows with its length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a), ", "g:;", "(a) (b)", "a ", "<", "<>,", ".", ",", "a:", "a:b;", "\\", "@", "(\\))", "\"\" ", "[]"
            })
    void aLongFieldOfAddressesTakesNoLongTime(String again) {
        String field = "To: b@example.org, " + again.repeat(500_000 / again.length());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                inject(field + "\n\n");
            } catch (HeaderLimitException e) {
                assertThat(e).hasMessageContaining("addresses");
            }
        });
    }

    @Test
    void aHeaderOfReasonableSizeIsTaken() throws HeaderException {
        String to = "To: " + "someone.with.a.name@example.org,\n ".repeat(10_000) + "b@example.org\n";
        assertThat(recipients(to + "X-A: b\n".repeat(5_000) + "\n" + "a:\n".repeat(2_000_000)))
                .hasSize(10_001);
    }

    /** Mail of the server itself, to postmaster, bounced where {@code me} has no dot (CERT-7). */
    @Test
    void in6TheNameOfThisHostIsWholeWithoutADot() throws HeaderException {
        for (Map<Setting, String> files :
                List.of(Map.of(Setting.ME, "mx"), Map.of(Setting.ME, "mx", Setting.DEFAULTDOMAIN, "example.org"))) {
            Injector.Injected injected = new Injector(
                            Controls.of(files),
                            InjectOptions.application("postmaster@mx", List.of("postmaster@MX", "joe")))
                    .inject("\nhi\n".getBytes(StandardCharsets.UTF_8), NOW, "17");
            assertThat(injected.envelope().sender()).isEqualTo("postmaster@mx");
            assertThat(injected.envelope().recipients()).containsExactly("postmaster@MX", "joe@mx");
        }
    }
}
