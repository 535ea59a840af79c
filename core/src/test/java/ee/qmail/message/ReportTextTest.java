package ee.qmail.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final String REFUSED =
            "192.0.2.1 does not like recipient.\nRemote host said: 550-5.1.1 no such user\n550 5.1.1 sorry (#5.7.1)\n"
                    + "Giving up on 192.0.2.1.";

    private static DeliveryReport read(Outcome outcome, String text) {
        DeliveryReport report = ReportText.read("ana@example.org", outcome, text);
        assertThat(report.recipient()).isEqualTo("ana@example.org");
        assertThat(report.outcome()).isEqualTo(outcome);
        assertThat(report.text()).isEqualTo(text);
        return report;
    }

    private static String status(String text) {
        return String.valueOf(read(Outcome.DEFERRAL, text).status());
    }

    private static String reply(String text) {
        return read(Outcome.DEFERRAL, text).reply();
    }

    @Test
    void theOtherServersCodeCountsBeforeOurs() {
        assertThat(status(REFUSED)).isEqualTo("5.1.1");
        assertThat(reply(REFUSED)).isEqualTo("550-5.1.1 no such user\n550 5.1.1 sorry (#5.7.1)");
    }

    @Test
    void aReplyWithoutACodeLeavesOurs() {
        String text = "Connected to 192.0.2.1 but connection died. (#4.4.2)\nRemote host said: 421 bye";
        assertThat(status(text)).isEqualTo("4.4.2");
        assertThat(reply(text)).isEqualTo("421 bye");
    }

    @Test
    void successHasACodeToo() {
        assertThat(status("192.0.2.1 accepted message.\nRemote host said: 250 2.0.0 ok"))
                .isEqualTo("2.0.0");
    }

    @Test
    void missingPartsAreNull() {
        assertThat(status("did 1+0+0")).isEqualTo("null");
        assertThat(reply("Sorry, no mailbox here by that name. (#5.1.1)")).isNull();
        assertThat(reply("it does not speak SMTP. (#4.5.0)\nRemote host said: HTTP/1.1 400"))
                .isNull();
        assertThat(status("Remote host said: 250 2.0.01234 ok")).isEqualTo("null");
    }

    @Test
    void theDidLineIsFoundBehindTheOutputOfPrograms() {
        DeliveryReport report = read(Outcome.SUCCESS, "hello\nworld\ndid 1+2+3\nqp 7");
        assertThat(report.did()).isEqualTo(new Did(1, 2, 3, new QueueId(7)));
        assertThat(report.detail()).isEqualTo("hello\nworld\n");
        for (String text : new String[] {
            "did 1+2+3\nqp 99999999999999999999", "did it", "Remote host said: 250 did 1+0+0", "did 1+0+0\nqp 0"
        }) {
            assertThat(read(Outcome.SUCCESS, text).did()).as(text).isNull();
        }
        assertThat(read(Outcome.FAILURE, "did 1+0+0").did()).isNull();
    }

    @Test
    void theEndIsKnownFromTheLastLine() {
        String text = "Connected to 192.0.2.1 but connection died. (#4.4.2)\n";
        for (Ending ending : Ending.values()) {
            DeliveryReport report = read(Outcome.FAILURE, text + ending.line());
            assertThat(report.ending()).isEqualTo(ending);
            assertThat(report.status()).isEqualTo(EnhancedStatus.of("4.4.2"));
            assertThat(read(Outcome.FAILURE, "no\n" + ending.line()).status()).isEqualTo(ending.status());
        }
    }
}
