package ee.qmail.examples.archive;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Arrays;

/**
 * Keeps each mail of queue {@code archive}, in the transaction that takes it from there. One that comes again is found by its key. A mail may be
 * large: it is read and written in pieces.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "archive"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
        })
public class Archive implements MessageListener {
    @PersistenceContext
    private EntityManager entities;

    @Override
    public void onMessage(Message message) {
        if (!(message instanceof BytesMessage mail)) {
            throw new IllegalArgumentException("the alias must lead to jms:queue:archive, without ?form=parsed");
        }
        try {
            keep(mail);
        } catch (JMSException e) {
            throw new JMSRuntimeException("a mail cannot be kept now", e.getErrorCode(), e);
        }
    }

    private void keep(BytesMessage mail) throws JMSException {
        String key = mail.getLongProperty("qmail_id") + "/" + mail.getStringProperty("qmail_recipients");
        if (entities.find(ArchivedMail.class, key) != null) {
            return;
        }
        byte[] piece = next(mail);
        entities.persist(new ArchivedMail(key, mail, Header.of(piece)));
        for (int number = 0; piece.length > 0; number++) {
            entities.persist(new Piece(key, number, piece));
            entities.flush();
            entities.clear();
            piece = next(mail);
        }
    }

    private static byte[] next(BytesMessage mail) throws JMSException {
        byte[] octets = new byte[Piece.LONGEST];
        int length = mail.readBytes(octets);
        return Arrays.copyOf(octets, Math.max(length, 0));
    }
}
