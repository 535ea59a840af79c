package ee.qmail.examples.shop;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.stereotype.Component;

/**
 * Takes each mail that the alias leads to queue {@code orders}, and answers it with the session that has brought it: the mail is gone and the
 * answer is on its way in one transaction. When the method throws neither is, and the mail comes again.
 */
@Component
public class Orders {
    private final OrderBook book;

    Orders(OrderBook book) {
        this.book = book;
    }

    @JmsListener(destination = "orders")
    void onMail(Message message, Session session) throws JMSException {
        if (message instanceof MapMessage mail && mail.getString("text") != null) {
            answer(message, session, "We have your order:\n\n" + mail.getString("text"));
            book.keep(mail.getLongProperty("qmail_id"), mail.getString("text")); // last: no transaction takes it back
        } else {
            // above 16 MB, or no MIME message, it comes as it is: jms.md
            answer(message, session, "We read plain text only.\n");
        }
    }

    private static void answer(Message mail, Session session, String text) throws JMSException {
        if (isAutomatic(mail)) {
            return;
        }
        Message answer = session.createTextMessage(text);
        answer.setStringProperty("qmail_sender", mail.getStringProperty("qmail_recipients"));
        answer.setStringProperty("qmail_recipients", mail.getStringProperty("qmail_sender"));
        answer.setStringProperty("qmail_subject", "Your order");
        // once, also when the process dies in the middle of the commit and the mail comes again
        answer.setStringProperty("qmail_key", "shop/" + mail.getLongProperty("qmail_id"));
        try (MessageProducer producer = session.createProducer(session.createQueue("qmail.inject"))) {
            producer.send(answer);
        }
    }

    /** A bounce, or the mail of another program, is answered by none (RFC 3834 section 2). */
    private static boolean isAutomatic(Message mail) throws JMSException {
        return mail.getStringProperty("qmail_sender").isEmpty()
                || mail instanceof MapMessage parsed
                        && parsed.itemExists("header.auto-submitted")
                        && !parsed.getString("header.auto-submitted").equalsIgnoreCase("no");
    }
}
