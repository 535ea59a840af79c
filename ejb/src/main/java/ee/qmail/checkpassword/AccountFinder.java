package ee.qmail.checkpassword;

import ee.qmail.address.DomainName;
import ee.qmail.contract.Identity;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.AccountQueries.MailboxRow;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Names;
import ee.qmail.directory.Users;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/**
 * Finds the mailbox that a user means: {@code name@domain}, {@code name%domain} or {@code name/domain}, or {@code name} for a mailbox of
 * control/defaultdomain. Safe for use by several threads.
 */
@ApplicationScoped
public class AccountFinder {
    private final Users users;
    private final MailStore mail;
    private final Supplier<String> defaultDomain;

    /** For the container's proxies. */
    protected AccountFinder() {
        this(null, null, (Supplier<String>) null);
    }

    @Inject
    public AccountFinder(Users users, MailStore mail, ControlFiles files) {
        this(users, mail, () -> files.current().defaultdomain());
    }

    public AccountFinder(Users users, MailStore mail, Supplier<String> defaultDomain) {
        this.users = users;
        this.mail = mail;
        this.defaultDomain = defaultDomain;
    }

    Account find(String user) {
        int at = separator(user);
        String name = Names.lower(at < 0 ? user : user.substring(0, at));
        String domain = DomainName.canonical(at < 0 ? defaultDomain.get() : user.substring(at + 1));
        return new Account(name, domain, users.mailbox(name, domain));
    }

    /** Some mail programs do not take an at sign in a name (VP-11). */
    private static int separator(String user) {
        int at = user.lastIndexOf('@');
        return at >= 0 ? at : Math.max(user.lastIndexOf('%'), user.lastIndexOf('/'));
    }

    /**
     * The mailbox of an address that somebody else vouches for, or the only one to which an alias of that name leads within the domain: whoever may
     * make aliases there must not come into mailboxes elsewhere.
     */
    Account owner(String address) {
        Account account = find(address);
        if (account.mailbox().isPresent()) {
            return account;
        }
        return users.lookup(account.name(), account.domain())
                .filter(LocalUser.AliasUser.class::isInstance)
                .map(alias -> ((LocalUser.AliasUser) alias).targets())
                .filter(targets -> targets.size() == 1)
                .map(targets -> find(targets.get(0)))
                .filter(target -> target.domain().equals(account.domain()))
                .orElse(account);
    }

    /** @param account of a mailbox that there is */
    Identity identity(Account account) {
        boolean mayRelay = account.mailbox().map(MailboxRow::mayRelay).orElse(false);
        return new Identity(account.address(), mail.maildir(account.domain(), account.name()), mayRelay);
    }
}
