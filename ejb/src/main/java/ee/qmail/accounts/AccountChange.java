package ee.qmail.accounts;

/**
 * A CDI event: an account was created, changed or deleted, and it has been committed (what vpopmail's onchange script is told,
 * VP-10). Observers run in the thread of the change, after its transaction; what they throw is logged and changes nothing.
 *
 * @param subject the domain, or the address of the mailbox or alias
 */
public record AccountChange(Kind kind, Action action, String subject) {
    public enum Kind {
        DOMAIN,
        MAILBOX,
        ALIAS
    }

    public enum Action {
        CREATED,
        CHANGED,
        DELETED
    }
}
