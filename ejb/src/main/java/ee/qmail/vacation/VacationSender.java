package ee.qmail.vacation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Somebody who has been told that the owner of a mailbox is away. */
@Entity
@Table(name = "vacation_sender")
public class VacationSender {
    @Id
    private String id;

    @Column(name = "mailbox_id")
    private Long mailbox;

    private Instant told;

    protected VacationSender() {}

    /** @param id of the mailbox and the sender */
    VacationSender(String id, long mailbox, Instant told) {
        this.id = id;
        this.mailbox = mailbox;
        this.told = told;
    }
}
