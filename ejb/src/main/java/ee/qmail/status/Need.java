package ee.qmail.status;

import java.util.Locale;

/** Something that needs somebody; the names are told to programs, and stay. In the order of their weight. */
public enum Need {
    /** The database does not answer. */
    DATABASE_AWAY(true),
    /** The broker does not answer, or none of its messages are taken. */
    QUEUE_AWAY(true),
    /** A service is stopped, paused, or does not listen. */
    SERVICE_DOWN(true),
    /** A part that works behind the services gives no sign of life. */
    PART_SILENT(true),
    /** The disk of the home is nearly full. */
    DISK_NEARLY_FULL(true),
    /** Mail for the postmaster, or double bounces, would be lost. */
    POSTMASTER_UNDELIVERABLE(true),
    /** A certificate ends soon, or cannot be used. */
    CERTIFICATE(true),
    /** A control file has faults. */
    CONTROL_FAULT(true),
    /** Nobody may send mail here from elsewhere. */
    RCPTHOSTS_EMPTY(false),
    /** Mail is put aside. */
    DEAD_MAIL(false),
    /** No bean takes the mail of a pattern. */
    APPLICATION_ABSENT(false),
    /** A part of the server says so itself, in English. */
    NOTICE(false),
    /** Nothing is sent to a domain, since an administrator wants it so. */
    DESTINATION_HELD(false),
    /** Somebody has given wrong passwords, and has to wait. */
    LOGINS_THROTTLED(false);

    private final boolean isUrgent;

    Need(boolean isUrgent) {
        this.isUrgent = isUrgent;
    }

    /** Tells whether mail is lost, refused or kept up, or soon will be. */
    public boolean isUrgent() {
        return isUrgent;
    }

    /** Such as {@code dead-mail}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
