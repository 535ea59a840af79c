package ee.qmail.deferred;

/** The knowledge of earlier attempts at a job, which may have got further than was recorded. */
public enum EarlierAttempts {
    NONE,
    /** None since this server started: only a server that ran before it may have made one. */
    BEFORE_THE_START,
    /** At any time until now. */
    POSSIBLE
}
