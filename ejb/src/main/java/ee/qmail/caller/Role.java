package ee.qmail.caller;

import java.util.Arrays;
import java.util.Optional;

/** What somebody may do. */
public enum Role {
    /** The server itself: engines, schedulers, beans. Everything. */
    SYSTEM("system"),
    /** A request of the web without a log-in. Nothing. */
    NOBODY("nobody"),
    /** Everything. */
    ADMINISTRATOR("admin"),
    /** Mailboxes, aliases and the history of some domains. */
    DOMAIN("domain"),
    /** One mailbox: its password, forward, vacation and application passwords. */
    OWNER("owner");

    private final String group;

    Role(String group) {
        this.group = group;
    }

    /** The role in web.xml, and the word for it in the database and in REST. */
    public String group() {
        return group;
    }

    /** @return empty if there is none of this group */
    public static Optional<Role> ofGroup(String group) {
        return Arrays.stream(values()).filter(role -> role.group.equals(group)).findFirst();
    }
}
