package ee.qmail.message;

/**
 * Why an attempt ended as it did, with what is said of it. The sentences are qmail's where it has them. In a sentence {@code {host}} is
 * the other server, {@code {detail}} what only this attempt knows.
 *
 * <p>The names are kept in the database: a constant may get another sentence, but not another name.
 */
public enum Reason {
    // qmail-send
    NOT_TRIED("4.4.5", "Not tried yet: the destination is busy, or deliveries are on hold."),
    HELD_BACK("4.3.0", "Not tried now: the server has ended {detail}."),
    /** It waits for an administrator. */
    PUT_ASIDE("4.3.0", "Put aside in qmail.dead: {detail}."),
    UNEXPECTED("4.3.0", "Unexpected trouble."),
    NOT_ON_DISK("4.3.0", "Temporary error on local delivery."),
    BAD_ADDRESS("5.1.3", "Sorry, the address {detail}."),

    // qmail-local
    DELIVERED("{detail}"),
    /** To one address, with the sender's wishes (RFC 3461 5.2.7.2). */
    FORWARDED("{detail}"),
    /** To several addresses and nobody here (RFC 3461 5.2.7.3). */
    EXPANDED("{detail}"),
    NO_MAILBOX("5.1.1", "Sorry, no mailbox here by that name."),
    LOOPING("5.4.6", "This message is looping: it already has my Delivered-To line."),
    MAILBOX_FULL("5.2.2", "Sorry, this mailbox is full."),
    MAILDIR_TROUBLE("4.3.0", "Temporary error on maildir delivery."),
    LOCAL_TROUBLE("4.3.0", "Unexpected trouble on local delivery."),
    ENVELOPE_TOO_LARGE("5.3.4", "This message cannot be sent on: its envelope is too large."),
    USER_BUSY("4.3.0", "This user's mail is busy."),
    STOPPING("4.3.0", "The server stops."),
    HOME_MISSING("4.3.0", "Unable to switch to the home directory."),
    HOME_WRITABLE("4.7.0", "Uh-oh: home directory is writable."),
    HOME_STICKY("4.2.1", "Home directory is sticky: user is editing his .qmail file."),
    DOT_QMAIL_WRITABLE("4.7.0", "Uh-oh: .qmail file is writable."),
    DOT_QMAIL_NOT_TRUSTED("4.7.0", "Uh-oh: .qmail file is not trusted."),
    DOT_QMAIL_OUTSIDE("4.7.0", "Uh-oh: a line of the .qmail file leads out of the home directory."),
    DOT_QMAIL_NO_SENSE("4.3.5", "Uh-oh: a line of the .qmail file makes no sense."),
    DOT_QMAIL_TOO_LONG("4.3.5", "Uh-oh: .qmail has more than {detail} files and programs."),
    DOT_QMAIL_FORWARDS_ONLY("4.7.0", "Uh-oh: .qmail has {detail} delivery but has x bit set."),
    MBOX_LOCKED("4.3.0", "File has been locked for 30 seconds straight."),
    BAD_FORWARD("5.1.3", "Sorry, this would be forwarded to no address."),

    // programs of .qmail files, and beans
    /** The detail is what the program has written. */
    PROGRAM("{detail}"),
    PROGRAM_NO_SENSE("4.3.5", "Unable to run a program: its line makes no sense here."),
    PROGRAM_NOT_ALLOWED("4.7.0", "Unable to run a program: it is not allowed here."),
    PROGRAM_TOO_SLOW("4.3.0", "A program was ended after {detail} seconds."),
    PROGRAM_TALKATIVE("4.3.0", "A program was ended since it wrote too much."),
    /** No bean takes the mail of the address now. */
    ABSENT("4.3.0", "The application for this address is not running."),
    APPLICATION_FAILED("4.3.0", "The application for this address failed."),
    /** It has as much mail at a time as it may have: that is no attempt. */
    APPLICATION_BUSY("4.3.2", "The application for this address is busy."),
    APPLICATION_TOO_SLOW("4.3.0", "The application for this address took more than {detail}."),
    /** By {@code System.exit}: the attempt counts as a death of the server. */
    APPLICATION_ENDED_SERVER("4.3.0", "The application for this address has ended the server."),
    /** It has done so several times: neither is this an attempt. */
    APPLICATION_LEFT_ALONE(
            "4.3.2", "The application for this address has failed several times, and is left alone for a while."),
    /** By a bean, which says why in the detail, and gives the status. */
    REJECTED("{detail}"),

    // qmail-remote, before there is a connection
    NO_CONNECTION("4.4.1", "Sorry, I wasn't able to establish an SMTP connection."),
    NO_DNS("4.1.2", "Sorry, I couldn't find any host by that name."),
    NO_HOST("5.1.2", "Sorry, I couldn't find any host named {detail}."),
    NO_EXCHANGER("5.4.4", "Sorry, I couldn't find a mail exchanger or IP address."),
    NULL_MX("5.1.10", "Sorry, {detail} does not accept mail: it has a null MX."),
    BEST_MX(
            "5.4.6",
            "Sorry. Although I'm listed as a best-preference MX or A for that host,\n"
                    + "it isn't in my control/locals file, so I don't treat it as local."),
    UNREADABLE("4.3.0", "Unable to read message."),

    // qmail-remote, in the conversation
    /** The detail is what is known of TLS, in brackets behind a blank; empty without it. */
    ACCEPTED("{host} accepted message{detail}."),
    /** By a server that offers DSN: it knows the sender's wishes, and tells what becomes of the mail. */
    ACCEPTED_WITH_DSN("{host} accepted message{detail}."),
    GREETING_FAILED("Connected to {host} but greeting failed."),
    NAME_REJECTED("Connected to {host} but my name was rejected."),
    SENDER_REJECTED("Connected to {host} but sender was rejected."),
    RECIPIENT_REJECTED("{host} does not like recipient."),
    /** As {@link #RECIPIENT_REJECTED}, and none of the others was taken. */
    ALL_REJECTED(null, "{host} does not like recipient.", "Giving up on {host}."),
    DATA_FAILED("{host} failed on DATA command."),
    MESSAGE_REJECTED("{host} failed after I sent the message."),
    BAD_SENDER("5.1.7", "Sorry, I can't send that sender address."),
    BAD_RECIPIENT("5.1.3", "Sorry, I can't send to that address."),
    SENDER_NOT_ASCII("5.6.7", "{host} does not take non-ASCII addresses, and the sender has one."),
    RECIPIENT_NOT_ASCII("5.6.7", "{host} does not take non-ASCII addresses."),
    CONNECTION_DIED("4.4.2", "Connected to {host} but connection died."),
    /** The other server had the whole message then, and may have taken it. */
    CONNECTION_DIED_LATE("4.4.2", "Connected to {host} but connection died. Possible duplicate!"),
    /** The detail is what came instead of a reply. */
    NOT_SMTP("4.5.0", "Connected to {host} but it does not speak SMTP.", DeliveryReport.REMOTE_SAID + "{detail}"),
    NOT_SMTP_LATE(
            "4.5.0",
            "Connected to {host} but it does not speak SMTP. Possible duplicate!",
            DeliveryReport.REMOTE_SAID + "{detail}"),
    UNASKED("4.5.0", "Connected to {host} but it says more than it is asked."),

    // qmail-remote, before the mail is shown: TLS and log-in
    TLS_NOT_OFFERED("4.7.4", "Connected to {host} but it does not offer TLS, which is demanded here."),
    TLS_REFUSED("4.7.4", "Connected to {host} but it refused TLS.", DeliveryReport.REMOTE_SAID + "{detail}"),
    TLS_FAILED("4.7.5", "Connected to {host} but TLS failed: {detail}."),
    /** By somebody between the two (RTLS-4). */
    TLS_INJECTED("4.7.0", "Connected to {host} but something was said between STARTTLS and TLS."),
    /** The sender demands it, and is told at once (RFC 8689 4.2.1). */
    REQUIRED_TLS_MISSING(
            "5.7.10", "Connected to {host} but there is no verified TLS with it, which the sender demands: {detail}."),
    REQUIRETLS_NOT_OFFERED("5.7.30", "Connected to {host} but it does not offer REQUIRETLS, which the sender demands."),
    LOGIN_NOT_OFFERED("4.7.4", "Connected to {host} but it offers no log-in that may be used here."),
    LOGIN_FAILED("Connected to {host} but I could not log in."),
    LOGIN_REFUSED("4.7.8", "Connected to {host} but my log-in was refused.", DeliveryReport.REMOTE_SAID + "{detail}"),
    /** By the relay in the detail. */
    LOGIN_PAUSED("4.7.8", "Sorry, I do not ask {detail} again now: it refused my log-in a few minutes ago."),
    /** By a server that claims to have checked the password and does not know it (RFC 5802 5). */
    LOGIN_NOT_PROVED("4.7.8", "Connected to {host} but it does not prove that it knows my password."),

    /** As {@link ReportText} read it: the detail is all that was said, the other server's reply too. */
    EARLIER_VERSION("{detail}");

    private final EnhancedStatus status;
    private final String sentence;
    private final String last;

    Reason(String sentence) {
        this(null, sentence, "");
    }

    Reason(String status, String sentence) {
        this(status, sentence, "");
    }

    Reason(String status, String sentence, String last) {
        this.status = status == null ? null : EnhancedStatus.of(status);
        this.sentence = sentence;
        this.last = last;
    }

    /** The status by which this server tells it to programs; null if only others do. */
    public EnhancedStatus status() {
        return status;
    }

    /** What all of this reason have in common: the sentence with dots for what only an attempt knows. */
    public String gist() {
        return sentence("…", "…");
    }

    /** Without the status. */
    String sentence(String host, String detail) {
        return filled(sentence, host, detail);
    }

    /** The line behind what the other server has said; often empty. */
    String last(String host, String detail) {
        return filled(last, host, detail);
    }

    /** The detail comes second: it may be anything. */
    private static String filled(String text, String host, String detail) {
        return (host == null ? text : text.replace("{host}", host)).replace("{detail}", detail);
    }
}
