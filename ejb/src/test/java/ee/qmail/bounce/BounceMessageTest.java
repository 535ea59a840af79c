package ee.qmail.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.jms.Reports;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Ending;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BounceMessageTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-02T03:04:05Z"), ZoneOffset.UTC);
    private static final Controls CONTROLS = Controls.of(Map.of(
            Setting.ME, "me.example\n",
            Setting.BOUNCEHOST, "bounce.example\n",
            Setting.VIRTUALDOMAINS, "virtual.example:virtual.example\n"));
    private static final List<DeliveryReport> FAILED = List.of(
            Reports.failure("virtual.example-ana@virtual.example", "Sorry, no mailbox here. (#5.1.1)"),
            said("bob@far.example", "192.0.2.1 failed.", "552-5.2.2 full\n\nreally"));

    /** What another server has said, as a row of before that has it; a reply may be anything here. */
    private static DeliveryReport said(String recipient, String sentence, String reply) {
        String text = sentence + "\nRemote host said: " + reply;
        EnhancedStatus status = EnhancedStatus.leading(reply).orElse(null);
        return new DeliveryReport(
                recipient, Outcome.FAILURE, Reason.EARLIER_VERSION, status, text, null, reply, null, null, null);
    }

    private static String written(String sender, List<DeliveryReport> failed, String original) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new BounceMessage(
                        new Envelope(sender, List.of("x@y.example")),
                        failed,
                        Body.of(original),
                        CONTROLS,
                        new QueueId(77),
                        CLOCK)
                .writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void deliveryStatusNamesTheClientThatTheMessageCameFrom() {
        Attributes address = Attributes.NONE.with(Attribute.CLIENT, "2001:db8::7");
        assertThat(status(address)).contains("\nReceived-From-MTA: dns; [IPv6:2001:db8::7]\n\nFinal");
        assertThat(status(address.with(Attribute.HELO, "mail.far.example")))
                .contains("\nReceived-From-MTA: dns; mail.far.example\n\nFinal");
        assertThat(status(address.with(Attribute.HELO, "[192.0.2.7]"))).contains("dns; [IPv6:2001:db8::7]\n");
        assertThat(status(address.with(Attribute.HELO, "192.0.2.7"))).contains("dns; [IPv6:2001:db8::7]\n");
        assertThat(status(Attributes.NONE)).doesNotContain("Received-From");
    }

    private static String status(Attributes attributes) {
        Envelope original = new Envelope("s@x", List.of("x@y.example"), attributes);
        return new DeliveryStatus(ReportKind.FAILED, original, null).of("b.example", FAILED, FAILED);
    }

    private static MimeMessage parsed(String text) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String part(MimeMessage message, int number) throws Exception {
        try (InputStream in =
                ((MimeMultipart) message.getContent()).getBodyPart(number).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    /** Of which nothing is told in turn (RFC 3461 6.2). */
    private static Envelope notification(String sender, String recipient) {
        return new Envelope(sender, List.of(recipient)).notifying(Map.of(recipient, Notify.NEVER));
    }

    private static MimeMessage notice(ReportKind kind, Attributes attributes, DeliveryReport report) throws Exception {
        Envelope original = new Envelope("a@b.example", List.of(report.recipient()), attributes)
                .notifying(Map.of(
                        report.recipient(), new Notify("SUCCESS,FAILURE,DELAY", "rfc822;Old+2B+0A@far.example")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Body text = Body.of("Subject: \u00e9\nX: y\n\nsecret\n");
        Instant until = CLOCK.instant().plusSeconds(60);
        new BounceMessage(kind, original, List.of(report), text, CONTROLS, new QueueId(77), CLOCK, until).writeTo(out);
        return parsed(out.toString(StandardCharsets.UTF_8));
    }

    private static final Attributes ENVID = Attributes.NONE.with(Attribute.ENVID, "Q+2Bx+0A");

    @Test
    void aFailureNamesTheOriginalRecipientAndBringsTheHeaderIfThatWasTheWish() throws Exception {
        DeliveryReport report = DeliveryReport.of("virtual.example-ana@virtual.example", Reason.NO_MAILBOX);
        MimeMessage message = notice(ReportKind.FAILED, ENVID.with(Attribute.RET, "HDRS"), report);
        assertThat(message.getSubject()).isEqualTo("failure notice");
        assertThat(part(message, 0)).startsWith("Hi. This is the qmail-send program at");
        assertThat(part(message, 1).lines())
                .containsExactly(
                        "Original-Envelope-Id: Q+x?",
                        "Reporting-MTA: dns; bounce.example",
                        "",
                        "Original-Recipient: rfc822; Old+?@far.example",
                        "Final-Recipient: rfc822; ana@virtual.example",
                        "Action: failed",
                        "Status: 5.1.1",
                        "Diagnostic-Code: X-Qmail; Sorry, no mailbox here by that name. (#5.1.1)");
        assertThat(part(message, 2)).isEqualTo("Return-Path: <a@b.example>\nSubject: \u00e9\nX: y\n");
        assertThat(((MimeMultipart) message.getContent()).getBodyPart(2).getContentType())
                .startsWith("text/rfc822-headers");

        MimeMessage whole = notice(ReportKind.FAILED, ENVID.with(Attribute.RET, "FULL"), report);
        assertThat(part(whole, 2)).endsWith("\n\nsecret\n");
    }

    /** RFC 8689 section 5: whatever RET says, and however it goes on. */
    @Test
    void rtls14ABounceOfAMessageWithRequiretlsHasItsHeaderAloneAndDemandsTheSame() throws Exception {
        DeliveryReport report = DeliveryReport.of("ana@far.example", Reason.REQUIRETLS_NOT_OFFERED);
        Attributes required = ENVID.with(Attribute.RET, "FULL").with(Attribute.REQUIRETLS, Attribute.YES);
        MimeMessage message = notice(ReportKind.FAILED, required, report);
        assertThat(part(message, 1)).contains("\nStatus: 5.7.30\n");
        assertThat(part(message, 2)).endsWith("X: y\n").doesNotContain("secret");
        assertThat(message.getHeader("TLS-Required")).isNull();
        for (String sender : List.of("a@b.example", "")) {
            Envelope original = new Envelope(sender, List.of("ana@far.example"), required);
            assertThat(BounceMessage.envelope(original, CONTROLS).orElseThrow().attributes())
                    .isEqualTo(Attributes.NONE.with(Attribute.REQUIRETLS, Attribute.YES));
        }
    }

    @Test
    void rtls14ABounceOfAMessageWithTlsRequiredNoSaysSoToo() throws Exception {
        DeliveryReport report = DeliveryReport.of("ana@far.example", Reason.NO_MAILBOX);
        Attributes waived = Attributes.NONE.with(Attribute.REQUIRETLS, Attribute.NO);
        MimeMessage message = notice(ReportKind.FAILED, waived, report);
        assertThat(message.getHeader("TLS-Required")).containsExactly("No");
        assertThat(part(message, 2)).endsWith("secret\n");
        Envelope original = new Envelope("a@b.example", List.of("ana@far.example"), waived);
        assertThat(BounceMessage.envelope(original, CONTROLS).orElseThrow().isTlsWaived())
                .isTrue();
    }

    @Test
    void aSuccessIsDeliveredOrExpandedOrRelayedAndNoBounce() throws Exception {
        DeliveryReport delivered = DeliveryReport.delivered("ana@far.example", new Did(1, 0, 0));
        MimeMessage message = notice(ReportKind.SUCCEEDED, ENVID.with(Attribute.RET, "FULL"), delivered);
        assertThat(message.getSubject()).isEqualTo("delivery notice");
        assertThat(part(message, 0)).doesNotContain("qmail-send").contains("<ana@far.example>:\nIt was delivered.\n");
        assertThat(part(message, 1))
                .contains("\nAction: delivered\nStatus: 2.0.0\n")
                .doesNotContain("Diagnostic-Code", "Will-Retry");
        assertThat(part(message, 2)).endsWith("X: y\n").doesNotContain("secret");

        assertThat(part(notice(ReportKind.SUCCEEDED, ENVID, delivered.because(Reason.EXPANDED)), 1))
                .contains("\nAction: expanded\n");
        DeliveryReport relayed = DeliveryReport.replied(
                "ana@far.example", Outcome.SUCCESS, Reason.ACCEPTED, "192.0.2.9", "250 2.6.0 taken");
        assertThat(part(notice(ReportKind.SUCCEEDED, ENVID, relayed), 1))
                .contains("\nAction: relayed\nStatus: 2.6.0\nRemote-MTA: dns; [192.0.2.9]\n")
                .contains("\nDiagnostic-Code: smtp; 250 2.6.0 taken\n");
    }

    @Test
    void aDelayTellsUntilWhen() throws Exception {
        DeliveryReport report = DeliveryReport.of("ana@far.example", Reason.NO_CONNECTION);
        MimeMessage message = notice(ReportKind.DELAYED, Attributes.NONE, report);
        assertThat(message.getSubject()).isEqualTo("delay notice");
        assertThat(part(message, 0)).contains("goes on trying");
        assertThat(part(message, 1))
                .doesNotContain("Original-Envelope-Id")
                .contains("\nAction: delayed\nStatus: 4.4.1\n")
                .endsWith("\nWill-Retry-Until: 2 Nov 2026 03:05:05 -0000\n");
    }

    @Test
    void bn1Envelopes() {
        List<String> recipients = List.of("x@y.example");
        assertThat(BounceMessage.envelope(new Envelope("a@b.example", recipients), CONTROLS))
                .hasValue(notification("", "a@b.example"));
        assertThat(BounceMessage.envelope(new Envelope("", recipients), CONTROLS))
                .hasValue(notification("#@[]", "postmaster@me.example"));
        Envelope twice = new Envelope("#@[]", recipients);
        assertThat(BounceMessage.envelope(twice, CONTROLS)).isEmpty();
        assertThatThrownBy(() -> new BounceMessage(twice, FAILED, Body.of(""), CONTROLS, new QueueId(1), CLOCK))
                .hasMessageContaining("not a double bounce");
    }

    /** Of a job of an earlier version: nobody can be written to there. */
    @Test
    void bn1ASenderThatIsNoAddressIsToldToThePostmaster() throws Exception {
        for (String sender :
                List.of("a\nBcc: spy@b.example", "a\0@b", "x".repeat(1112) + "@b", "a@" + "d".repeat(304))) {
            Envelope original = new Envelope(sender, List.of("x@y.example"));
            assertThat(BounceMessage.envelope(original, CONTROLS))
                    .hasValue(notification("#@[]", "postmaster@me.example"));
            MimeMessage message = parsed(written(sender, FAILED, "Subject: x\n\nhi\n"));
            assertThat(message.getHeader("To", null)).isEqualTo("postmaster@me.example");
            assertThat(message.getHeader("Bcc")).isNull();
            assertThat(part(message, 2)).startsWith("Return-Path: <").contains(">\nSubject: x\n");
        }
        assertThat(BounceMessage.envelope(new Envelope("l-@b.example-@[]", List.of("x@y.example")), CONTROLS))
                .hasValue(notification("", "l-@b.example"));
    }

    /** Neither an address nor what the other server said makes a line of the header or of the status. */
    @Test
    void lineEndsInInputsMakeNoNewLine() throws Exception {
        DeliveryReport report =
                said("a\nAction: delivered\n@b", "x", "550 no\r\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; c@d\n--");
        MimeMessage message = parsed(written("a@b.example", List.of(report), "\n"));
        assertThat(part(message, 1).lines())
                .containsExactly(
                        "Reporting-MTA: dns; bounce.example",
                        "",
                        "Final-Recipient: rfc822; \"a_Action: delivered_\"@b",
                        "Action: failed",
                        "Status: 5.0.0",
                        "Diagnostic-Code: smtp; 550 no Status: 2.0.0 Final-Recipient: rfc822; c@d --");
        assertThat(part(message, 0)).contains("<a_Action: delivered_@b>:\n");
    }

    /** RFC 3464 2.3.2: as in a header. */
    @Test
    void aRecipientHasItsQuotesInTheStatus() throws Exception {
        List<DeliveryReport> reports = List.of(
                Reports.failure("a b@q.test", "no"),
                Reports.failure("c\"d\\@q.test", "no"),
                Reports.failure("\u00fc e@q.test", "no"));
        assertThat(part(parsed(written("a@b.example", reports, "\n")), 1)
                        .lines()
                        .filter(l -> l.startsWith("Final")))
                .containsExactly(
                        "Final-Recipient: rfc822; \"a b\"@q.test",
                        "Final-Recipient: rfc822; \"c\\\"d\\\\\"@q.test",
                        "Final-Recipient: utf-8; \"\\x{FC} e\"@q.test");
    }

    @Test
    void anAddressBeyondAsciiIsWrittenInUtf8() throws Exception {
        assertThat(written("j\u00fcrgen@b\u00fccher.example", FAILED, "Subject: x\n\nhi\n"))
                .contains("\nTo: j\u00fcrgen@b\u00fccher.example\n");
        assertThat(written("\u732b@b.example", FAILED, "\n")).contains("\nTo: \u732b@b.example\n");
    }

    @Test
    void bn2HeaderWithTheFieldsOfRfc3464AndRfc3834() throws Exception {
        MimeMessage message = parsed(written("a b@b.example", FAILED, "Subject: x\n\nhi\n"));
        assertThat(message.getHeader("Date", null)).isEqualTo("2 Nov 2026 03:04:05 -0000");
        assertThat(message.getHeader("From", null)).isEqualTo("MAILER-DAEMON@bounce.example");
        assertThat(message.getHeader("To", null)).isEqualTo("\"a b\"@b.example");
        assertThat(message.getSubject()).isEqualTo("failure notice");
        assertThat(message.getMessageID()).isEqualTo("<77.qmail@bounce.example>");
        assertThat(message.getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
        assertThat(message.getHeader("MIME-Version", null)).isEqualTo("1.0");
        assertThat(message.getContentType()).startsWith("multipart/report").contains("report-type=delivery-status");
    }

    @Test
    void bn3To5TextOfASingleBounce() throws Exception {
        String text = part(parsed(written("a@b.example", FAILED, "Subject: x\n\nhi\n")), 0);
        assertThat(text).isEqualToNormalizingNewlines("""
                        Hi. This is the qmail-send program at bounce.example.
                        I'm afraid I wasn't able to deliver your message to the following addresses.
                        This is a permanent error; I've given up. Sorry it didn't work out.

                        <ana@virtual.example>:
                        Sorry, no mailbox here. (#5.1.1)

                        <bob@far.example>:
                        192.0.2.1 failed.
                        Remote host said: 552-5.2.2 full
                        /really

                        --- Below this line is a copy of the message.
                        """);
    }

    /** As programs do that look for failures: by the first line, the angle brackets, and the line that ends the list. */
    @Test
    void bn7AReaderOfQsbmfFindsAllRecipients() throws Exception {
        DeliveryReport tricky = Reports.failure("c@far.example", "first\n\n<x@y.example>:\n-not the end\n");
        String text = part(parsed(written("a@b.example", List.of(FAILED.get(0), tricky, FAILED.get(1)), "\n")), 0);
        String[] paragraphs = text.split("\n\n");
        assertThat(paragraphs[0]).startsWith("Hi. This is the ");
        List<String> recipients = new ArrayList<>();
        int next = 1;
        for (; !paragraphs[next].startsWith("-"); next++) {
            String first = paragraphs[next].lines().findFirst().orElseThrow();
            assertThat(first).startsWith("<").endsWith(">:");
            recipients.add(first.substring(1, first.length() - 2));
        }
        assertThat(recipients).containsExactly("ana@virtual.example", "c@far.example", "bob@far.example");
        assertThat(next).isEqualTo(paragraphs.length - 1);
    }

    @Test
    void bn3TextOfADoubleBounce() throws Exception {
        MimeMessage message = parsed(written("", FAILED, "Subject: failure notice\n\n"));
        assertThat(message.getHeader("To", null)).isEqualTo("postmaster@me.example");
        assertThat(part(message, 0))
                .contains("\nI tried to deliver a bounce message to this address, but the bounce bounced!\n\n<ana@")
                .endsWith("--- Below this line is the original bounce.\n");
        assertThat(part(message, 2)).startsWith("Return-Path: <>\nSubject: failure notice\n");
    }

    @Test
    void deliveryStatusNamesTheRecipientAndTheReason() throws Exception {
        DeliveryReport smtputf8 = Reports.failure("\u00fc@z.example", "no");
        String status = part(parsed(written("a@b.example", List.of(FAILED.get(0), FAILED.get(1), smtputf8), "\n")), 1);
        assertThat(status).isEqualTo("""
                        Reporting-MTA: dns; bounce.example

                        Final-Recipient: rfc822; ana@virtual.example
                        Action: failed
                        Status: 5.1.1
                        Diagnostic-Code: X-Qmail; Sorry, no mailbox here. (#5.1.1)

                        Final-Recipient: rfc822; bob@far.example
                        Action: failed
                        Status: 5.2.2
                        Diagnostic-Code: smtp; 552-5.2.2 full really

                        Final-Recipient: utf-8; \\x{FC}@z.example
                        Action: failed
                        Status: 5.0.0
                        Diagnostic-Code: X-Qmail; no
                        """);
    }

    /** RFC 3464 2.3.5 and 2.3.7. */
    @Test
    void deliveryStatusNamesTheHostAndTheTime() throws Exception {
        Instant time = Instant.parse("2026-11-01T23:59:58Z");
        List<DeliveryReport> reports = List.of(
                DeliveryReport.replied(
                                "a@b.example",
                                Outcome.FAILURE,
                                Reason.RECIPIENT_REJECTED,
                                "192.0.2.1",
                                "550 5.1.1 no such user")
                        .because(Reason.ALL_REJECTED)
                        .at(time),
                DeliveryReport.ofHost("c@d.example", Reason.CONNECTION_DIED, "2001:db8::1", "")
                        .ended(Ending.TOO_LONG)
                        .at(time));
        MimeMessage message = parsed(written("a@b.example", reports, "\n"));
        assertThat(part(message, 0)).contains("""
                        <a@b.example>:
                        192.0.2.1 does not like recipient.
                        Remote host said: 550 5.1.1 no such user
                        Giving up on 192.0.2.1.

                        <c@d.example>:
                        Connected to 2001:db8::1 but connection died. (#4.4.2)
                        I'm not going to try again; this message has been in the queue too long.
                        """);
        assertThat(part(message, 1)).isEqualTo("""
                        Reporting-MTA: dns; bounce.example

                        Final-Recipient: rfc822; a@b.example
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; [192.0.2.1]
                        Diagnostic-Code: smtp; 550 5.1.1 no such user
                        Last-Attempt-Date: 1 Nov 2026 23:59:58 -0000

                        Final-Recipient: rfc822; c@d.example
                        Action: failed
                        Status: 4.4.2
                        Remote-MTA: dns; [IPv6:2001:db8::1]
                        Diagnostic-Code: X-Qmail; Connected to 2001:db8::1 but connection died. (#4.4.2) \
                        I'm not going to try again; this message has been in the queue too long.
                        Last-Attempt-Date: 1 Nov 2026 23:59:58 -0000
                        """);
    }

    @Test
    void bn5TheOriginalIsCompleteWithLfLineEnds() throws Exception {
        String original = "Subject: \u00fc\n\n.\nFrom here\n--x\nno newline at the end";
        String text = written("a@b.example", FAILED, original);
        assertThat(text).doesNotContain("\r").contains("\nReturn-Path: <a@b.example>\n" + original + "\n--");
        assertThat(parsed(text).getEncoding()).isEqualTo("8bit");
    }

    @Test
    void theOriginalIsStreamed() throws IOException {
        long size = 20_000_000;
        long[] octets = new long[1];
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int octet) {
                octets[0]++;
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                octets[0] += length;
            }
        };
        new BounceMessage(
                        new Envelope("a@b.example", List.of("x@y.example")),
                        FAILED,
                        new Repeated(size),
                        CONTROLS,
                        new QueueId(1),
                        CLOCK)
                .writeTo(counting);
        assertThat(octets[0]).isBetween(size, size + 4000);
    }

    /** A large body that exists nowhere; reads by the whole are refused. */
    private record Repeated(long size) implements Body {
        @Override
        public InputStream open() {
            return new InputStream() {
                private long left = size;

                @Override
                public int read() {
                    return left-- > 0 ? 'x' : -1;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) {
                    assertThat(length).as("read in pieces").isLessThan(1_000_000);
                    int n = (int) Math.min(left, length);
                    Arrays.fill(buffer, offset, offset + n, (byte) 'x');
                    left -= n;
                    return n == 0 ? -1 : n;
                }
            };
        }
    }

    /** The original is not looked at: what it is costs nothing. */
    @Test
    void anOriginalOfAnyKindIsCopiedInLittleMemory() throws IOException {
        for (String again : List.of("a:\n", "x", "\u0142", "--b\n")) {
            Body original =
                    Body.of("Content-Type: multipart/mixed; boundary=b\n" + again.repeat(16_000_000 / again.length()));
            BounceMessage bounce = new BounceMessage(
                    new Envelope("a@b.example", List.of("x@y.example")),
                    FAILED,
                    original,
                    CONTROLS,
                    new QueueId(77),
                    CLOCK);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            bounce.writeTo(OutputStream.nullOutputStream());
            assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                    .as("octets for a bounce of %s", again)
                    .isLessThan(8 << 20);
        }
    }

    /** A header without an end, which counts how much of it is read at a time. */
    private static final class EndlessHeader implements Body {
        private final byte[] begin;
        private long most;

        EndlessHeader(String begin) {
            this.begin = begin.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private int read;

                @Override
                public int read() {
                    int octet = read < begin.length ? begin[read] : "x: y\n".charAt((read - begin.length) % 5);
                    most = Math.max(most, ++read);
                    return octet;
                }
            };
        }
    }

    private static String header(Body body) throws IOException {
        try (InputStream in = new OriginalSource("a@b.example", body, true).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aHeaderComesBackWithWholeFieldsOfThirtyTwoKilobytesAndSaysThatItWasCut() throws Exception {
        String returnPath = "Return-Path: <a@b.example>\n";
        EndlessHeader endless = new EndlessHeader("Subject: x\n");
        String header = header(endless);
        assertThat(header).startsWith(returnPath + "Subject: x\nx: y\n").endsWith("\nx: y\n" + OriginalSource.CUT);
        assertThat(header.length() - returnPath.length() - OriginalSource.CUT.length())
                .isBetween(OriginalSource.HEADER_OCTETS - 5, OriginalSource.HEADER_OCTETS);
        assertThat(endless.most).isEqualTo(OriginalSource.HEADER_OCTETS + 1);

        String folded = "Subject: x\nTo: a@b.example" + ",\n\tc@d.example".repeat(4000) + "\nX: y\n\nsecret\n";
        assertThat(header(Body.of(folded))).isEqualTo(returnPath + "Subject: x\n" + OriginalSource.CUT);

        assertThat(part(success(Body.of(folded)), 2)).isEqualTo(returnPath + "Subject: x\n" + OriginalSource.CUT);
    }

    private static MimeMessage success(Body body) throws Exception {
        Envelope original = new Envelope("a@b.example", List.of("ana@far.example"));
        List<DeliveryReport> reports = List.of(DeliveryReport.delivered("ana@far.example", new Did(1, 0, 0)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new BounceMessage(ReportKind.SUCCEEDED, original, reports, body, CONTROLS, new QueueId(77), CLOCK, null)
                .writeTo(out);
        return parsed(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aHeaderThatFitsComesBackWhole() throws Exception {
        String returnPath = "Return-Path: <a@b.example>\n";
        String largest = "a: b\nX: " + "x".repeat(OriginalSource.HEADER_OCTETS - 9) + "\n";
        assertThat(header(Body.of(largest + "\nsecret\n"))).isEqualTo(returnPath + largest);
        assertThat(header(Body.of(largest))).isEqualTo(returnPath + largest);
        assertThat(header(Body.of(largest + "Y: z\n\nsecret\n"))).isEqualTo(returnPath + largest + OriginalSource.CUT);
        assertThat(header(Body.of("x" + largest + "\nsecret\n")))
                .isEqualTo(returnPath + "xa: b\n" + OriginalSource.CUT);
        assertThat(header(Body.of("\nsecret\n"))).isEqualTo(returnPath);
    }
}
