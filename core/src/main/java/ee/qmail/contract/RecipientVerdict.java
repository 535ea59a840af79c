package ee.qmail.contract;

/** The decision about a recipient. The reply texts belong to the protocol engine, not to the listener. */
public enum RecipientVerdict {
    /** 250: deliverable here, or the client may relay. */
    ACCEPTED,
    /**
     * 250: deliverable here as long as the mailbox has room: if all recipients are such, {@link SmtpListener#refusal} is asked about the
     * message.
     */
    ACCEPTED_WITHIN_QUOTA,
    /**
     * 250, and the message goes to {@link SmtpListener#deliver} while the client waits: it must be the only recipient,
     * others are answered 452.
     */
    ACCEPTED_ALONE,
    /** 553 5.7.1: the domain is not in control/rcpthosts. */
    NOT_IN_RCPTHOSTS,
    /** 550 5.1.1: the domain is served here, but has no such mailbox or alias. */
    NO_SUCH_MAILBOX,
    /** 552 5.2.2: the mailbox holds as much as it may, or would with a message of the size that MAIL declares. */
    MAILBOX_FULL,
    /** 553 5.7.1: the envelope sender is in control/badmailfrom (SMTP-6). */
    BAD_MAIL_FROM,
    /** 550 5.7.1: the envelope sender is not one of the user who has logged in (RFC 6409 6.1). */
    NOT_YOUR_SENDER,
    /** 452 4.7.1: the user has sent to as many recipients as control/sendlimits allows for now. */
    TOO_MANY_SENT,
    /** {@link SmtpPolicy#blocked}: the client is in a blocklist (TS-6). */
    BLOCKED,
    /** 451 4.3.0: it cannot be decided now. */
    TRY_LATER
}
