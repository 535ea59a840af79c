package ee.qmail.contract;

import java.util.Locale;

/** A way into this server, with its rules (RFC 6409, RFC 8314): one listener has one door. */
public enum Door {
    /** SMTP from other mail servers, port 25: everybody may send mail to this host; TLS is offered, log-ins are not. */
    MX(false),
    /** SMTP from users' mail programs, port 587: only who has logged in, which takes STARTTLS first. */
    SUBMISSION(false),
    /** The same with TLS from the first octet, port 465. */
    SUBMISSIONS(true),
    /** POP3, port 110, with STLS. */
    POP3(false),
    /** The same with TLS from the first octet, port 995. */
    POP3S(true);

    private final boolean implicitTls;

    Door(boolean implicitTls) {
        this.implicitTls = implicitTls;
    }

    /** Tells whether TLS begins with the first octet. */
    public boolean isImplicitTls() {
        return implicitTls;
    }

    /** Tells whether it is for users of this server who send mail. */
    public boolean isForSubmission() {
        return this == SUBMISSION || this == SUBMISSIONS;
    }

    /** Its name in settings and logs, such as {@code submissions}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
