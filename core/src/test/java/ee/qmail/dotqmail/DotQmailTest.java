package ee.qmail.dotqmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotQmailTest {
    @Test
    void dq5TheFirstCharacterSaysWhatALineIs() throws Exception {
        assertThat(DotQmail.parse("""
                        # a comment
                        |/usr/bin/procmail -m  rc\s\t
                        ./Maildir/
                        /var/mail/ana
                        &bob@far.example

                        carol
                        jms:queue:orders
                        +list
                        +whatever
                        """).instructions())
                .containsExactly(
                        new Instruction.Program(2, "/usr/bin/procmail -m  rc"),
                        new Instruction.Maildir(3, "./Maildir/"),
                        new Instruction.Mbox(4, "/var/mail/ana"),
                        new Instruction.Forward(5, "bob@far.example"),
                        new Instruction.Forward(7, "carol"),
                        new Instruction.Forward(8, "jms:queue:orders"),
                        new Instruction.ForwardOnly(9));
    }

    @Test
    void byteOrderMarkAndCrAreIgnored() throws Exception {
        assertThat(DotQmail.parse("\uFEFF./ana/Maildir/\r\n&b@c.example\r\n|/bin/cat\r\n\r\n./box\r")
                        .instructions())
                .containsExactly(
                        new Instruction.Maildir(1, "./ana/Maildir/"),
                        new Instruction.Forward(2, "b@c.example"),
                        new Instruction.Program(3, "/bin/cat"),
                        new Instruction.Mbox(5, "./box"));
    }

    @Test
    void dq5TheLastLineNeedsNoEnd() throws Exception {
        assertThat(DotQmail.parse("&a@b.example").instructions())
                .containsExactly(new Instruction.Forward(1, "a@b.example"));
    }

    @Test
    void dq5OnlyCommentsThrowTheMailAway() throws Exception {
        assertThat(DotQmail.parse("# nobody\n").instructions()).isEmpty();
    }

    @Test
    void dq5AnEmptyFirstLineIsTrouble() {
        assertThatThrownBy(() -> DotQmail.parse("  \n&a@b.example\n"))
                .isInstanceOf(DotQmail.SyntaxException.class)
                .hasMessageStartingWith("line 1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#\n&", "#\n& a@b.example", "#\na@b.example, c@d.example", "#\n|", "#\n|  "})
    void anInvalidInstructionIsNamedWithItsLineNumber(String text) {
        assertThatThrownBy(() -> DotQmail.parse(text))
                .isInstanceOf(DotQmail.SyntaxException.class)
                .hasMessageStartingWith("line 2: '")
                .hasMessageContaining(
                        "must come a command|must be one address".split("\\|")[text.contains("|") ? 0 : 1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&@far.example", "&a@b..c", "a@b\u0085", "&a@b\0", "&a@b\rc@d", "a@b/c"})
    void anInvalidAddressIsASyntaxError(String line) {
        assertThatThrownBy(() -> DotQmail.parse("#\n" + line + "\n"))
                .isInstanceOf(DotQmail.SyntaxException.class)
                .hasMessageStartingWith("line 2: '")
                .hasMessageContaining("must");
        String endless = "x".repeat(257) + "@b";
        assertThatThrownBy(() -> DotQmail.parse(endless))
                .hasMessageContaining("...': must have at most 256 octets")
                .hasMessageNotContaining(endless);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jms:orders",
                "JMS:queue:orders",
                "jms:queue:qmail.local",
                "&jms:queue:orders?form=xml",
                "jms:topic:news?",
                "jms:queue:orders?form=raw&form=parsed"
            })
    void aJmsTargetThatIsNoneIsABrokenLine(String line) {
        assertThatThrownBy(() -> DotQmail.parse("#\n" + line + "\n"))
                .isInstanceOf(DotQmail.SyntaxException.class)
                .hasMessageStartingWith("line 2: '" + line + "': ")
                .hasMessageContaining("must");
    }

    @Test
    void aJmsTargetMaySayInWhichForm() throws Exception {
        assertThat(DotQmail.parse("jms:queue:a?form=parsed\n&jms:topic:b?form=raw\n")
                        .instructions())
                .containsExactly(
                        new Instruction.Forward(1, "jms:queue:a?form=parsed"),
                        new Instruction.Forward(2, "jms:topic:b?form=raw"));
    }
}
