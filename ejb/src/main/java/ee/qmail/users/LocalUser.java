package ee.qmail.users;

import java.nio.file.Path;
import java.util.List;

/** Who gets the mail of an address of this server. */
public sealed interface LocalUser {
    /** The address as it is stored, in lower case. */
    String address();

    /** @param maildir where its mail is; missing if somebody removed it by hand */
    record MailboxUser(String address, Path maildir) implements LocalUser {}

    /** @param targets at least one; each an address, {@code jms:queue:NAME} or {@code jms:topic:NAME} */
    record AliasUser(String address, List<String> targets) implements LocalUser {
        public AliasUser {
            targets = List.copyOf(targets);
        }
    }
}
