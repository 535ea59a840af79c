package ee.qmail.smtpd;

import ee.qmail.address.DomainLookup;
import ee.qmail.control.Controls;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.LocalUser.AliasUser;
import ee.qmail.directory.LocalUser.DotQmailUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.message.Channel;
import ee.qmail.routing.Rewriting;
import ee.qmail.routing.Route;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether an envelope sender, or an address of From (SUB-3), is a user's own (SUB-2): the address of the mailbox, with an extension or in an alias domain too, an alias that
 * leads to it, or one that {@code control/senders} lends to the user. What is the mailbox of another one is never an extension.
 */
final class SenderOwnership {
    private static final String ALIAS = "alias";

    private SenderOwnership() {}

    /**
     * @param login address of the mailbox
     * @param sender empty for a receipt or another report of the mail program's, which anybody may send
     * @param find looks up the user of a rewritten address
     */
    static boolean owns(String login, String sender, Rewriting rewriting, Function<String, Optional<LocalUser>> find) {
        String lower = DomainLookup.canonical(sender);
        if (lower.isEmpty() || lower.equals(login) || isLent(login, lower, rewriting.controls())) {
            return true;
        }
        Route route = rewriting.route(sender);
        if (route.channel() != Channel.LOCAL) {
            return false;
        }
        Optional<LocalUser> user = find.apply(route.address());
        return user.filter(found -> leadsTo(found, login)).isPresent()
                || isExtension(login, lower)
                        && user.filter(found -> isSomebody(found, login)).isEmpty();
    }

    /** With an extension it is the same user's, as in {@code ana-shop@example.org} (qmail's {@code user-ext}), unless it is the name of another one. */
    private static boolean isExtension(String login, String sender) {
        int at = login.lastIndexOf('@');
        return sender.startsWith(login.substring(0, at) + "-") && sender.endsWith(login.substring(at));
    }

    /** Files of {@code ~alias} or of the domain, such as those for all addresses that are nobody's, belong to no user. */
    private static boolean isSomebody(LocalUser user, String login) {
        return !(user instanceof DotQmailUser files)
                || !files.assignment().user().equals(ALIAS)
                        && !files.assignment().user().equals(DomainLookup.domainOf(login));
    }

    private static boolean isLent(String login, String sender, Controls controls) {
        int at = sender.lastIndexOf('@');
        return controls.senders().lends(login, sender)
                || at >= 0 && controls.senders().lends(login, sender.substring(at));
    }

    private static boolean leadsTo(LocalUser user, String login) {
        if (user instanceof MailboxUser mailbox) {
            return mailbox.address().equals(login);
        }
        return user instanceof AliasUser alias
                && alias.targets().stream()
                        .anyMatch(target -> DomainLookup.canonical(target).equals(login));
    }
}
