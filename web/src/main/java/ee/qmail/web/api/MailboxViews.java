package ee.qmail.web.api;

import ee.qmail.accounts.CatchAlls;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.vacation.Vacation;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/** The JSON documents about what becomes of the mail of a mailbox or a domain, and of their names. */
public final class MailboxViews {
    private MailboxViews() {}

    /** @param suspended whether nobody can log in from now on, whatever the password */
    public record SuspendedRequest(Boolean suspended) {
        boolean isSuspended() {
            if (suspended == null) {
                throw new InvalidInputException("suspended", "suspended: must be true or false");
            }
            return suspended;
        }
    }

    /**
     * @param targets as of an alias; none: the mail is kept, and sent nowhere
     * @param keep whether the mailbox has it as well; missing: true
     */
    public record ForwardRequest(List<String> targets, Boolean keep) {
        boolean isKept() {
            return !Boolean.FALSE.equals(keep);
        }
    }

    /** @param displayName what the owner is called; null or empty: nothing is known */
    public record DisplayNameRequest(String displayName) {}

    /**
     * @param name from now on
     * @param alias whether an alias of the name before leads there; missing: false
     */
    public record NameRequest(String name, Boolean alias) {
        boolean isAliasLeft() {
            return Boolean.TRUE.equals(alias);
        }
    }

    /**
     * Where mail goes for the names of a domain that nobody has.
     *
     * @param targets none: nowhere, or as {@code file} says
     * @param file the text of {@code .qmail-default} if it does something else than to send mail on; else null
     */
    public record CatchAllView(List<String> targets, String file) {
        static CatchAllView of(CatchAlls.CatchAll all) {
            return new CatchAllView(all.targets(), all.isByHand() ? all.text().orElseThrow() : null);
        }
    }

    /**
     * What is answered while the owner is away.
     *
     * @param active missing: true
     * @param subject missing or empty: that of the question
     * @param from the first day, such as {@code 2026-12-24}; null: now
     * @param until the last day; null: open
     * @param days after which a sender is told again; missing: 7
     */
    public record VacationView(Boolean active, String subject, String text, String from, String until, Long days) {
        static VacationView of(Vacation vacation) {
            return new VacationView(
                    vacation.active(),
                    vacation.subject(),
                    vacation.text(),
                    Objects.toString(vacation.from(), null),
                    Objects.toString(vacation.until(), null),
                    (long) vacation.days());
        }

        Vacation vacation() {
            return new Vacation(
                    !Boolean.FALSE.equals(active),
                    subject,
                    text,
                    day("from", from),
                    day("until", until),
                    days == null ? Vacation.DAYS : (int) Math.max(0, Math.min(days, Integer.MAX_VALUE)));
        }

        private static LocalDate day(String field, String text) {
            try {
                return text == null || text.isEmpty() ? null : LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw new InvalidInputException(field, field + ": must be a day, such as 2026-12-24");
            }
        }
    }
}
