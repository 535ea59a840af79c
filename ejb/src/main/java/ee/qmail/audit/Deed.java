package ee.qmail.audit;

import ee.qmail.text.Sentence;
import java.util.Arrays;
import java.util.Optional;

/** What can be done. */
public enum Deed {
    LOGIN("login"),
    DOMAIN_CREATED("domain.created"),
    DOMAIN_DELETED("domain.deleted"),
    DOMAIN_QUOTA("domain.quota"),
    CATCH_ALL("domain.catchall"),
    MAILBOX_CREATED("mailbox.created"),
    MAILBOX_DELETED("mailbox.deleted"),
    MAILBOX_RENAMED("mailbox.renamed"),
    MAILBOX_PASSWORD("mailbox.password"),
    MAILBOX_QUOTA("mailbox.quota"),
    MAILBOX_RIGHTS("mailbox.rights"),
    MAILBOX_LOGIN("mailbox.login"),
    MAILBOX_FORWARD("mailbox.forward"),
    MAILBOX_VACATION("mailbox.vacation"),
    MAILBOX_OWNER("mailbox.owner"),
    APP_PASSWORD_MADE("apppassword.made"),
    APP_PASSWORD_REVOKED("apppassword.revoked"),
    ALIAS_CREATED("alias.created"),
    ALIAS_CHANGED("alias.changed"),
    ALIAS_RENAMED("alias.renamed"),
    ALIAS_DELETED("alias.deleted"),
    PERSON_CREATED("person.created"),
    PERSON_CHANGED("person.changed"),
    PERSON_PASSWORD("person.password"),
    PERSON_REMOVED("person.removed"),
    CONTROL_WRITTEN("control.written"),
    CONTROL_DELETED("control.deleted"),
    SERVICE_TURNED("service.turned"),
    QUEUE_CHANGED("queue.changed"),
    QUEUE_RETRIED("queue.retried"),
    QUEUE_ENDED("queue.ended"),
    DOMAIN_HELD("queue.held"),
    DOMAIN_RELEASED("queue.released"),
    LETTER_SENT("dead.sent"),
    LETTER_DROPPED("dead.dropped"),
    BEAN_FORGOTTEN("bean.forgotten"),
    CERTIFICATE_RENEWED("certificate.renewed");

    private final String code;

    Deed(String code) {
        this.code = code;
    }

    /** For programs, and in the database. */
    public String code() {
        return code;
    }

    /** For people. */
    public Sentence sentence() {
        return Sentence.of("audit." + code);
    }

    public static Optional<Deed> of(String code) {
        return Arrays.stream(values()).filter(deed -> deed.code.equals(code)).findFirst();
    }
}
