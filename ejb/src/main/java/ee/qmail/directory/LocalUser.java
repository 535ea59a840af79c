package ee.qmail.directory;

import ee.qmail.contract.MailConsumer;
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

    /** Calls the visitor's method for this kind. */
    <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F;

    /** Something that is done with each kind of user in its own way, and may fail in two. */
    interface Visitor<T, E extends Exception, F extends Exception> {
        T mailbox(MailboxUser user) throws E, F;

        T dotQmail(DotQmailUser user) throws E, F;

        T bean(BeanUser user) throws E, F;

        T alias(AliasUser user) throws E, F;
    }

    /**
     * @param maildir where its mail is; missing if somebody removed it by hand
     * @param quota octets it may hold; 0: no limit
     * @param forward where its mail is sent on
     * @param answers whether its mail is answered while its owner is away
     */
    record MailboxUser(String address, Path maildir, long quota, Forward forward, boolean answers)
            implements LocalUser {
        /** One whose mail is kept, and sent nowhere. */
        public MailboxUser(String address, Path maildir, long quota) {
            this(address, maildir, quota, Forward.NONE, false);
        }

        @Override
        public LocalUser as(String other) {
            return new MailboxUser(other, maildir, quota, forward, answers);
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.mailbox(this);
        }
    }

    /** @param assignment whose {@code .qmail} file rules the address; there is one, or the default delivery is meant */
    record DotQmailUser(String address, Assignment assignment) implements LocalUser {
        @Override
        public LocalUser as(String other) {
            return new DotQmailUser(other, assignment);
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.dotQmail(this);
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

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.bean(this);
        }
    }

    /** @param targets at least one; each the text of a {@link ee.qmail.routing.ForwardTarget} */
    record AliasUser(String address, List<String> targets) implements LocalUser {
        public AliasUser {
            targets = List.copyOf(targets);
        }

        @Override
        public LocalUser as(String other) {
            return new AliasUser(other, targets);
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.alias(this);
        }
    }
}
