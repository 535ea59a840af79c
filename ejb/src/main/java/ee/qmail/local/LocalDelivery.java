package ee.qmail.local;

import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.directory.LocalUser;
import ee.qmail.jms.Job;
import ee.qmail.lspawn.Assignment;
import ee.qmail.maildir.Maildir;
import ee.qmail.maildir.PendingSyncs;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.programs.NotDeliveredException;
import ee.qmail.routing.Verp;
import ee.qmail.send.Deliverer;
import ee.qmail.vacation.VacationAnswers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** qmail-lspawn and qmail-local: to whom the mail of an address goes, and how. */
@ApplicationScoped
public class LocalDelivery {
    private static final Logger LOG = Logger.getLogger(LocalDelivery.class.getName());
    /** For beans, in one batch; with the longest time of one of them it ends before the claim of a row does. */
    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();

    private final LocalUserSearch users;
    private final MaildirDelivery maildirs;
    private final Quotas quotas;
    private final Forwarding forwarding;
    private final DotQmailDelivery dotQmail;
    private final VacationAnswers answers;

    LongSupplier nanos = System::nanoTime;

    /** For the container's proxies. */
    protected LocalDelivery() {
        this(null, null, null, null, null, null);
    }

    @Inject
    LocalDelivery(
            LocalUserSearch users,
            MaildirDelivery maildirs,
            Quotas quotas,
            Forwarding forwarding,
            DotQmailDelivery dotQmail,
            VacationAnswers answers) {
        this.users = users;
        this.maildirs = maildirs;
        this.quotas = quotas;
        this.forwarding = forwarding;
        this.dotQmail = dotQmail;
        this.answers = answers;
    }

    /** For a few jobs of the queue, by one thread. */
    public Deliverer deliverer() {
        return new Batch(MailConsumer.Door.QUEUE);
    }

    /** For a job whose SMTP client waits. */
    public Deliverer delivererAtCommit() {
        return new Batch(MailConsumer.Door.SMTP);
    }

    private final class Batch implements Deliverer {
        private final PendingSyncs syncs = new PendingSyncs();
        private final MailConsumer.Door door;
        private final long began = nanos.getAsLong();
        /** Beans that had no room, or did not answer in time: the rest of their mail does not wait again, and nobody's behind it does. */
        private final Set<MailConsumer> left = Collections.newSetFromMap(new IdentityHashMap<>());

        Batch(MailConsumer.Door door) {
            this.door = door;
        }

        @Override
        public List<DeliveryReport> deliver(Job job, EarlierAttempts earlier) {
            Set<String> deliveredTo = DeliveredTo.in(job.body());
            List<DeliveryReport> reports = new ArrayList<>();
            for (String recipient : job.envelope().recipients()) {
                reports.add(LocalDelivery.this.deliver(job, recipient, deliveredTo, earlier, this));
            }
            return reports;
        }

        DeliveryReport deliver(MailConsumer bean, BeanMail mail) {
            if (left.contains(bean) || nanos.getAsLong() - began > LONGEST_NANOS) {
                return DeliveryReport.of(mail.recipient(), Reason.APPLICATION_BUSY);
            }
            DeliveryReport report = bean.deliver(mail, door);
            if (report.reason() == Reason.APPLICATION_BUSY || report.reason() == Reason.APPLICATION_TOO_SLOW) {
                left.add(bean);
            }
            return report;
        }

        @Override
        public void sync() throws IOException {
            syncs.sync();
        }
    }

    private DeliveryReport deliver(
            Job job, String recipient, Set<String> deliveredTo, EarlierAttempts earlier, Batch batch) {
        if (recipient.startsWith("@")) {
            return DeliveryReport.delivered(recipient, new Did(0, 0, 0)); // SP-3: thrown away
        }
        try {
            Optional<LocalUser> user = users.find(recipient);
            if (user.isEmpty()) {
                return DeliveryReport.of(recipient, Reason.NO_MAILBOX);
            }
            String sender = Verp.senderFor(job.envelope().sender(), recipient);
            LocalMail mail = new LocalMail(job, recipient, sender, user.get().address(), earlier, batch.syncs);
            if (DeliveredTo.contains(deliveredTo, mail.address())) {
                return DeliveryReport.of(recipient, Reason.LOOPING);
            }
            return user.get().accept(new Delivery(mail, batch));
        } catch (NotDeliveredException e) {
            return e.report(recipient);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "delivery of " + job.key() + " to " + recipient + " is deferred");
            return DeliveryReport.of(recipient, Reason.MAILDIR_TROUBLE);
        } catch (NeverStoredException e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "what " + job.key() + " is to become for " + recipient + " is never stored");
            return DeliveryReport.of(recipient, Reason.ENVELOPE_TOO_LARGE);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, e, () -> "delivery of " + job.key() + " to " + recipient + " is deferred");
            return DeliveryReport.of(recipient, Reason.LOCAL_TROUBLE);
        }
    }

    /** A {@code .qmail} file beside its Maildir says otherwise (VP-5). */
    static Optional<Assignment> ruledByFile(LocalUser.MailboxUser mailbox) {
        Path home = mailbox.maildir().getParent();
        String name = mailbox.address().substring(0, mailbox.address().lastIndexOf('@'));
        return isRuledByFile(mailbox.maildir()) ? Optional.of(new Assignment(name, home, "", "")) : Optional.empty();
    }

    /** Tells whether a {@code .qmail} file is beside a Maildir, which rules then. */
    public static boolean isRuledByFile(Path maildir) {
        return Files.exists(maildir.resolveSibling(".qmail"));
    }

    /** The delivery of one mail. */
    private final class Delivery implements LocalUser.Visitor<DeliveryReport, IOException, NotDeliveredException> {
        private final LocalMail mail;
        private final Batch batch;

        Delivery(LocalMail mail, Batch batch) {
            this.mail = mail;
            this.batch = batch;
        }

        @Override
        public DeliveryReport mailbox(LocalUser.MailboxUser mailbox) throws IOException, NotDeliveredException {
            Optional<Assignment> ruled = ruledByFile(mailbox);
            if (ruled.isPresent()) {
                return dotQmail.deliver(mail, ruled.get());
            }
            DeliveryReport report = delivered(mailbox);
            String sender = mail.job().envelope().sender();
            if (mailbox.answers() && report.outcome() == Outcome.SUCCESS && sender.equals(mail.sender())) {
                answers.answer(
                        mail.job().id(), sender, mailbox.address(), mail.job().body());
            }
            return report;
        }

        private DeliveryReport delivered(LocalUser.MailboxUser mailbox) throws IOException {
            if (!mailbox.forward().keeps()) {
                return sentOn(mailbox, 0);
            }
            long size = mail.head().length() + mail.job().body().size();
            if (mail.earlier() == EarlierAttempts.NONE && !quotas.fits(mailbox, size)) {
                return DeliveryReport.of(mail.recipient(), Reason.MAILBOX_FULL);
            }
            maildirs.deliver(mail, new Maildir(mailbox.maildir()));
            quotas.added(mailbox, size);
            return sentOn(mailbox, 1);
        }

        /** @param kept 1 if the mailbox has it as well */
        private DeliveryReport sentOn(LocalUser.MailboxUser mailbox, int kept) {
            List<String> targets = mailbox.forward().targets();
            return targets.isEmpty()
                    ? DeliveryReport.delivered(mail.recipient(), new Did(kept, 0, 0))
                    : forwarding.send(mail, mail.sender(), targets, kept > 0).report(mail, kept, 0, "");
        }

        @Override
        public DeliveryReport dotQmail(LocalUser.DotQmailUser user) throws IOException, NotDeliveredException {
            return dotQmail.deliver(mail, user.assignment());
        }

        @Override
        public DeliveryReport bean(LocalUser.BeanUser bean) {
            if (bean.consumer() == null) {
                return DeliveryReport.of(mail.recipient(), Reason.ABSENT);
            }
            Job job = mail.job();
            BeanMail given = new BeanMail(job.id(), mail.sender(), bean.address(), job.body(), job.arrival());
            return batch.deliver(bean.consumer(), given).to(mail.recipient());
        }

        @Override
        public DeliveryReport alias(LocalUser.AliasUser alias) {
            return forwarding.send(mail, mail.sender(), alias.targets(), false).report(mail, 0, 0, "");
        }
    }
}
