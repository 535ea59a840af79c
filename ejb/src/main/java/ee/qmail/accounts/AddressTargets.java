package ee.qmail.accounts;

import ee.qmail.directory.Domain;
import ee.qmail.directory.MailStore;
import java.util.List;
import java.util.Optional;

/** Where mail for an address of this server goes on to, as {@link ee.qmail.directory.Users} finds it. */
record AddressTargets(AccountRows rows, MailStore mail) {
    private static final String ABUSE = "abuse";

    /** None if it goes nowhere else, or that is for a {@code .qmail} file of its own to say. */
    List<String> of(String address) {
        int at = address.lastIndexOf('@');
        if (at < 0) {
            return List.of(); // jms:queue:NAME
        }
        String name = address.substring(0, at);
        String domain = address.substring(at + 1);
        if (name.equals(CatchAlls.ALL)) {
            return CatchAlls.targets(mail, domain);
        }
        List<String> found = rows.aliasTargets(name, domain);
        if (!found.isEmpty()) {
            return found;
        }
        Optional<Domain> served = rows.domain(domain);
        if (served.isEmpty()) {
            return List.of();
        }
        if (rows.mailbox(served.get(), name).isPresent()) {
            return rows.forwards(name, domain);
        }
        return name.equals(ABUSE) ? List.of(Accounts.POSTMASTER + "@" + domain) : List.of(CatchAlls.ALL + "@" + domain);
    }
}
