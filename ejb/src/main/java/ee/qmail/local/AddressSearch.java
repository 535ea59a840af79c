package ee.qmail.local;

import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import ee.qmail.application.BeansFile;
import ee.qmail.caller.Caller;
import ee.qmail.directory.Alias;
import ee.qmail.directory.Mailbox;
import ee.qmail.text.Characters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds whatever has mail here by a part of its name: domains, mailboxes (by the names of their owners too), aliases, and beans of applications. */
@ApplicationScoped
@Transactional
public class AddressSearch {
    /** Matches of one search. */
    public static final int MOST = 100;

    /** A longer text is in no address. */
    private static final int LONGEST = 320;

    private static final String BEGINS_FIRST =
            " order by case when e.name like :begin escape '!' then 0 else 1 end, e.name, d.name";

    private final EntityManager entities;
    private final BeansFile beans;

    /** For the container's proxies. */
    protected AddressSearch() {
        this(null, null);
    }

    @Inject
    public AddressSearch(EntityManager entities, BeansFile beans) {
        this.entities = entities;
        this.beans = beans;
    }

    public enum Kind {
        DOMAIN,
        MAILBOX,
        ALIAS,
        BEAN;

        /** As programs read it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param text the domain, the address, or the pattern of the bean
     * @param name of an entry in its domain; else empty
     * @param domain of an entry, or the domain itself; empty for a bean
     * @param owner what the owner of a mailbox is called; may be empty
     */
    public record Match(Kind kind, String text, String name, String domain, String owner) {}

    /** @param isMore whether others match too */
    public record Found(List<Match> matches, boolean isMore) {}

    /**
     * Those that begin with the text come first, kind by kind; among what the caller manages.
     *
     * @param text in any case of letters, a domain in it in either spelling; blank finds nothing
     * @param most matches, 1 to {@link #MOST}
     */
    public Found find(String text, int most) {
        String wanted = spelled(text.strip());
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return new Found(List.of(), false);
        }
        List<Match> all = Stream.of(
                        domains(wanted, most), mailboxes(wanted, most), aliases(wanted, most), beans(wanted))
                .flatMap(List::stream)
                .toList();
        return new Found(all.stream().limit(most).toList(), all.size() > most);
    }

    /** As addresses are kept. */
    private static String spelled(String text) {
        return Characters.areAscii(text) || text.indexOf('@') < 0
                ? DomainLookup.lower(text)
                : DomainLookup.canonical(text);
    }

    /** Among the domains of the caller only. */
    private static String where(String conditions) {
        return Caller.current().isAdministrator() ? conditions : "(" + conditions + ") and d.name in :domains";
    }

    private static <T> TypedQuery<T> narrowed(TypedQuery<T> query) {
        Set<String> domains = Caller.current().onlyDomains();
        return domains == null ? query : query.setParameter("domains", domains);
    }

    private List<Match> domains(String wanted, int most) {
        String people = wanted.toLowerCase(Locale.ROOT);
        List<Match> found = new ArrayList<>();
        for (String name : entities.createQuery("select d.name from Domain d order by d.name", String.class)
                .getResultList()) {
            if (found.size() <= most
                    && Caller.current().isManagerOf(name)
                    && (name.contains(wanted) || DomainName.forPeople(name).contains(people))) {
                found.add(new Match(Kind.DOMAIN, name, "", name, ""));
            }
        }
        return found;
    }

    private List<Match> mailboxes(String wanted, int most) {
        return narrowed(entities.createQuery(
                        "select e from Mailbox e join fetch e.domain d where "
                                + where("concat(e.name, '@', d.name) like :any escape '!'"
                                        + " or lower(e.displayName) like :owner escape '!'")
                                + BEGINS_FIRST,
                        Mailbox.class))
                .setParameter("any", like(wanted))
                .setParameter("owner", like(wanted.toLowerCase(Locale.ROOT)))
                .setParameter("begin", like(wanted).substring(1))
                .setMaxResults(most + 1)
                .getResultList()
                .stream()
                .map(each -> new Match(
                        Kind.MAILBOX,
                        each.getAddress(),
                        each.getName(),
                        each.getDomainName(),
                        each.getDisplayName() == null ? "" : each.getDisplayName()))
                .toList();
    }

    private List<Match> aliases(String wanted, int most) {
        return narrowed(entities.createQuery(
                        "select e from Alias e join fetch e.domain d where "
                                + where("concat(e.name, '@', d.name) like :any escape '!'") + BEGINS_FIRST,
                        Alias.class))
                .setParameter("any", like(wanted))
                .setParameter("begin", like(wanted).substring(1))
                .setMaxResults(most + 1)
                .getResultList()
                .stream()
                .map(each -> new Match(Kind.ALIAS, each.getAddress(), each.getName(), each.getDomainName(), ""))
                .toList();
    }

    private static String like(String wanted) {
        return "%" + wanted.replaceAll("([!%_])", "!$1") + "%";
    }

    private List<Match> beans(String wanted) {
        if (!Caller.current().isAdministrator()) {
            return List.of();
        }
        return beans.all().stream()
                .map(known -> known.pattern().toString())
                .distinct()
                .filter(pattern -> DomainLookup.lower(pattern).contains(wanted))
                .map(pattern -> new Match(Kind.BEAN, pattern, "", "", ""))
                .toList();
    }
}
