package ee.qmail.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ee.qmail.api.BrokenEncodingException;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InboundMailsTest {
    private static String read(InboundMail.Attachment file) throws Exception {
        try (InputStream in = file.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aMailIsMadeOfItsParts() throws Exception {
        InboundMail mail = InboundMails.mail()
                .sender("ana@example.net")
                .recipient("Orders@example.org")
                .from("Ana <ana@example.net>")
                .to("orders@example.org", "Bo <bo@example.org>")
                .subject("Gr\u00fc\u00dfe")
                .text("a\r\nb\n")
                .header("X-Two", "1\n2")
                .attachment("order.csv", "text/csv", "chair,4\n")
                .attachment("M\u00e4rz.bin", "application/x-one", new byte[] {0, (byte) 0xff})
                .build();
        assertThat(mail.sender()).isEqualTo("ana@example.net");
        assertThat(mail.recipient()).isEqualTo("orders@example.org");
        assertThat(mail.header("From")).contains("Ana <ana@example.net>");
        assertThat(mail.header("To")).contains("orders@example.org, Bo <bo@example.org>");
        assertThat(mail.header("subject")).contains("Gr\u00fc\u00dfe");
        assertThat(mail.headers("x-two")).containsExactly("1", "2");
        assertThat(mail.text().orElseThrow().strip()).isEqualTo("a\nb");
        assertThat(mail.attachments())
                .extracting(InboundMail.Attachment::name, InboundMail.Attachment::type)
                .containsExactly(tuple("order.csv", "text/csv"), tuple("M\u00e4rz.bin", "application/x-one"));
        assertThat(read(mail.attachments().get(0))).isEqualTo("chair,4\n");
        assertThat(mail.message().getSubject()).isEqualTo("Gr\u00fc\u00dfe");
        try (InputStream in = mail.open()) {
            byte[] octets = in.readAllBytes();
            assertThat(octets).hasSize((int) mail.size());
            assertThat(new String(octets, StandardCharsets.UTF_8)).doesNotContain("\r");
        }
    }

    @Test
    void attachedMailsAreMails() throws Exception {
        InboundMail mail = InboundMails.mail()
                .text("see below")
                .attachment("order.eml", "message/rfc822", "From: ana@example.net\nSubject: order\n\nchair,4\n")
                .build();
        assertThat(mail.attachments()).hasSize(1);
        InboundMail order = mail.messages().get(0);
        assertThat(order.header("Subject")).contains("order");
        assertThat(order.text().orElseThrow().strip()).isEqualTo("chair,4");
        assertThat(order.sender()).isEmpty();
        assertThat(order.key()).isEqualTo(mail.key() + "/1");
    }

    @Test
    void aMailThatComesAgainHasTheSameKey() {
        MailBuilder builder = InboundMails.mail().arrival(Instant.EPOCH);
        assertThat(builder.build().key())
                .isEqualTo(builder.build().key())
                .isNotEqualTo(InboundMails.mail().build().key());
        assertThat(builder.build().arrival()).isEqualTo(Instant.EPOCH);
        InboundMail named = builder.key("17/shop@example.org").build();
        assertThat(named.key()).isEqualTo("17/shop@example.org");
        assertThat(named.id()).isEqualTo("17");
        assertThat(named.recipient()).isEqualTo("shop@example.org");
        assertThatThrownBy(() -> InboundMails.mail().key("17")).hasMessageContaining("must be id and recipient");
    }

    @Test
    void theEnvelopeOfAWholeMessageComesFromItsHeader() throws Exception {
        InboundMail mail =
                InboundMails.of("From: Ana <ana@example.net>\r\nTo: Shop@Example.org, b@c.example\r\n\r\nx\r\n");
        assertThat(mail.sender()).isEqualTo("ana@example.net");
        assertThat(mail.recipient()).isEqualTo("shop@example.org");
        assertThat(mail.text()).contains("x\n");
        for (String header : new String[] {"", "From: (\nTo: ,\n", "From: a\r\nTo: friends:;\n"}) {
            InboundMail nobodys = InboundMails.of(header + "Subject: x\n\nx\n");
            assertThat(nobodys.recipient()).as(header).isEqualTo("recipient@example.org");
        }
        InboundMail bounce =
                InboundMails.mail().sender("").message("From: a@b.example\n\n").build();
        assertThat(bounce.sender()).isEmpty();
        assertThat(InboundMails.mail().sender("").build().header("From")).isEmpty();
    }

    @Test
    void limitsAndExceptionsAreTheServers() throws Exception {
        InboundMail large = InboundMails.of("a:\n".repeat(200_000) + "\n");
        assertThatThrownBy(large::text)
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith("the mail has more than ");
        InboundMail broken = InboundMails.of(
                "Content-Disposition: attachment; filename=x\nContent-Transfer-Encoding: base64\n\nQUJDR\n");
        assertThatThrownBy(() -> read(broken.attachments().get(0))).isInstanceOf(BrokenEncodingException.class);
        InboundMail unreadable = InboundMails.mail()
                .sender("ana@example.net")
                .text("x")
                .unreadable()
                .build();
        assertThat(unreadable.sender()).isEqualTo("ana@example.net");
        assertThat(unreadable.size()).isPositive();
        assertThatThrownBy(unreadable::open).isInstanceOf(IOException.class);
        assertThatThrownBy(unreadable::attachments)
                .isInstanceOf(MessagingException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aLargeMailNeedsNoFile() throws Exception {
        InboundMail mail = InboundMails.mail()
                .text("x")
                .attachment("a", "application/octet-stream", new byte[1 << 20])
                .build();
        try (InputStream in = mail.attachments().get(0).open()) {
            assertThat(in.readAllBytes()).hasSize(1 << 20);
        }
        assertThat(mail.message().getSize()).isPositive();
    }

    @Test
    void partsThatNoMailCanHaveAreRefused() {
        assertThatThrownBy(() -> InboundMails.mail().subject("a\nb").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'subject'");
        assertThatThrownBy(() -> InboundMails.mail().sender("@"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have a name before the @");
        assertThatThrownBy(() -> InboundMails.mail().text("x").message("y")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> InboundMails.mail().message("y").text("x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itsLibrariesAreFiles() {
        assertThat(InboundMails.libraries())
                .hasSize(5)
                .doesNotHaveDuplicates()
                .allSatisfy(archive -> assertThat(archive).exists());
    }

    @Test
    void theAnswerOfABeanIsSeen() {
        InboundMail mail = InboundMails.mail().build();
        assertThat(InboundMails.deliver(given -> assertThat(given).isSameAs(mail), mail)
                        .isDelivered())
                .isTrue();
        BeanAnswer rejected = InboundMails.deliver(rejecting(new MailRejectedException("5.6.0", "no order")), mail);
        assertThat(rejected.isRejected()).isTrue();
        assertThat(rejected.isDelivered() || rejected.isDeferred()).isFalse();
        assertThat(rejected.status()).isEqualTo("5.6.0");
        assertThat(rejected.text()).isEqualTo("no order (#5.6.0)");
        assertThat(InboundMails.deliver(rejecting(new MailRejectedException(null)), mail)
                        .text())
                .isEqualTo("The application for this address does not want this message. (#5.7.1)");
        RuntimeException trouble = new IllegalStateException("planned");
        BeanAnswer deferred = InboundMails.deliver(
                given -> {
                    throw trouble;
                },
                mail);
        assertThat(deferred.isDeferred()).isTrue();
        assertThat(deferred.cause()).isSameAs(trouble);
        assertThatThrownBy(() -> InboundMails.deliver(
                        given -> {
                            throw new AssertionError("planned");
                        },
                        mail))
                .isInstanceOf(AssertionError.class);
    }

    private static MailListener rejecting(MailRejectedException reason) {
        return mail -> {
            throw reason;
        };
    }
}
