package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ee.qmail.api.DeliveryStatus;
import ee.qmail.api.InboundMail;
import ee.qmail.contract.BeanMail;
import ee.qmail.entity.MailLimits;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachedMailsTest {
    private static final String ORDER = """
            From: Ana <ana@example.net>
            Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
            Content-Type: multipart/mixed; boundary=order

            --order

            two chairs
            --order
            Content-Disposition: attachment; filename=order.csv

            chair,2
            --order--
            """;

    private static ParsedBeanMail mail(Body body) {
        return new ParsedBeanMail(
                new BeanMail(new QueueId(7), "bob@example.org", "orders@example.org", body, Instant.EPOCH));
    }

    private static ParsedBeanMail mail(String text) {
        return mail(Body.of(text));
    }

    /** @param parts each with its header */
    private static String mixed(String boundary, String... parts) {
        return "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n"
                + Arrays.stream(parts)
                        .map(part -> "--" + boundary + "\n" + part + "\n")
                        .collect(Collectors.joining())
                + "--" + boundary + "--\n";
    }

    private static String attached(String mail) {
        return "Content-Type: message/rfc822\n\n" + mail;
    }

    private static String read(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aMailThatWasSentOnIsReadAsAnyOther() throws Exception {
        String forward = "From: bob@example.org\n" + mixed("b", "\nsee below", attached(ORDER));
        try (ParsedBeanMail mail = mail(forward)) {
            InboundMail order = mail.messages().get(0);
            assertThat(mail.messages()).hasSize(1).containsExactly(order);
            assertThat(order.header("From")).contains("Ana <ana@example.net>");
            assertThat(order.header("Subject")).contains("Gr\u00fc\u00dfe");
            assertThat(order.text()).contains("two chairs");
            assertThat(order.attachments()).singleElement().satisfies(file -> {
                assertThat(file.name()).isEqualTo("order.csv");
                assertThat(read(file.open())).isEqualTo("chair,2");
            });
            assertThat(order.message().getSubject()).isEqualTo("Gr\u00fc\u00dfe");
            assertThat(read(order.open())).isEqualTo(ORDER);
            assertThat(order.size()).isEqualTo(ORDER.length());
            assertThat(order.messages()).isEmpty();
        }
    }

    @Test
    void anAttachedMailHasNoEnvelope() throws Exception {
        try (ParsedBeanMail mail = mail(mixed("b", attached("From: a@b.example\n\nx"), attached("\ny")))) {
            assertThat(mail.messages())
                    .extracting(InboundMail::key)
                    .containsExactly("7/orders@example.org/1", "7/orders@example.org/2");
            assertThat(mail.messages()).allSatisfy(inner -> {
                assertThat(inner.id()).isEqualTo("7");
                assertThat(inner.recipient()).isEqualTo("orders@example.org");
                assertThat(inner.arrival()).isEqualTo(Instant.EPOCH);
                assertThat(inner.sender()).isEmpty();
                assertThat(inner.isAutomatic()).as("nobody answers it").isTrue();
            });
        }
    }

    @Test
    void theOriginalOfABounceIsThereWhereItIsWhole() throws Exception {
        String report = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                + "--b\n\nIt did not work.\n"
                + "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;x.example\n\n"
                + "Final-Recipient: rfc822;ana@example.net\nAction: failed\nStatus: 5.1.1\n\n"
                + "--b\nContent-Type: %s\n\n" + ORDER + "\n--b--\n";
        for (String type : List.of("message/rfc822", "message/global")) {
            try (ParsedBeanMail mail = mail(report.formatted(type))) {
                assertThat(mail.deliveryStatus())
                        .map(DeliveryStatus::recipients)
                        .isPresent();
                assertThat(mail.messages())
                        .singleElement()
                        .satisfies(original -> assertThat(original.text()).contains("two chairs"));
            }
        }
        try (ParsedBeanMail mail = mail(report.formatted("text/rfc822-headers"))) {
            assertThat(mail.messages()).isEmpty();
        }
    }

    @Test
    void mailInMailInMail() throws Exception {
        String innermost = "Subject: 3\n" + mixed("d", "\nthree");
        String text = "Subject: 1\n" + mixed("b", attached("Subject: 2\n" + mixed("c", "\ntwo", attached(innermost))));
        try (ParsedBeanMail mail = mail(text)) {
            InboundMail second = mail.messages().get(0);
            InboundMail third = second.messages().get(0);
            assertThat(second.text()).contains("two");
            assertThat(third.header("Subject")).contains("3");
            assertThat(third.text()).contains("three");
            assertThat(third.key()).isEqualTo("7/orders@example.org/1/1");
            assertThat(read(third.open())).isEqualTo(innermost);
            assertThat(third.message().getSubject()).isEqualTo("3");
        }
    }

    @Test
    void allInALargeOneAreReadFromItsFile() throws Exception {
        Set<Path> before = files();
        String line = "x".repeat(70) + "\n";
        String inner = "Subject: inner\n" + mixed("c", "\n" + line.repeat(10_000), attached("Subject: last\n\nend"));
        try (ParsedBeanMail mail = mail(mixed("b", attached(inner)))) {
            InboundMail second = mail.messages().get(0);
            assertThat(second.text().orElseThrow()).hasSize(line.length() * 10_000);
            InboundMail last = second.messages().get(0);
            assertThat(last.message().getSubject()).isEqualTo("last");
            assertThat(last.text()).contains("end");
            Set<Path> made = files();
            made.removeAll(before);
            assertThat(made).hasSize(1);
        }
        assertThat(files()).isEqualTo(before);
    }

    private static Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("qmail-bean"))
                    .collect(Collectors.toSet());
        }
    }

    private static String encoded(String mail) {
        return "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(mail.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEncodedOneIsDecodedUpToALimit() throws Exception {
        try (ParsedBeanMail mail = mail(mixed("b", encoded(ORDER.replace("\n", "\r\n"))))) {
            assertThat(read(mail.messages().get(0).open())).isEqualTo(ORDER);
            assertThat(mail.messages().get(0).text()).contains("two chairs");
        }
        String half = encoded("Subject: x\n\n" + "0123456\n".repeat(MailLimits.ENCODED_MAILS / 16));
        try (ParsedBeanMail mail = mail(mixed("b", half))) {
            assertThat(mail.messages()).hasSize(1);
        }
        for (String text : List.of(mixed("b", half, half), mixed("b", encoded(mixed("c", half)), half))) {
            try (ParsedBeanMail mail = mail(text)) {
                assertThatThrownBy(mail::messages)
                        .isInstanceOf(MessagingException.class)
                        .hasMessageContaining("octets together");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64\n\nQUJDR\n", "strange\n\nx", "uuencode\n\nx"})
    void aBrokenEncodingIsBrokenForGood(String encoding) throws Exception {
        String part = "Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding;
        try (ParsedBeanMail mail = mail(mixed("b", part))) {
            assertThatThrownBy(mail::messages)
                    .isInstanceOf(MessagingException.class)
                    .hasNoCause();
        }
    }

    @Test
    void askedForAgainABrokenOneIsBrokenInTheSameWay() throws Exception {
        String broken = "Content-Type: message/rfc822\nContent-Transfer-Encoding: strange\n\nx";
        try (ParsedBeanMail mail = mail(mixed("b", encoded(ORDER), broken))) {
            Throwable first = catchThrowable(mail::messages);
            for (int i = 0; i < 2 * MailLimits.ENCODED_MAILS / ORDER.length(); i++) {
                assertThat(catchThrowable(mail::messages)).isSameAs(first);
            }
        }
    }

    private static int depth(InboundMail mail) throws MessagingException {
        int depth = 0;
        for (List<InboundMail> inner = mail.messages();
                !inner.isEmpty();
                inner = inner.get(0).messages()) {
            depth++;
        }
        return depth;
    }

    /** Also where there is no multipart between them. */
    @Test
    void mailsInOneAnotherHaveAnEnd() throws Exception {
        String deep = "\nx";
        for (int i = 0; i < MailLimits.DEPTH; i++) {
            deep = attached(deep);
        }
        try (ParsedBeanMail mail = mail(deep)) {
            assertThat(depth(mail)).isEqualTo(MailLimits.DEPTH);
        }
        try (ParsedBeanMail mail = mail(attached(deep))) {
            assertThatThrownBy(() -> depth(mail))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("in one another");
        }
        String wrapped = "\nx";
        for (int i = 0; i <= MailLimits.DEPTH / 2; i++) {
            wrapped = mixed("b" + i + "b", attached(wrapped));
        }
        try (ParsedBeanMail mail = mail(wrapped)) {
            assertThatThrownBy(() -> depth(mail)).hasMessageContaining("in one another");
        }
    }

    private static int countAll(InboundMail mail) throws MessagingException {
        int count = 0;
        for (InboundMail inner : mail.messages()) {
            count += 1 + countAll(inner);
        }
        return count;
    }

    @Test
    void partsOfAllCountTogether() throws Exception {
        String many = mixed("m", repeated(attached("\nx"), 300));
        try (ParsedBeanMail mail = mail(many)) {
            assertThat(countAll(mail)).isEqualTo(300);
        }
        try (ParsedBeanMail mail = mail(mixed("m", repeated(attached("\nx"), 600)))) {
            assertThatThrownBy(mail::messages)
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("more than 1000 parts");
        }
        try (ParsedBeanMail mail = mail(mixed("b", attached(many), attached(many)))) {
            assertThatThrownBy(() -> countAll(mail)).hasMessageContaining("more than 1000 parts");
            assertThatThrownBy(() -> countAll(mail)).as("next time too").isInstanceOf(MessagingException.class);
        }
    }

    private static String[] repeated(String part, int times) {
        return Stream.generate(() -> part).limit(times).toArray(String[]::new);
    }

    @Test
    void headersOfAllCountTogether() throws Exception {
        for (String field : List.of("a:\n", "a: " + "x".repeat(200) + "\n")) {
            String some = attached(field.repeat(1_000) + "\nx");
            try (ParsedBeanMail mail = mail(mixed("b", repeated(some, 4)))) {
                assertThat(mail.messages()).hasSize(4);
            }
            try (ParsedBeanMail mail = mail(mixed("b", repeated(some, 11)))) {
                assertThatThrownBy(mail::messages)
                        .isInstanceOf(MessagingException.class)
                        .hasMessageContaining("header");
            }
        }
    }

    @Test
    void aHeaderWithoutAnEndInAnAttachedMailIsRefused() throws Exception {
        byte[] begin = attached("Subject: ").getBytes(StandardCharsets.US_ASCII);
        try (ParsedBeanMail mail = mail(new Endless(begin, 64L << 20))) {
            assertThatThrownBy(mail::messages)
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("octets of header");
        }
    }

    private record Endless(byte[] begin, long size) implements Body {
        @Override
        public InputStream open() {
            return new InputStream() {
                private long at;

                @Override
                public int read() {
                    if (at >= size) {
                        return -1;
                    }
                    int octet = at < begin.length ? begin[(int) at] : 'x';
                    at++;
                    return octet;
                }
            };
        }
    }
}
