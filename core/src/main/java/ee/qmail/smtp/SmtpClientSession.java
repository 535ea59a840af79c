package ee.qmail.smtp;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Reason;
import ee.qmail.smtp.ClientPipeline.Verb;
import java.util.List;
import java.util.Set;

/**
 * qmail-remote's side of one SMTP connection (RM-7), with ESMTP. The shell repeats: write {@link #takeOutput}; if
 * {@link #wantsBody}, write the body through a {@link DataEncoder} and say {@link #finalDot} before its end; stop if {@link
 * #isDone}; else read and give the octets to {@link #input}. When the connection breaks or is silent it says {@link
 * #connectionLost}. Then {@link #reports} tells what came of it. Not safe for use by several threads at once.
 */
public final class SmtpClientSession {
    private final String heloHost;
    private final ReplyReader reader = new ReplyReader();
    private final ClientPipeline pipeline = new ClientPipeline();
    private final RecipientReports reports;
    private final ClientTransaction transaction;
    private int replies;
    private boolean wantsBody;
    private boolean textCut;
    private boolean nextHost;
    private boolean done;

    /**
     * @param heloHost control/helohost
     * @param ip the other side's address, for the reports
     */
    public SmtpClientSession(String heloHost, String ip, Envelope envelope, BodyTraits traits) {
        this.heloHost = heloHost;
        this.reports = new RecipientReports(ip, envelope.recipients());
        this.transaction = new ClientTransaction(envelope, traits, reports);
        pipeline.await(Verb.GREETING);
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
                if (pipeline.outputLength() > before && i + 1 < count) {
                    saysTooMuch();
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
        breakOff(Reason.UNASKED, "");
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
            nextHost = pipeline.isBeforeMail();
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
            case GREETING -> greeted(reply);
            case EHLO -> ehloReplied(reply);
            case HELO -> heloReplied(reply);
            case MAIL -> reports.mailReplied(reply);
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

    private void greeted(RemoteReply reply) {
        if (reply.isPositive()) {
            pipeline.plan(Verb.EHLO, "EHLO " + heloHost);
        } else {
            refusedEarly(Reason.GREETING_FAILED, reply);
        }
    }

    private void ehloReplied(RemoteReply reply) {
        if (reply.isPositive()) {
            planMessage(Set.copyOf(reply.keywords()));
        } else if (reply.isPermanent()) {
            pipeline.plan(Verb.HELO, "HELO " + heloHost);
        } else {
            refusedEarly(Reason.NAME_REJECTED, reply);
        }
    }

    private void heloReplied(RemoteReply reply) {
        if (reply.isPositive()) {
            planMessage(Set.of());
        } else {
            refusedEarly(Reason.NAME_REJECTED, reply);
        }
    }

    /** Another host may be in a better mood, even if this one will never be: it has not seen the mail. */
    private void refusedEarly(Reason reason, RemoteReply reply) {
        nextHost = true;
        reports.refused(reason, reply);
        quit();
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
            pipeline.planRecipient(i, transaction.rcpt(i));
        }
        pipeline.plan(Verb.DATA, "DATA");
    }

    private void dataReplied(RemoteReply reply) {
        if (reply.code() == 354) {
            wantsBody = !reports.isSettled();
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
        reports.textReplied(reply);
        quit();
    }

    /** Sends the next commands when all replies to the last ones are in. */
    private void proceed() {
        if (done || wantsBody || pipeline.awaitsReply()) {
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
