package ee.qmail.transport;

import ee.qmail.api.Dsn;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.function.Function;

/** The wishes about notifications that a message names itself, and otherwise its session: as {@code mail.smtp.dsn.*}, under this protocol's name. */
final class DsnProperties {
    private static final String PREFIX = "mail.qmail.dsn.";

    private DsnProperties() {}

    /** @throws MessagingException that names the property, if its value makes no sense */
    static Dsn of(Message message, Session session) throws MessagingException {
        Dsn own = QmailMessage.dsn(message);
        Dsn notify = own.conditions() == null ? with(session, "notify", own::withNotify) : own;
        Dsn ret = notify.ret() == null ? with(session, "ret", notify::withRet) : notify;
        return ret.envid() == null ? with(session, "envid", ret::withEnvid) : ret;
    }

    private static Dsn with(Session session, String name, Function<String, Dsn> wish) throws MessagingException {
        try {
            return wish.apply(session.getProperties().getProperty(PREFIX + name));
        } catch (IllegalArgumentException e) {
            throw new MessagingException(PREFIX + name + ": " + e.getMessage(), e);
        }
    }
}
