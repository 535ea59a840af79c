package ee.qmail.web.console;

import ee.qmail.directory.Alias;
import ee.qmail.directory.Mailbox;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import java.util.List;

/**
 * A mailbox or an alias in the list of a domain.
 *
 * @param kind in words
 * @param link to its page
 * @param login whether its user can log in, in words; empty for an alias
 * @param mark the style of that
 * @param targets of an alias
 */
public record AddressRow(
        String address, String kind, String link, String login, String mark, List<String> targets, Instant created) {
    public AddressRow {
        targets = List.copyOf(targets);
    }

    static AddressRow of(Mailbox mailbox, Texts texts) {
        String login = mailbox.isLoginAllowed()
                ? texts.of("domain.login.allowed")
                : mailbox.isEnabled() ? texts.of("domain.login.noPassword") : texts.of("domain.login.blocked");
        return new AddressRow(
                mailbox.getAddress(),
                texts.of("domain.kind.mailbox"),
                Pages.mailbox(mailbox.getDomainName(), mailbox.getName()),
                login,
                mailbox.isLoginAllowed() ? "up" : "",
                List.of(),
                mailbox.getCreated());
    }

    static AddressRow of(Alias alias, Texts texts) {
        return new AddressRow(
                alias.getAddress(),
                texts.of("domain.kind.alias"),
                Pages.ofEntry("alias", alias.getDomainName(), alias.getName()),
                "",
                "",
                alias.getTargets(),
                alias.getCreated());
    }

    /** In which a filter looks. */
    String words() {
        return address + " " + String.join(" ", targets);
    }
}
