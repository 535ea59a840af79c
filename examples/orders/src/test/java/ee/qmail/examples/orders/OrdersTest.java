package ee.qmail.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.InboundMail;
import ee.qmail.test.BeanAnswer;
import ee.qmail.test.InboundMails;
import ee.qmail.test.MailBuilder;
import jakarta.ejb.EJBException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bean without a server: mail is made, given to it, and its answer looked at. */
class OrdersTest {
    private static MailBuilder order() {
        return InboundMails.mail().sender("ana@example.net").recipient("orders@example.org");
    }

    private static MailBuilder order(String file) {
        return order().text("please").attachment("Order.csv", "text/csv", file);
    }

    @Test
    void readsTheFileOfAnOrder() throws Exception {
        assertThat(Orders.lines(order("chair,4\r\ntable,1\r\n").build()))
                .extracting(line -> line.getQuantity() + " x " + line.getArticle())
                .containsExactly("4 x chair", "1 x table");
    }

    @Test
    void rejectsMailThatIsNoOrder() {
        BeanAnswer answer =
                InboundMails.deliver(new Orders(), order().text("hello").build());
        assertThat(answer.text()).isEqualTo("an order must have a file order.csv with lines such as chair,4 (#5.6.0)");
        assertThat(InboundMails.deliver(new Orders(), order("chair").build()).text())
                .isEqualTo("order.csv line 1 must be article,quantity such as chair,4 (#5.6.0)");
    }

    @Test
    void rejectsMailThatCanNeverBeRead() {
        for (MailBuilder broken : List.of(
                order().message("Content-Disposition: attachment; filename=order.csv\n"
                        + "Content-Transfer-Encoding: base64\n\nY2hhaXIsN\n"),
                order().message("Content-Type: multipart/mixed; boundary=b\n\nno part\n"),
                order().message("a:\n".repeat(200_000) + "\n"),
                order("a".repeat(200_000)))) {
            BeanAnswer answer = InboundMails.deliver(new Orders(), broken.build());
            assertThat(answer.isRejected()).isTrue();
            assertThat(answer.status()).isEqualTo("5.6.0");
        }
    }

    @Test
    void mailThatCannotBeReadNowComesAgain() {
        BeanAnswer answer =
                InboundMails.deliver(new Orders(), order("chair,4").unreadable().build());
        assertThat(answer.isDeferred()).isTrue();
        assertThat(answer.cause()).isInstanceOf(EJBException.class).hasRootCauseInstanceOf(IOException.class);
        IOException trouble = new IOException("planned");
        assertThatThrownBy(() -> Orders.lines(withFileThatFails(trouble))).isSameAs(trouble);
    }

    /** It fails when the file is read, after the mail was. */
    private static InboundMail withFileThatFails(IOException trouble) {
        InboundMail.Attachment file = new InboundMail.Attachment() {
            @Override
            public String name() {
                return "order.csv";
            }

            @Override
            public String type() {
                return "text/csv";
            }

            @Override
            public InputStream open() throws IOException {
                throw trouble;
            }
        };
        return (InboundMail) Proxy.newProxyInstance(
                OrdersTest.class.getClassLoader(),
                new Class<?>[] {InboundMail.class},
                (mail, method, arguments) -> List.of(file));
    }
}
