package ee.qmail.contract;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * A user who has logged in.
 *
 * @param address of the mailbox, in the form in which it is kept, whatever form the user gave
 * @param maildir of that mailbox; it need not exist
 * @param mayRelay whether mail to other servers is taken from this user; to mailboxes here it is in any case
 */
public record Identity(String address, Path maildir, boolean mayRelay) implements Serializable {}
