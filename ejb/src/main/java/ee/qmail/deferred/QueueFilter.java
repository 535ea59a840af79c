package ee.qmail.deferred;

import ee.qmail.address.DomainName;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which of the waiting jobs are meant; null for what does not matter.
 *
 * @param domain of the recipients; with a dot before it, all below that domain
 * @param sender an address; {@code @domain} for all of a domain; an empty text for bounces
 * @param reason why somebody of the job waits
 * @param arrivedBefore when the message came at the latest, that time itself left out
 * @param attempts how many there have been at least
 */
public record QueueFilter(String domain, String sender, Reason reason, Instant arrivedBefore, Integer attempts) {
    public static final QueueFilter ALL = new QueueFilter(null, null, null, null, null);

    private static final char ESCAPE = '!';

    public QueueFilter {
        domain = domain == null ? null : DomainName.canonical(domain);
        sender = sender == null ? null : sender.toLowerCase(Locale.ROOT);
    }

    public boolean isAll() {
        return equals(ALL);
    }

    /** The same among those that came before a time. */
    public QueueFilter before(Instant time) {
        boolean isEarlier = arrivedBefore != null && arrivedBefore.isBefore(time);
        return isEarlier ? this : new QueueFilter(domain, sender, reason, time, attempts);
    }

    /** Tells whether rows of {@code m}, the message, are asked. */
    boolean isAboutMessages() {
        return sender != null || arrivedBefore != null;
    }

    /** Conditions on a job {@code j} and its message {@code m}, each with {@code and} before it. */
    String conditions() {
        StringBuilder all = new StringBuilder();
        if (domain != null) {
            all.append(isBelow(domain) ? " and j.domain like :domain escape '!'" : " and j.domain = :domain");
        }
        if (sender != null) {
            all.append(
                    isOfDomain() ? " and lower(m.sender) like :sender escape '!'" : " and lower(m.sender) = :sender");
        }
        if (reason != null) {
            all.append(" and exists (select 1 from DeferredRecipient r where r.key.queueId = j.key.queueId"
                    + " and r.key.job = j.key.job and r.report.outcome = :waits and r.report.reason = :reason)");
        }
        if (arrivedBefore != null) {
            all.append(" and m.arrival < :arrivedBefore");
        }
        if (attempts != null) {
            all.append(" and j.attempt >= :attempts");
        }
        return all.toString();
    }

    void bind(Query query) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (domain != null) {
            values.put("domain", isBelow(domain) ? "%" + escaped(domain) : domain);
        }
        if (sender != null) {
            values.put("sender", isOfDomain() ? "%" + escaped(sender) : sender);
        }
        if (reason != null) {
            values.put("waits", Outcome.DEFERRAL);
            values.put("reason", reason);
        }
        if (arrivedBefore != null) {
            values.put("arrivedBefore", arrivedBefore);
        }
        if (attempts != null) {
            values.put("attempts", attempts);
        }
        values.forEach(query::setParameter);
    }

    private static boolean isBelow(String domain) {
        return domain.startsWith(".");
    }

    private boolean isOfDomain() {
        return sender.startsWith("@");
    }

    private static String escaped(String text) {
        return text.replaceAll("[%_" + ESCAPE + "]", ESCAPE + "$0");
    }
}
