package ee.qmail.smtp;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Reason;
import ee.qmail.smtp.ClientPipeline.Verb;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * qmail-remote's side of one SMTP connection (RM-7), with ESMTP. The shell repeats: write {@link #takeOutput}; if
 * {@link #wantsBody}, write the body through a {@link DataEncoder} and say {@link #finalDot} before its end; stop if {@link
 * #isDone}; else read and give the octets to {@link #input}. When the connection breaks or is silent it says {@link
 * #connectionLost}. Then {@link #reports} tells what came of it. Not safe for use by several threads at once.
 */
public final class SmtpClientSession {
    /** The code of a server that closes the connection. */
    private static final int CLOSING = 421;

    private final String ip;
    private final ReplyReader reader = new ReplyReader();
    private final ClientPipeline pipeline;
    private final ClientOpening opening;
    private final RecipientReports reports;
    private final ClientTransaction transaction;
    private int replies;
    private boolean wantsBody;
    private boolean textCut;
    private boolean textBegun;
    private boolean nextHost;
    private boolean reusable;
    /** It is not the first message on the connection. */
    private final boolean kept;

    private boolean stale;
    private boolean done;

    /** One without TLS and log-in. */
    public SmtpClientSession(String heloHost, String ip, Envelope envelope, BodyTraits traits) {
        this(heloHost, ip, envelope, traits, ClientSecurity.NONE);
    }

    /**
     * @param heloHost control/helohost
     * @param ip the other side's address, for the reports
     */
    public SmtpClientSession(
            String heloHost, String ip, Envelope envelope, BodyTraits traits, ClientSecurity security) {
        this.ip = ip;
        this.kept = false;
        this.pipeline = new ClientPipeline();
        this.opening = new ClientOpening(heloHost, security, pipeline);
        this.reports = new RecipientReports(ip, envelope.recipients());
        this.transaction = new ClientTransaction(envelope, traits, reports);
        pipeline.await(Verb.GREETING);
    }

    private SmtpClientSession(SmtpClientSession before, Envelope envelope, BodyTraits traits) {
        this.ip = before.ip;
        this.kept = true;
        this.pipeline = new ClientPipeline();
        this.opening = before.opening;
        this.reports = new RecipientReports(ip, envelope.recipients());
        this.transaction = new ClientTransaction(envelope, traits, reports);
        pipeline.plan(Verb.RSET, "RSET");
        planMessage(opening.offered());
        if (!done) {
            pipeline.send();
        }
    }

    /** The octets to write now, in one piece; often none. */
    public byte[] takeOutput() {
        return pipeline.takeOutput();
    }

    /** Tells whether the body is to be written now. */
    public boolean wantsBody() {
        return wantsBody;
    }

    /** To be called when the text has been written and the final dot is about to be. */
    public void finalDot() {
        wantsBody = false;
        pipeline.await(Verb.TEXT);
    }

    /**
     * To be called when the other side takes no more of the text. A reply that comes now is about the text: it can refuse it,
     * but it does not say that a message was taken which it has not got whole.
     */
    public void textCut() {
        wantsBody = false;
        textCut = true;
    }

    /** Tells whether the connection may be closed, after the output has been written: QUIT is not waited for. */
    public boolean isDone() {
        return done;
    }

    /**
     * Tells whether this host did not come to the point of looking at the mail, so that the next mail exchanger is to be tried; {@link
     * #reports} says why, and whether it was said for good.
     */
    public boolean isNextHost() {
        return nextHost;
    }

    /**
     * Indexes of the recipients that were too many for one session (RFC 5321 4.5.3.1.10) in which the message was taken for others;
     * another session with them alone may do.
     */
    public List<Integer> tooMany() {
        return reports.tooMany();
    }

    /** Replies that are complete. */
    public int replies() {
        return replies;
    }

    /** One report for each recipient, in their order, once this is done. */
    public List<DeliveryReport> reports() {
        return reports.all();
    }

    /**
     * Takes what the other side sent. What comes before it was asked for is no answer to what is asked next: a server that says more
     * than that is one whose answers would be taken for those to other commands, the last one for that to the message.
     */
    public void input(byte[] octets, int count) {
        try {
            for (int i = 0; i < count && !done; i++) {
                int before = pipeline.outputLength();
                var reply = reader.read(octets[i]);
                if (reply.isPresent()) {
                    replied(reply.get());
                }
                if (i + 1 < count && (pipeline.outputLength() > before || done)) {
                    saysTooMuch();
                } else if (i + 1 < count && opening.wantsTls()) {
                    injected();
                }
            }
            if (!textCut && !pipeline.awaitsReply() && reader.hasBegun()) {
                saysTooMuch();
            }
        } catch (ReplyReader.NotAReplyException e) {
            breakOff(mayBeTaken() ? Reason.NOT_SMTP_LATE : Reason.NOT_SMTP, e.getMessage());
        }
    }

    private void saysTooMuch() {
        reusable = false;
        breakOff(Reason.UNASKED, "");
    }

    /**
     * To be called when octets have come between the reply to STARTTLS and the handshake: somebody in between wants them to pass for those of
     * the server (RTLS-4). The connection is to be closed.
     */
    public void injected() {
        breakOff(Reason.TLS_INJECTED, "");
    }

    /** Tells whether TLS is to begin, from this side; {@link #tlsStarted} or {@link #tlsFailed} tells how it went. */
    public boolean wantsTls() {
        return !done && opening.wantsTls();
    }

    /**
     * TLS has begun: because {@link #wantsTls}, or with the first octet.
     *
     * @param description for the reports, such as {@code TLSv1.3, TLS_AES_128_GCM_SHA256}
     */
    public void tlsStarted(String description) {
        opening.tlsStarted(description);
        proceed();
    }

    /**
     * TLS could not begin. The connection is to be closed.
     *
     * @param disagreed whether the two came to no terms, or the certificate is not the one that is wanted, so that another attempt would go as this one
     */
    public void tlsFailed(String why, boolean disagreed) {
        if (!done) {
            nextHost = true;
            opening.tlsFailed(why, disagreed).settle(reports);
            pipeline.breakOff();
            done = true;
        }
    }

    /** Tells whether TLS has begun. */
    public boolean isEncrypted() {
        return !opening.tls().isEmpty();
    }

    /** Tells whether it has come to the point at which the mail is shown: a log-in that was wanted has been accepted. */
    public boolean isMailShown() {
        return opening.isOver();
    }

    /** Tells whether the connection may be used for another message, by {@link #next}, in the place of writing the last output, which is QUIT. */
    public boolean isReusable() {
        return done && reusable;
    }

    /** Another message on the same connection. It begins with output. */
    public SmtpClientSession next(Envelope envelope, BodyTraits traits) {
        return new SmtpClientSession(this, envelope, traits);
    }

    /**
     * Tells whether nothing but a connection that was used before kept the message from being taken: that is to be forgotten, and a
     * new connection to the same address tried.
     */
    public boolean isStale() {
        return stale;
    }

    /** The connection broke, or the other side was silent for too long. */
    public void connectionLost() {
        breakOff(died(), "");
    }

    private Reason died() {
        return mayBeTaken() ? Reason.CONNECTION_DIED_LATE : Reason.CONNECTION_DIED;
    }

    /** The other side has the whole message, and has not answered. */
    private boolean mayBeTaken() {
        return pipeline.awaits(Verb.TEXT);
    }

    private void breakOff(Reason reason, String detail) {
        if (!done) {
            nextHost = opening.wantsTls() || pipeline.isBeforeMail();
            stale = kept && !textBegun;
            reports.settle(reason, detail);
            pipeline.breakOff();
            wantsBody = false;
            done = true;
        }
    }

    private void replied(RemoteReply reply) {
        replies++;
        if (textCut) {
            refusedInText(reply);
            return;
        }
        ClientPipeline.Command command = pipeline.replied();
        if (command == null) {
            // Said without being asked, as 421 before closing: it counts for what comes next.
            reports.deferred(died(), reply);
            breakOff(died(), "");
            return;
        }
        switch (command.verb()) {
            case GREETING, EHLO, HELO, STARTTLS, AUTH -> opened(command.verb(), reply);
            case RSET -> resetReplied(reply);
            case MAIL -> mailReplied(reply);
            case RCPT -> reports.rcptReplied(command.recipient(), reply);
            case DATA -> dataReplied(reply);
            case TEXT -> textReplied(reply);
        }
        proceed();
    }

    private void refusedInText(RemoteReply reply) {
        if (reply.code() >= 400) {
            reports.refused(Reason.MESSAGE_REJECTED, reply);
        }
        breakOff(died(), "");
    }

    private void opened(Verb verb, RemoteReply reply) {
        Optional<ClientOpening.Refusal> refusal = opening.replied(verb, reply);
        if (refusal.isPresent()) {
            // Another host may be in a better mood, even if this one will never be: it has not seen the mail.
            nextHost = refusal.get().isOfThisAddress();
            refusal.get().settle(reports);
            quit();
        } else if (opening.isOver()) {
            planMessage(opening.offered());
        }
    }

    private void resetReplied(RemoteReply reply) {
        if (!reply.isPositive()) {
            outworn();
        }
    }

    private void mailReplied(RemoteReply reply) {
        if (kept && !reply.isPositive()) {
            outworn();
        } else {
            reports.mailReplied(reply);
        }
    }

    /** It may have had enough of messages on this connection, and say so in many ways. */
    private void outworn() {
        reports.settle(died(), "");
        stale = true;
        pipeline.breakOff();
        done = true;
    }

    private void planMessage(Set<String> offered) {
        pipeline.group(offered.contains("PIPELINING"));
        transaction.refuseUnsendable(offered.contains("SMTPUTF8"));
        if (reports.isSettled()) {
            quit();
            return;
        }
        pipeline.plan(Verb.MAIL, transaction.mail(offered));
        for (int i : reports.unsettled()) {
            pipeline.planRecipient(i, transaction.rcpt(i, offered));
        }
        pipeline.plan(Verb.DATA, "DATA");
    }

    private void dataReplied(RemoteReply reply) {
        if (reply.code() == 354) {
            wantsBody = !reports.isSettled();
            textBegun = wantsBody;
            if (!wantsBody) {
                // Pipelined behind recipients that were all refused: an empty message to nobody (RFC 2920 3.1).
                pipeline.say(".");
                quit();
            }
        } else {
            reports.dataRefused(reply);
            quit();
        }
    }

    private void textReplied(RemoteReply reply) {
        reports.textReplied(reply, transaction.taken(opening.offered()), opening.tls());
        reusable = reply.code() != CLOSING;
        quit();
    }

    /** Sends the next commands when all replies to the last ones are in. */
    private void proceed() {
        if (done || wantsBody || opening.wantsTls() || pipeline.awaitsReply()) {
            return;
        }
        if (reports.isSettled()) {
            quit();
        } else {
            pipeline.send();
        }
    }

    private void quit() {
        if (!done) {
            reports.giveUp();
            pipeline.say("QUIT");
            done = true;
        }
    }
}
