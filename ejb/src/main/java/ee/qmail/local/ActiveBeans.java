package ee.qmail.local;

import ee.qmail.address.AddressPattern;
import ee.qmail.contract.BeanFigures;
import ee.qmail.contract.MailConsumer;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.control.ControlFiles;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The beans of applications that take mail now, and why one of them may not get the mail that its author expects. */
@ApplicationScoped
@Transactional
public class ActiveBeans {
    /** Mailboxes and aliases that are told by name. */
    public static final int MOST = 5;

    private final EntityManager entities;
    private final ControlFiles controlFiles;

    /** For the container's proxies. */
    protected ActiveBeans() {
        this(null, null);
    }

    @Inject
    public ActiveBeans(EntityManager entities, ControlFiles controlFiles) {
        this.entities = entities;
        this.controlFiles = controlFiles;
    }

    /**
     * A bean with all its addresses.
     *
     * @param name its class and its application, as messages tell it
     * @param answer {@code queue} or {@code commit}
     */
    public record ActiveBean(String name, String answer, BeanFigures figures, List<Addresses> addresses) {}

    /**
     * One pattern of a bean.
     *
     * @param rival the other bean that gets all of its mail; null if there is none
     * @param exceptions patterns of other beans that say more, and get the mail of their addresses
     * @param isForeign whether no mail for it is delivered here, since the domain is another server's
     * @param hidden the first {@link #MOST} mailboxes and aliases of such an address, which get no mail: a bean goes first
     * @param isMore whether there are others
     */
    public record Addresses(
            String pattern,
            String rival,
            List<String> exceptions,
            boolean isForeign,
            List<String> hidden,
            boolean isMore) {}

    /** In the order in which they came. */
    public List<ActiveBean> list() {
        List<MailConsumer> all = MailConsumerRegistry.all();
        Rewriting rewriting = new Rewriting(controlFiles.current());
        Map<Object, List<MailConsumer>> beans = all.stream()
                .collect(Collectors.groupingBy(MailConsumer::bean, LinkedHashMap::new, Collectors.toList()));
        return beans.values().stream()
                .map(addresses -> new ActiveBean(
                        addresses.get(0).name(),
                        addresses.get(0).isAnsweredAtCommit() ? "commit" : "queue",
                        addresses.get(0).figures(),
                        addresses.stream()
                                .map(each -> addresses(each, all, rewriting))
                                .toList()))
                .toList();
    }

    private Addresses addresses(MailConsumer bean, List<MailConsumer> all, Rewriting rewriting) {
        AddressPattern pattern = bean.pattern();
        List<String> hidden = hidden(pattern);
        return new Addresses(
                pattern.toString(),
                rival(bean, all).map(MailConsumer::name).orElse(null),
                all.stream()
                        .filter(other -> isException(other, bean))
                        .map(other -> other.pattern().toString())
                        .distinct()
                        .toList(),
                rewriting.isForeign(pattern),
                hidden.stream().limit(MOST).toList(),
                hidden.size() > MOST);
    }

    /** Of a whole address that which gets its mail; of a pattern the one that had it first. */
    private static Optional<MailConsumer> rival(MailConsumer bean, List<MailConsumer> all) {
        String text = bean.pattern().toString();
        Optional<MailConsumer> first = text.contains("*")
                ? all.stream()
                        .filter(other -> other.pattern().equals(bean.pattern()))
                        .findFirst()
                : MailConsumerRegistry.find(text);
        return first.filter(other -> !other.bean().equals(bean.bean()));
    }

    /** What a pattern leaves open stands for itself here: one that fits has no other addresses than the wider one. */
    private static boolean isException(MailConsumer other, MailConsumer bean) {
        return !other.bean().equals(bean.bean())
                && bean.pattern().toString().contains("*")
                && bean.pattern().matches(other.pattern().toString())
                && AddressPattern.MAX_EXACT.compare(other.pattern(), bean.pattern()) < 0;
    }

    private List<String> hidden(AddressPattern pattern) {
        String like = pattern.toString().replaceAll("([!%_])", "!$1").replace('*', '%');
        return Stream.of("Mailbox", "Alias")
                .flatMap(entity -> entities
                        .createQuery(
                                "select concat(e.name, '@', d.name) from " + entity
                                        + " e join e.domain d where concat(e.name, '@', d.name) like :like escape '!'"
                                        + " order by e.name, d.name",
                                String.class)
                        .setParameter("like", like)
                        .setMaxResults(MOST + 1)
                        .getResultList()
                        .stream())
                .toList();
    }
}
