package ee.qmail.local;

import ee.qmail.maildir.Attempt;
import ee.qmail.maildir.DeliveryName;
import ee.qmail.maildir.EarlierDeliveries;
import ee.qmail.maildir.Maildir;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Deliveries into Maildirs; a repeated one is found, and not made again. */
@ApplicationScoped
class MaildirDelivery {
    private final EarlierDeliveries beforeTheStart = new EarlierDeliveries();

    /** The delivery counts when {@link LocalMail#syncs} are done. */
    void deliver(LocalMail mail, Maildir maildir) throws IOException {
        DeliveryName name = DeliveryName.of(mail.job().arrival(), mail.job().id(), mail.address());
        Attempt attempt = mayBeThere(maildir, name, mail) ? Attempt.REPEATED : Attempt.FIRST;
        byte[] head = mail.head().getBytes(StandardCharsets.UTF_8);
        maildir.deliver(name, head, mail.job().body(), attempt, mail.syncs());
    }

    private boolean mayBeThere(Maildir maildir, DeliveryName name, LocalMail mail) throws IOException {
        return switch (mail.earlier()) {
            case NONE -> false;
            case BEFORE_THE_START -> beforeTheStart.mayHold(maildir, name);
            case POSSIBLE -> true;
        };
    }
}
