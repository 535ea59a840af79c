package ee.qmail.examples.newsletter;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.examples.newsletter.SignedAddresses.Action;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Mail to {@code news@} is shown to the editor, whose reply sends it to all subscribers. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "news@*,news-approve-*@*")
        })
public class Issues implements MailListener {
    /** Of the server that an issue came by, and not of those that it goes to. */
    private static final List<String> TRACES = List.of("Received", "Return-Path", "Delivered-To", "DKIM-Signature");

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private SignedAddresses addresses;

    @Resource(lookup = "mail/qmail")
    private Session session;

    @Override
    public void onMail(InboundMail mail) throws MailRejectedException {
        try {
            if (mail.recipient().startsWith("news@")) {
                show(mail);
            } else {
                approve(mail);
            }
        } catch (MessagingException e) {
            throw Trouble.of(mail, e);
        } catch (IOException e) {
            throw new EJBException("issue " + mail.key() + " cannot be read now", e);
        }
    }

    private void show(InboundMail mail) throws MessagingException, IOException, MailRejectedException {
        if (mail.isAutomatic()) {
            return;
        }
        if (mail.size() > Issue.LONGEST) {
            throw new MailRejectedException("5.3.4", "an issue has at most " + Issue.LONGEST + " octets");
        }
        if (entities.find(Issue.class, mail.id()) == null) {
            try (InputStream in = mail.open()) {
                entities.persist(new Issue(mail.id(), in.readAllBytes()));
            }
        }
        QmailMessage question =
                QmailMessage.forward(session, mail, "Reply to this mail to send it to all subscribers.\n");
        question.setFrom(addresses.address(Action.APPROVE, mail.id() + "@issue", mail.recipient()));
        question.setRecipients(
                QmailMessage.RecipientType.TO,
                System.getProperty("newsletter.editor", "postmaster@" + domain(mail.recipient())));
        question.setKey("news/question/" + mail.key());
        Transport.send(question);
    }

    private void approve(InboundMail mail) throws MessagingException, MailRejectedException {
        String about = addresses
                .about(Action.APPROVE, mail.recipient())
                .orElseThrow(() -> new MailRejectedException("5.7.1", "this address is not signed"));
        if (mail.isAutomatic()) {
            return;
        }
        String id = about.substring(0, about.indexOf('@'));
        // of two replies at a time the second one waits, and finds nothing: not every broker knows a key again
        Issue issue = entities.find(Issue.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (issue != null) {
            send(id, issue.text(), mail.recipient());
            entities.remove(issue);
        }
    }

    /** All copies go when the transaction commits, and each once, however often the editor replies. */
    private void send(String id, byte[] text, String near) throws MessagingException {
        QmailMessage copy = new QmailMessage(session, new ByteArrayInputStream(text));
        for (String trace : TRACES) {
            copy.removeHeader(trace);
        }
        copy.setHeader("List-Id", "<news." + domain(near) + ">");
        try (Transport transport = session.getTransport("qmail")) {
            transport.connect();
            for (Subscriber subscriber : entities.createQuery("select s from Subscriber s", Subscriber.class)
                    .getResultList()) {
                InternetAddress address = new InternetAddress(subscriber.address());
                copy.setRecipient(QmailMessage.RecipientType.TO, address);
                copy.setHeader(
                        "List-Unsubscribe",
                        "<mailto:" + addresses.address(Action.LEAVE, subscriber.address(), near) + ">");
                copy.setEnvelopeFrom(addresses.address(Action.BOUNCE, subscriber.address(), near));
                copy.setKey("news/" + id + "/" + subscriber.address());
                transport.sendMessage(copy, new InternetAddress[] {address});
            }
        }
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
