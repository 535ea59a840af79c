package ee.qmail.contract;

import java.util.Locale;

/** What a connection is about at a moment, whatever its protocol. */
public enum Activity {
    /** The server decides about it, or lets it wait for the greeting. */
    ENTERING,
    /** TLS begins. */
    HANDSHAKE,
    /** A command is awaited. */
    COMMAND,
    /** A command is awaited, and a sender has been named. */
    ENVELOPE,
    /** The server decides about a recipient. */
    RECIPIENT,
    /** A message comes. */
    TEXT,
    /** A message has come, and is stored. */
    STORING,
    /** A user logs in. */
    LOGIN,
    /** A mailbox is opened. */
    OPENING,
    /** A message, or a list of them, is sent. */
    SENDING,
    /** Messages are deleted. */
    DELETING,
    /** The last words have been said. */
    ENDING;

    /** Such as {@code command}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
