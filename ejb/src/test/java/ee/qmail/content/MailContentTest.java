package ee.qmail.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MailContentTest {
    private static MailContent of(String mail) {
        byte[] octets = mail.getBytes(StandardCharsets.UTF_8);
        return MailContent.of(octets, octets.length);
    }

    @Test
    void headerAndTextAreDecodedAndTheSourceIsAsItIs() {
        MailContent content =
                of("Subject: =?UTF-8?Q?Jos=C3=A9?=\n =?UTF-8?Q?_y_Ana?=\nContent-Type: text/plain; charset=utf-8\n"
                        + "Content-Transfer-Encoding: quoted-printable\n\nma=C3=B1ana\n");
        assertThat(content.header().get(0)).isEqualTo(new MailContent.Field("Subject", "José y Ana"));
        assertThat(content.text()).isEqualTo("mañana\n");
        assertThat(content.source()).endsWith("\n\nma=C3=B1ana\n");
        assertThat(content.whole()).isTrue();
    }

    @Test
    void nothingOfItTurnsHidesOrMovesWhatStandsAroundIt() {
        MailContent content = of("Subject: a\u202eb =?UTF-8?Q?=E2=80=AE?=\nX-\u2066: y\n\nc\u202ed\u001b[2J<script>\n");
        assertThat(content.toString())
                .doesNotContain("\u202e", "\u2066", "\u001b")
                .contains("<script>");
    }

    @Test
    void aLargeMailIsCutBehindALine() {
        String line = "0123456789ñ\n";
        String mail = "Subject: large\n\n" + line.repeat(100_000);
        MailContent content = MailContent.of(mail.getBytes(StandardCharsets.UTF_8), 9_999_999);
        assertThat(content.source())
                .hasSizeLessThanOrEqualTo(MailContent.SOURCE)
                .endsWith(line);
        assertThat(content.text()).hasSizeLessThanOrEqualTo(MailContent.SOURCE + 1);
        assertThat(content.whole()).isFalse();
        assertThat(content.size()).isEqualTo(9_999_999);
    }

    @Test
    void whatIsNoMailHasASourceAlone() {
        MailContent bomb = of("x: y\n".repeat(40_000));
        assertThat(bomb.header()).hasSizeLessThanOrEqualTo(MailContent.FIELDS);
        assertThat(bomb.source()).startsWith("x: y\n");
        MailContent field = of("Subject: " + "x".repeat(100_000) + "\n\n");
        assertThat(field.header()).allSatisfy(each -> assertThat(each.value()).hasSizeLessThan(3_000));
        assertThat(of("").source()).isEmpty();
        assertThat(MailContent.ofText("<order/>").source()).isEqualTo("<order/>");
    }
}
