package ee.qmail.bench.peer;

/** An ability that a peer may have. */
public enum Ability {
    /** Takes mail by SMTP and keeps it for its users. */
    SMTP,
    /** Sends mail for {@link Population#SINK} on to the sink. */
    RELAY,
    /** Takes mail as {@link #SMTP}, behind STARTTLS. */
    STARTTLS,
    /** Takes mail behind TLS from the first octet. */
    SMTPS,
    /** Hands mail out by POP3, and its mailboxes can be filled. */
    POP3,
    /** The same behind TLS from the first octet. */
    POP3S,
    /** Lets the readers log in by {@link #POP3S}, with PLAIN and SCRAM-SHA-256. */
    LOGIN,
    /** The same, and can be made to forget whose password was right. */
    FIRST_LOGIN,
    /** Takes mail from applications by JMS. */
    JMS,
    /** Has applications inside that send mail. */
    APPLICATION,
    /** Mail that waits for a later attempt can be put into its store. */
    DEFERRED,
    /** Nothing: no peer takes part, the machine itself is measured. */
    NONE
}
