package ee.qmail.examples.archive;

import jakarta.ejb.Stateless;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Arrays;

/** Writes a mail, in a transaction of its own. A mail may be large: it is read and written in pieces. */
@Stateless
public class Keeper {
    @PersistenceContext
    private EntityManager entities;

    /**
     * Keeps a mail, unless it is there.
     *
     * @param mail from its beginning
     * @throws JMSRuntimeException if it cannot be read now
     */
    public void keep(BytesMessage mail) {
        try {
            String key = mail.getLongProperty("qmail_id") + "/" + mail.getStringProperty("qmail_recipients");
            if (entities.find(ArchivedMail.class, key) == null) {
                write(key, mail);
            }
        } catch (JMSException e) {
            throw new JMSRuntimeException("a mail cannot be kept now", e.getErrorCode(), e);
        }
    }

    private void write(String key, BytesMessage mail) throws JMSException {
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
