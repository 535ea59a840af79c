package ee.qmail.examples.archive;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A mail for one address. Its text is in the pieces. */
@Entity
@Table(name = "example_archived_mail")
public class ArchivedMail {
    /** Queue id and recipient, the same when the message comes again. */
    @Id
    @Column(name = "mail_key", length = 600)
    private String key;

    @Column(nullable = false, length = 1024)
    private String sender;

    @Column(nullable = false, length = 500)
    private String subject;

    @Column(nullable = false, length = Piece.LONGEST)
    private String header;

    @Column(name = "octets")
    private long size;

    private Instant received;

    protected ArchivedMail() {}

    ArchivedMail(String key, Message mail, Header header) throws JMSException {
        this.key = key;
        this.sender = mail.getStringProperty("qmail_sender");
        this.subject = header.subject();
        this.header = header.text();
        this.size = mail.getLongProperty("qmail_size");
        this.received = Instant.ofEpochMilli(mail.getLongProperty("qmail_arrival"));
    }

    String key() {
        return key;
    }

    String sender() {
        return sender;
    }

    String subject() {
        return subject;
    }

    String header() {
        return header;
    }

    long size() {
        return size;
    }

    Instant received() {
        return received;
    }
}
