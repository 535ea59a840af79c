package ee.qmail.deferred;

/** What is known of attempts at a job before this one, which may have got further than anybody could write down. */
public enum EarlierAttempts {
    NONE,
    /** None since this server started: only a server that ran before it may have made one. */
    BEFORE_THE_START,
    /** At any time until now. */
    POSSIBLE
}
