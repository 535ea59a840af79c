package ee.qmail.bench.peer;

/** An ability that a peer may have. */
public enum Ability {
    /** Takes mail by SMTP and keeps it for its users. */
    SMTP,
    /** Sends mail for {@link Population#SINK} on to the sink. */
    RELAY,
    /** Hands mail out by POP3, and its mailboxes can be filled. */
    POP3,
    /** Takes mail from applications by JMS. */
    JMS,
    /** Has applications inside that send mail. */
    APPLICATION,
    /** Mail that waits for a later attempt can be put into its store. */
    DEFERRED,
    /** Nothing: no peer takes part, the machine itself is measured. */
    NONE
}
