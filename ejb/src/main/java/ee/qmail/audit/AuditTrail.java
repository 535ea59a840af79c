package ee.qmail.audit;

import ee.qmail.caller.Caller;
import ee.qmail.caller.NotPermittedException;
import ee.qmail.caller.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What people have done, newest first; kept in the transaction in which it was done. Safe for use by several threads. */
@ApplicationScoped
@Transactional
public class AuditTrail {
    /** Rows of a page. */
    public static final int MOST = 1_000;

    private static final int LONGEST_NAME = 320;
    private static final int LONGEST_DETAIL = 500;

    private final EntityManager entities;

    /** For the container's proxies. */
    protected AuditTrail() {
        this(null);
    }

    @Inject
    public AuditTrail(EntityManager entities) {
        this.entities = entities;
    }

    /** @param next the mark behind which to go on; null if there is no more */
    public record Page(List<AuditRow> rows, Long next) {}

    /** Adds a line, in the transaction of the caller. */
    public void add(Caller caller, Done done) {
        Done kept = new Done(
                done.deed(), cut(done.object(), LONGEST_NAME), done.domain(), cut(done.detail(), LONGEST_DETAIL));
        entities.persist(new AuditRow(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                cut(caller.name(), LONGEST_NAME),
                caller.role().group(),
                caller.client(),
                kept));
    }

    private static String cut(String text, int most) {
        String line = text.replaceAll("[\\p{Cntrl}]+", " ");
        return line.length() <= most ? line : line.substring(0, most - 3) + "...";
    }

    /**
     * For administrators all, for domain administrators what was done in their domains.
     *
     * @throws NotPermittedException for others
     */
    public Page find(AuditQuery query) {
        Caller caller = Caller.current();
        if (!caller.isAdministrator() && caller.role() != Role.DOMAIN) {
            throw new NotPermittedException();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> conditions = new ArrayList<>();
        add(conditions, values, "a.who = :who", "who", query.who());
        add(
                conditions,
                values,
                "a.deed = :deed",
                "deed",
                query.deed() == null ? null : query.deed().code());
        add(conditions, values, "a.object like :object escape '!'", "object", like(query.object()));
        add(conditions, values, "a.at >= :since", "since", query.since());
        add(conditions, values, "a.at < :until", "until", query.until());
        add(conditions, values, "a.id < :after", "after", query.after());
        add(conditions, values, "a.domain in :domains", "domains", caller.onlyDomains());
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        TypedQuery<AuditRow> question =
                entities.createQuery("select a from AuditRow a" + where + " order by a.id desc", AuditRow.class);
        values.forEach(question::setParameter);
        List<AuditRow> rows = question.setMaxResults(query.max() + 1).getResultList();
        boolean isMore = rows.size() > query.max();
        List<AuditRow> page = List.copyOf(rows.subList(0, Math.min(rows.size(), query.max())));
        return new Page(page, isMore ? page.get(page.size() - 1).getId() : null);
    }

    private static void add(
            List<String> conditions, Map<String, Object> values, String condition, String name, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
    }

    private static String like(String part) {
        return part == null ? null : "%" + part.replaceAll("([!%_])", "!$1") + "%";
    }

    /** Forgets what is older. @return how many lines */
    public int forgetBefore(Instant time) {
        Caller.current().mustBeAdministrator();
        return entities.createQuery("delete from AuditRow a where a.at < :time")
                .setParameter("time", time)
                .executeUpdate();
    }
}
