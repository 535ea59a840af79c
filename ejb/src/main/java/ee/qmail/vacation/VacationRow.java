package ee.qmail.vacation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;

/** The {@link Vacation} of a mailbox; whether it is active stands with the mailbox. */
@Entity
@Table(name = "vacation")
public class VacationRow {
    @Id
    @Column(name = "mailbox_id")
    private Long mailbox;

    private String subject;
    private String answer;
    private LocalDate begins;
    private LocalDate ends;
    private int days;

    protected VacationRow() {}

    VacationRow(long mailbox) {
        this.mailbox = mailbox;
    }

    void set(Vacation vacation) {
        subject = vacation.subject();
        answer = vacation.text();
        begins = vacation.from();
        ends = vacation.until();
        days = vacation.days();
    }

    Vacation vacation(boolean active) {
        return new Vacation(active, subject, answer, begins, ends, days);
    }
}
