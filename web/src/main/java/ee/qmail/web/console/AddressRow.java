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
 * @param owner what the owner is called; may be empty
 * @param targets of an alias, or those to which a mailbox sends its mail on
 */
public record AddressRow(
        String address,
        String owner,
        String kind,
        String link,
        String login,
        String mark,
        List<String> targets,
        Instant created) {
    public AddressRow {
        targets = List.copyOf(targets);
    }

    static AddressRow of(Mailbox mailbox, Texts texts) {
        String login = mailbox.isLoginAllowed()
                ? texts.of("domain.login.allowed")
                : mailbox.isEnabled() ? texts.of("domain.login.noPassword") : texts.of("domain.login.blocked");
        return new AddressRow(
                mailbox.getAddress(),
                mailbox.getDisplayName() == null ? "" : mailbox.getDisplayName(),
                texts.of("domain.kind.mailbox"),
                Pages.mailbox(mailbox.getDomainName(), mailbox.getName()),
                login,
                mailbox.isLoginAllowed() ? "up" : mailbox.isEnabled() ? "" : "deferral",
                mailbox.getForward().targets(),
                mailbox.getCreated());
    }

    static AddressRow of(Alias alias, Texts texts) {
        return new AddressRow(
                alias.getAddress(),
                "",
                texts.of("domain.kind.alias"),
                Pages.ofEntry("alias", alias.getDomainName(), alias.getName()),
                "",
                "",
                alias.getTargets(),
                alias.getCreated());
    }

    /** In which a filter looks. */
    String words() {
        return address + " " + owner + " " + String.join(" ", targets);
    }
}
