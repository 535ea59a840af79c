package ee.qmail.examples.approval;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.examples.approval.SignedAddresses.Claim;
import ee.qmail.transport.QmailMessage;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Mail to {@code approval@} is shown to the approver, whose reply decides. The decision and the mail that tells of it are one transaction. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "approval@*,approval-answer-*@*")
        })
public class Approvals implements MailListener {
    private static final Duration LIFETIME = Duration.ofDays(7);
    private static final String HOW = "Reply to this mail with yes or no, alone in the first line.\n";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private SignedAddresses addresses;

    @Resource(lookup = "mail/qmail")
    private Session session;

    @Override
    public void onMail(InboundMail mail) throws MailRejectedException {
        try {
            if (mail.recipient().startsWith("approval@")) {
                ask(mail);
            } else {
                answered(mail);
            }
        } catch (MessagingException e) {
            throw Trouble.of(mail, e);
        } catch (IOException e) {
            throw new EJBException("answer " + mail.key() + " cannot be read now", e);
        }
    }

    private void ask(InboundMail mail) throws MessagingException {
        if (mail.isAutomatic()) {
            return;
        }
        String domain = mail.recipient().substring(mail.recipient().lastIndexOf('@'));
        String approver = System.getProperty("approval.approver", "postmaster" + domain);
        if (entities.find(Request.class, mail.id()) == null) {
            entities.persist(new Request(mail.id(), mail.sender(), approver));
        }
        QmailMessage question = QmailMessage.forward(session, mail, HOW);
        question.setFrom(addresses.address(mail.id(), mail.arrival().plus(LIFETIME), approver, domain));
        question.setRecipients(QmailMessage.RecipientType.TO, approver);
        question.setKey("approval/question/" + mail.key());
        Transport.send(question);
    }

    private void answered(InboundMail mail) throws MessagingException, IOException, MailRejectedException {
        Request request = request(mail.recipient());
        if (mail.isAutomatic()) {
            return; // a program has replied, and nobody has decided
        }
        Optional<Decision> decision = Decision.of(mail.text().orElse(""));
        if (decision.isEmpty()) {
            reply(mail, "Your answer was not understood. " + HOW);
        } else if (request.isOpenFor(mail.key())) {
            request.decide(decision.get(), mail.key());
            tell(request, mail);
        } else {
            reply(mail, "It has been decided before: " + request.decision() + ".\n");
        }
    }

    /** Locked: the second of two answers at the same time finds the decision of the first. */
    private Request request(String address) throws MailRejectedException {
        Optional<Claim> claim = SignedAddresses.claim(address);
        Request request = claim.map(made -> entities.find(Request.class, made.id(), LockModeType.PESSIMISTIC_WRITE))
                .filter(found -> addresses.isSigned(claim.get(), found.approver()))
                .orElseThrow(() -> new MailRejectedException("5.7.1", "this address is not signed"));
        if (claim.get().expires().isBefore(Instant.now())) {
            throw new MailRejectedException("5.7.1", "the time for an answer is over");
        }
        return request;
    }

    /** To the approver, from the address that wants an answer; once for each mail. */
    private void reply(InboundMail mail, String text) throws MessagingException {
        Optional<QmailMessage> reply = QmailMessage.answer(session, mail);
        if (reply.isPresent()) {
            reply.get().setText(text);
            Transport.send(reply.get());
        }
    }

    private void tell(Request request, InboundMail mail) throws MessagingException {
        String domain = mail.recipient().substring(mail.recipient().lastIndexOf('@'));
        QmailMessage news = new QmailMessage(session);
        news.setFrom("approval" + domain);
        news.setRecipient(QmailMessage.RecipientType.TO, new InternetAddress(request.requester()));
        news.setSubject("Your request: " + request.decision());
        news.setText(request.approver() + " has answered: " + request.decision() + ".\n");
        news.setHeader("Auto-Submitted", "auto-generated");
        news.setKey("approval/decision/" + request.id());
        Transport.send(news);
    }
}
