package ee.qmail.imports;

import ee.qmail.accounts.Accounts;
import ee.qmail.directory.Alias;
import ee.qmail.directory.DomainEntry;
import ee.qmail.directory.Mailbox;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The addresses of a domain as they were at one moment, by their names.
 *
 * @param hashes of the passwords of mailboxes that have one
 */
public record AddressBook(Map<String, Mailbox> mailboxes, Map<String, Alias> aliases, Map<String, String> hashes) {
    /** @throws ee.qmail.accounts.NotFoundException if there is no such domain */
    public static AddressBook of(Accounts accounts, String domain) {
        return new AddressBook(
                byName(accounts.mailboxes(domain)), byName(accounts.aliases(domain)), accounts.passwordHashes(domain));
    }

    private static <T extends DomainEntry> Map<String, T> byName(List<T> entries) {
        return entries.stream().collect(Collectors.toMap(DomainEntry::getName, Function.identity()));
    }

    /** Mailboxes by name. */
    public List<Mailbox> sortedMailboxes() {
        return mailboxes.values().stream()
                .sorted(Comparator.comparing(Mailbox::getName))
                .toList();
    }

    /** Hashes are nobody's business. */
    @Override
    public String toString() {
        return mailboxes.size() + " mailboxes, " + aliases.size() + " aliases";
    }
}
