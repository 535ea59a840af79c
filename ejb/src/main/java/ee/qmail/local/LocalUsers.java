package ee.qmail.local;

import ee.qmail.users.Directory;
import ee.qmail.users.LocalUser;
import ee.qmail.users.Users;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * qmail-lspawn's question whose an address is. An address of a virtual domain comes as {@code domain-name@...} (RW-4);
 * each domain served here stands for a line {@code +domain-:} of users/assign, and the longest that fits wins (SP-6).
 */
@ApplicationScoped
public class LocalUsers {
    @Inject
    private Users users;

    /** @param address as rewritten by qmail-send */
    public Optional<LocalUser> find(String address) {
        return find(address, users);
    }

    /**
     * The same without ever waiting for the database.
     *
     * @throws Directory.NotInMemoryException if it would have to be asked
     */
    public Optional<LocalUser> findInMemory(String address) {
        return find(address, users.inMemory());
    }

    private static Optional<LocalUser> find(String address, Directory users) {
        int at = address.lastIndexOf('@');
        String local = at < 0 ? address : address.substring(0, at);
        for (int hyphen = local.lastIndexOf('-'); hyphen > 0; hyphen = local.lastIndexOf('-', hyphen - 1)) {
            String domain = local.substring(0, hyphen);
            if (users.isServed(domain)) {
                return users.lookup(local.substring(hyphen + 1), domain);
            }
        }
        return at < 0 ? Optional.empty() : users.lookup(local, address.substring(at + 1));
    }
}
