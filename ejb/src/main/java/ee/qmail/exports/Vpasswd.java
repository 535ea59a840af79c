package ee.qmail.exports;

import ee.qmail.checkpassword.PasswordHashes;
import ee.qmail.directory.Mailbox;
import ee.qmail.directory.Rights;
import ee.qmail.imports.AddressBook;
import java.util.stream.Collectors;

/**
 * The file {@code vpasswd} of a domain of vpopmail (VP-1). Hashes of {@code crypt} are in it, which vpopmail checks; it cannot check those that this server makes,
 * and an asterisk stands for them: nobody can log in until a password is set.
 */
public final class Vpasswd {
    private static final String NOBODY = "*";
    private static final long NO_POP = 0x2;
    private static final long NO_RELAY = 0x20;
    private static final long NO_SMTP = 0x800;
    private static final String DIRECTORY = "/home/vpopmail/domains/";

    private Vpasswd() {}

    /** A line for each mailbox, by name. */
    public static String text(AddressBook book) {
        return book.sortedMailboxes().stream()
                .map(mailbox -> line(mailbox, book.hashes().getOrDefault(mailbox.getName(), "")) + "\n")
                .collect(Collectors.joining());
    }

    private static String line(Mailbox mailbox, String hash) {
        boolean isCrypted = PasswordHashes.isFromElsewhere(hash);
        return String.join(
                ":",
                mailbox.getName(),
                isCrypted && mailbox.isEnabled() ? hash : isCrypted ? NOBODY + hash : NOBODY,
                "1",
                Long.toString(flags(mailbox.getRights())),
                mailbox.getDisplayName() == null ? "" : mailbox.getDisplayName().replace(':', ' '),
                DIRECTORY + mailbox.getDomainName() + "/" + mailbox.getName(),
                mailbox.getQuota() == null ? "NOQUOTA" : mailbox.getQuota() + "S");
    }

    private static long flags(Rights rights) {
        return (rights.pop3() ? 0 : NO_POP) | (rights.submission() ? 0 : NO_SMTP) | (rights.relay() ? 0 : NO_RELAY);
    }
}
