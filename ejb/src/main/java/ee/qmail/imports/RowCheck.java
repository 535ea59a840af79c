package ee.qmail.imports;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.directory.Alias;
import ee.qmail.directory.Forward;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Mailbox;
import ee.qmail.directory.Names;
import ee.qmail.text.Sentence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Says what a line would do, by the rules that hold for single addresses too. Knows the lines before: they count as made. For one thread at a time.
 *
 * <p>Whether a password is the one that a mailbox has is not looked at here: that takes a tenth of a second.
 */
final class RowCheck {
    /** Alias and mailbox of this name may be there together: the alias redirects the postmaster's mail. */
    private static final String POSTMASTER = "postmaster";

    private static final List<Column> OF_MAILBOXES =
            List.of(Column.PASSWORD, Column.HASH, Column.QUOTA, Column.OWNER, Column.FORWARD, Column.KEEP);

    private final Accounts accounts;
    private final String domain;
    private final Existing existing;
    private final AddressBook book;
    private final Map<String, Integer> seen = new HashMap<>();
    private final Map<String, List<String>> leading = new HashMap<>();

    RowCheck(Accounts accounts, String domain, Existing existing) {
        this.accounts = accounts;
        this.domain = domain;
        this.existing = existing;
        this.book = AddressBook.of(accounts, domain);
    }

    AddressBook book() {
        return book;
    }

    /**
     * @throws InvalidInputException if it is a fault, as the following
     * @throws AlreadyExistsException if the address is there, and must not be
     */
    Verdict verdict(ImportRow row) {
        if (row.fault() != null) {
            throw new InvalidInputException(row.fault());
        }
        String given = row.name(domain);
        String name = row.isAlias() ? Names.newAlias(given) : Names.name("mailbox", given);
        Integer first = seen.putIfAbsent(name, row.line());
        if (first != null) {
            throw new InvalidInputException("address", Sentence.of("imports.twice", name, String.valueOf(first)));
        }
        return row.isAlias() ? alias(row, name) : mailbox(row, name);
    }

    private Verdict alias(ImportRow row, String name) {
        OF_MAILBOXES.stream().filter(row::has).findFirst().ifPresent(column -> {
            throw new InvalidInputException(column.word(), Sentence.of("imports.aliasWith", column.word()));
        });
        String address = name + "@" + domain;
        List<String> targets = Names.targets(address, row.list(Column.TARGETS));
        accounts.requireNoLoop(address, targets, leading);
        Alias there = book.aliases().get(name);
        if (there == null && !name.equals(POSTMASTER) && book.mailboxes().containsKey(name)) {
            throw new AlreadyExistsException(Sentence.of("account.existsAs.mailbox", name, domain));
        }
        Verdict verdict =
                there == null ? Verdict.CREATED : ofExisting(there.getTargets().equals(targets), address);
        if (verdict != Verdict.SKIPPED) {
            leading.put(address, targets);
        }
        return verdict;
    }

    private Verdict mailbox(ImportRow row, String name) {
        String address = name + "@" + domain;
        checkPassword(row, address);
        Accounts.quota(row.quota());
        Names.displayName(row.text(Column.OWNER));
        boolean keeps = row.keeps(true);
        List<String> forwards = forwards(row, address);
        Mailbox there = book.mailboxes().get(name);
        if (there == null && book.aliases().containsKey(name)) {
            throw new AlreadyExistsException(Sentence.of("account.existsAs.alias", name, domain));
        }
        Forward forward = new Forward(forwards, keeps);
        Verdict verdict = there == null ? Verdict.CREATED : ofExisting(isSame(row, there, forward), address);
        if (verdict != Verdict.SKIPPED && row.has(Column.FORWARD)) {
            leading.put(address, forwards);
        }
        return verdict;
    }

    private static void checkPassword(ImportRow row, String address) {
        if (row.has(Column.PASSWORD) && row.has(Column.HASH)) {
            throw new InvalidInputException("password", Sentence.of("imports.both"));
        }
        if (row.has(Column.PASSWORD)) {
            Names.password(address, row.text(Column.PASSWORD));
        }
        if (row.has(Column.HASH)) {
            Accounts.checkedHash(row.text(Column.HASH));
        }
    }

    private List<String> forwards(ImportRow row, String address) {
        if (!row.has(Column.FORWARD)) {
            return List.of();
        }
        List<String> forwards = Names.forwards(address, row.list(Column.FORWARD));
        accounts.requireNoLoop(address, forwards, leading);
        return forwards;
    }

    /** Tells whether all that the line has is so already, as far as that is seen. */
    private boolean isSame(ImportRow row, Mailbox there, Forward forward) {
        return !row.has(Column.PASSWORD) && isSameBesidesPassword(row, there, forward);
    }

    /** The same, of a mailbox that is there and whose password is the one in the line. */
    boolean isSameBesidesPassword(ImportRow row, String name) {
        Forward forward = new Forward(row.list(Column.FORWARD), row.keeps(true));
        return isSameBesidesPassword(row, book.mailboxes().get(name), forward);
    }

    private boolean isSameBesidesPassword(ImportRow row, Mailbox there, Forward forward) {
        return (!row.has(Column.HASH)
                        || row.text(Column.HASH).equals(book.hashes().get(there.getName())))
                && (!row.has(Column.QUOTA) || Objects.equals(row.quota(), there.getQuota()))
                && (!row.has(Column.OWNER) || row.text(Column.OWNER).equals(there.getDisplayName()))
                && (!row.has(Column.FORWARD) || forward.equals(there.getForward()));
    }

    private Verdict ofExisting(boolean isSame, String address) {
        if (isSame) {
            return Verdict.UNCHANGED;
        }
        return switch (existing) {
            case SKIP -> Verdict.SKIPPED;
            case CHANGE -> Verdict.CHANGED;
            case FAULT -> throw new AlreadyExistsException(Sentence.of("account.mailboxExists", address));
        };
    }
}
