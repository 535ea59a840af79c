package ee.qmail.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.BrokenEncodingException;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailRejectedException;
import jakarta.mail.MessagingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersTest {
    /** @param file what it holds, or what is thrown when it is read */
    private static InboundMail mail(Object file) {
        return (InboundMail) Proxy.newProxyInstance(
                OrdersTest.class.getClassLoader(), new Class<?>[] {InboundMail.class}, (mail, method, arguments) -> {
                    if (file instanceof MessagingException trouble) {
                        throw trouble;
                    }
                    return List.of(attachment(file));
                });
    }

    private static InboundMail.Attachment attachment(Object file) {
        return new InboundMail.Attachment() {
            @Override
            public String name() {
                return "Order.csv";
            }

            @Override
            public String type() {
                return "text/csv";
            }

            @Override
            public InputStream open() {
                if (file instanceof String text) {
                    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                }
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw (IOException) file;
                    }
                };
            }
        };
    }

    @Test
    void rejectsMailThatCanNeverBeRead() throws Exception {
        assertThat(Orders.lines(mail("chair,4"))).hasSize(1);
        for (Object broken : List.of(
                new BrokenEncodingException("planned", new IOException()),
                new MessagingException("planned"),
                "a".repeat(200_000))) {
            assertThatThrownBy(() -> Orders.lines(mail(broken)))
                    .isInstanceOf(MailRejectedException.class)
                    .satisfies(e ->
                            assertThat(((MailRejectedException) e).status()).isEqualTo("5.6.0"));
        }
    }

    @Test
    void mailThatCannotBeReadNowComesAgain() {
        for (Exception trouble :
                List.of(new IOException("planned"), new MessagingException("planned", new IOException("planned")))) {
            assertThatThrownBy(() -> Orders.lines(mail(trouble))).isSameAs(trouble);
        }
    }
}
