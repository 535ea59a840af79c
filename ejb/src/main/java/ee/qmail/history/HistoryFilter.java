package ee.qmail.history;

import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import ee.qmail.message.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A {@link HistoryQuery} as the indexes that lead to its rows, and as the condition that each row is held against. */
final class HistoryFilter {
    /** A column and its value; the rows that are wanted are among those of all keys of a filter. */
    record Key(String column, long value) {}

    private final HistoryQuery query;
    private final String sender;
    private final String recipient;
    private final String address;
    private final String domain;
    private final String messageId;
    private final String subject;
    /** In their one spelling; null for all. */
    private final Set<String> domains;

    HistoryFilter(HistoryQuery query) {
        this.query = query;
        sender = query.sender() == null ? null : HistoryKeys.canonical(query.sender());
        recipient = query.recipient() == null ? null : HistoryKeys.canonical(query.recipient());
        address = query.address() == null ? null : HistoryKeys.canonical(query.address());
        domain = query.domain() == null ? null : DomainName.canonical(query.domain());
        messageId = query.messageId() == null ? null : bracketed(query.messageId());
        subject = query.subject() == null ? null : HistoryKeys.folded(query.subject());
        domains = query.domains() == null ? null : canonical(query.domains());
    }

    private static Set<String> canonical(Set<String> names) {
        Set<String> spelled = new TreeSet<>();
        names.forEach(name -> spelled.add(DomainName.canonical(name)));
        return spelled;
    }

    private static String bracketed(String id) {
        return id.startsWith("<") ? id : "<" + id + ">";
    }

    /** Tells whether nothing can be found. */
    boolean isNothing() {
        return domains != null && (domains.isEmpty() || domain != null && !domains.contains(domain));
    }

    /** The index that leads to the fewest rows, as a rule; none if only the time does. */
    List<Key> keys() {
        if (query.id() != null) {
            return List.of(new Key("queue_id", query.id().value()));
        }
        if (messageId != null) {
            return List.of(new Key("message_key", HistoryKeys.of(messageId)));
        }
        if (recipient != null) {
            return List.of(new Key("recipient_key", HistoryKeys.of(recipient)));
        }
        if (sender != null) {
            return List.of(new Key("sender_key", HistoryKeys.of(sender)));
        }
        if (address != null) {
            return ofAddress();
        }
        if (query.client() != null) {
            return List.of(new Key("client_key", HistoryKeys.of(query.client())));
        }
        return domain != null ? ofDomains(Set.of(domain)) : domains != null ? ofDomains(domains) : List.of();
    }

    private List<Key> ofAddress() {
        long key = HistoryKeys.of(address);
        Key messageKey = new Key("message_key", HistoryKeys.of(bracketed(query.address())));
        return List.of(new Key("sender_key", key), new Key("recipient_key", key), messageKey);
    }

    private boolean isAbout(HistoryEntry row) {
        return address.equals(HistoryKeys.canonical(row.sender()))
                || address.equals(HistoryKeys.canonical(row.recipient()))
                || bracketed(query.address()).equals(row.messageId());
    }

    private static List<Key> ofDomains(Set<String> names) {
        List<Key> keys = new ArrayList<>();
        for (String name : names) {
            keys.add(new Key("sender_domain", HistoryKeys.of(name)));
            keys.add(new Key("recipient_domain", HistoryKeys.of(name)));
        }
        return keys;
    }

    /** Tells whether nothing but the keys has to be looked at, so that few rows are read in vain. */
    boolean isByKeysAlone() {
        long conditions = Stream.of(
                        sender,
                        recipient,
                        address,
                        domain,
                        messageId,
                        subject,
                        query.client(),
                        query.states(),
                        query.id(),
                        domains)
                .filter(Objects::nonNull)
                .count();
        return conditions <= 1 && subject == null && query.states() == null;
    }

    /** The texts are compared and not their hashes, which strangers can make collide. */
    boolean holds(HistoryEntry row) {
        return (query.id() == null || query.id().value() == row.queueId())
                && (query.states() == null || query.states().contains(row.state()))
                && (sender == null || sender.equals(HistoryKeys.canonical(row.sender())))
                && (recipient == null || recipient.equals(HistoryKeys.canonical(row.recipient())))
                && (address == null || isAbout(row))
                && (messageId == null || messageId.equals(row.messageId()))
                && (subject == null || HistoryKeys.folded(row.subject()).contains(subject))
                && (query.client() == null
                        || row.origin()
                                .get(Attribute.CLIENT)
                                .filter(query.client()::equals)
                                .isPresent())
                && (domain == null || isOf(row, Set.of(domain)))
                && isVisible(row);
    }

    /** Tells whether those who ask may see it. */
    boolean isVisible(HistoryEntry row) {
        return domains == null || isOf(row, domains);
    }

    private static boolean isOf(HistoryEntry row, Set<String> names) {
        return names.contains(DomainLookup.domainOf(row.sender()))
                || names.contains(DomainLookup.domainOf(row.recipient()));
    }
}
