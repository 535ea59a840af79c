package ee.qmail.web.console;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.Precondition;
import ee.qmail.vacation.Vacation;
import ee.qmail.vacation.Vacations;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;

/** On the page of a mailbox: what is answered while its owner is away. */
@Named
@RequestScoped
public class VacationPage {
    private static final Map<String, String> FIELDS = Map.of(
            "subject", "vacation:subject",
            "text", "vacation:text",
            "from", "vacation:from",
            "until", "vacation:until",
            "days", "vacation:days");

    @Inject
    private Vacations vacations;

    @Inject
    private SeenChanges changes;

    private String domain;
    private String name;
    private boolean active;
    private String subject = "";
    private String text = "";
    private String from = "";
    private String until = "";
    private String days = "";

    @PostConstruct
    void find() {
        AskedMailbox asked = AskedMailbox.now();
        domain = asked.domain();
        name = asked.name();
        try {
            Vacation now = vacations.of(domain, name);
            active = now.active();
            subject = now.subject();
            text = now.text();
            from = Objects.toString(now.from(), "");
            until = Objects.toString(now.until(), "");
            days = Integer.toString(now.days());
        } catch (NotFoundException | InvalidInputException e) {
            name = ""; // MailboxPage answers 404
        }
    }

    public String save() {
        LocalDate first = day("from", from);
        LocalDate last = day("until", until);
        int period = days.strip().matches("[0-9]{1,4}") ? Integer.parseInt(days.strip()) : 0;
        if (first == LocalDate.MIN || last == LocalDate.MIN) {
            return null;
        }
        Vacation wanted = new Vacation(active, subject, text, first, last, period);
        Precondition seen = Precondition.seen(Requests.parameter("version"));
        if (!Change.tried(
                FIELDS,
                "vacation:text",
                () -> changes.ofMailbox(domain, name, seen, () -> vacations.set(domain, name, wanted)))) {
            return null;
        }
        Messages.done(active ? "vacation.done" : "vacation.ended", name + "@" + domain);
        return Pages.open(Pages.mailbox(domain, name));
    }

    /** Null if none is typed, {@link LocalDate#MIN} if it is none, which is told. */
    private static LocalDate day(String field, String typed) {
        try {
            return typed.isBlank() ? null : LocalDate.parse(typed.strip());
        } catch (DateTimeException e) {
            Messages.error(FIELDS.get(field), "vacation.noDay", typed);
            return LocalDate.MIN;
        }
    }

    public boolean isActive() {
        return active;
    }

    public void setActive(boolean active) {
        this.active = active;
    }

    public String getSubject() {
        return subject;
    }

    public void setSubject(String subject) {
        this.subject = subject;
    }

    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text;
    }

    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public String getUntil() {
        return until;
    }

    public void setUntil(String until) {
        this.until = until;
    }

    public String getDays() {
        return days;
    }

    public void setDays(String days) {
        this.days = days;
    }
}
