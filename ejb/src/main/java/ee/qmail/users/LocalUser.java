package ee.qmail.users;

import ee.qmail.application.MailConsumer;
import ee.qmail.lspawn.Assignment;
import java.nio.file.Path;
import java.util.List;

/** The user that gets the mail of an address of this server. */
public sealed interface LocalUser {
    /**
     * The address that was looked up, in lower case: each has a copy of its own, even where two lead to one Maildir.
     */
    String address();

    /** The same under another address. */
    LocalUser as(String other);

    /**
     * @param maildir where its mail is; missing if somebody removed it by hand
     * @param quota octets it may hold; 0: no limit
     */
    record MailboxUser(String address, Path maildir, long quota) implements LocalUser {
        @Override
        public LocalUser as(String other) {
            return new MailboxUser(other, maildir, quota);
        }
    }

    /** @param assignment whose {@code .qmail} file rules the address; there is one, or the default delivery is meant */
    record DotQmailUser(String address, Assignment assignment) implements LocalUser {
        @Override
        public LocalUser as(String other) {
            return new DotQmailUser(other, assignment);
        }
    }

    /**
     * A bean of an application.
     *
     * @param consumer null while the application is not running
     * @param atCommit whether SMTP's answer waits for it
     */
    record BeanUser(String address, MailConsumer consumer, boolean atCommit) implements LocalUser {
        @Override
        public LocalUser as(String other) {
            return new BeanUser(other, consumer, atCommit);
        }
    }

    /** @param targets at least one; each an address, or a {@link ee.qmail.queue.JmsTarget} */
    record AliasUser(String address, List<String> targets) implements LocalUser {
        public AliasUser {
            targets = List.copyOf(targets);
        }

        @Override
        public LocalUser as(String other) {
            return new AliasUser(other, targets);
        }
    }
}
