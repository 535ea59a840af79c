package ee.qmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTextTest {
    @Test
    void theOtherServersCodeCountsBeforeOurs() {
        String text =
                "192.0.2.1 does not like recipient.\nRemote host said: 550-5.1.1 no such user\n550 5.1.1 sorry (#5.7.1)\n"
                        + "Giving up on 192.0.2.1.";
        assertThat(ReportText.status(text)).contains("5.1.1");
        assertThat(ReportText.remoteReply(text)).contains("550-5.1.1 no such user\n550 5.1.1 sorry (#5.7.1)");
    }

    @Test
    void aReplyWithoutACodeLeavesOurs() {
        String text = "Connected to 192.0.2.1 but connection died. (#4.4.2)\nRemote host said: 421 bye";
        assertThat(ReportText.status(text)).contains("4.4.2");
        assertThat(ReportText.remoteReply(text)).contains("421 bye");
    }

    @Test
    void successHasACodeToo() {
        assertThat(ReportText.status("192.0.2.1 accepted message.\nRemote host said: 250 2.0.0 ok"))
                .contains("2.0.0");
    }

    @Test
    void whatIsNotThereIsEmpty() {
        assertThat(ReportText.status("did 1+0+0")).isEmpty();
        assertThat(ReportText.remoteReply("Sorry, no mailbox here by that name. (#5.1.1)"))
                .isEmpty();
        assertThat(ReportText.remoteReply("it does not speak SMTP. (#4.5.0)\nRemote host said: HTTP/1.1 400"))
                .isEmpty();
        assertThat(ReportText.status("Remote host said: 250 2.0.01234 ok")).isEmpty();
    }
}
