package ee.qmail.bench.peer;

/** What a peer can be asked to do. */
public enum Ability {
    /** Takes mail by SMTP and keeps it for its users. */
    SMTP,
    /** Sends mail for {@link Population#SINK} on to the sink. */
    RELAY,
    /** Hands mail out by POP3, and its mailboxes can be filled. */
    POP3,
    /** Takes mail from applications by JMS. */
    JMS,
    /** What waits for a later attempt can be put into its store. */
    DEFERRED,
    /** Nothing: no peer takes part, the machine itself is measured. */
    NONE
}
