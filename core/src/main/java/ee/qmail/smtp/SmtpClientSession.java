package ee.qmail.smtp;

import ee.qmail.mail.Envelope;
import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Outcome;
import ee.qmail.queue.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * qmail-remote's side of one SMTP connection (RM-7), with ESMTP. The shell repeats: write {@link #takeOutput}; if
 * {@link #wantsBody}, write the body through a {@link DataEncoder} and say {@link #finalDot} before its end; stop if {@link
 * #isDone}; else read and give the octets to {@link #input}. When the connection breaks or is silent it says {@link
 * #connectionLost}. Then {@link #reports} tells what came of it. Not safe for use by several threads at once.
 */
public final class SmtpClientSession {
    /**
     * Commands in a group that is sent before its replies are read. Limited, since both sides would wait for each other
     * if the replies filled the socket buffers (RFC 2920 3.1).
     */
    static final int MAX_GROUP = 100;

    private enum Verb {
        GREETING,
        EHLO,
        HELO,
        MAIL,
        RCPT,
        DATA,
        TEXT
    }

    /** A command whose reply matters; {@code recipient} is an index, and only good for RCPT. */
    private record Command(Verb verb, int recipient, String line) {}

    private final String heloHost;
    private final String ip;
    private final Envelope envelope;
    private final BodyTraits traits;
    private final ReplyReader reader = new ReplyReader();
    private final StringBuilder output = new StringBuilder();
    private final Deque<Command> planned = new ArrayDeque<>();
    private final Deque<Command> awaited = new ArrayDeque<>();
    private final RecipientReports reports;
    private boolean pipelining;
    private boolean mailFailed;
    private boolean wantsBody;
    private final List<Integer> tooMany = new ArrayList<>();
    private boolean taken;
    private boolean nextHost;
    private boolean done;

    /**
     * @param heloHost control/helohost
     * @param ip the other side's address, for the reports
     */
    public SmtpClientSession(String heloHost, String ip, Envelope envelope, BodyTraits traits) {
        this.heloHost = heloHost;
        this.ip = ip;
        this.envelope = envelope;
        this.traits = traits;
        this.reports = new RecipientReports(envelope.recipients());
        awaited.add(new Command(Verb.GREETING, -1, ""));
    }

    /** The octets to write now, in one piece; often none. */
    public byte[] takeOutput() {
        byte[] octets = output.toString().getBytes(StandardCharsets.UTF_8);
        output.setLength(0);
        return octets;
    }

    /** Whether the body is to be written now. */
    public boolean wantsBody() {
        return wantsBody;
    }

    /** To be called when the text has been written and the final dot is about to be. */
    public void finalDot() {
        wantsBody = false;
        awaited.add(new Command(Verb.TEXT, -1, ""));
    }

    /** Whether the connection may be closed, after the output has been written: QUIT is not waited for. */
    public boolean isDone() {
        return done;
    }

    /**
     * Whether this host did not come to the point of looking at the mail, so that the next mail exchanger is to be tried; {@link
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
        return taken ? List.copyOf(tooMany) : List.of();
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
                int before = output.length();
                var reply = reader.read(octets[i]);
                if (reply.isPresent()) {
                    replied(reply.get());
                }
                if (output.length() > before && i + 1 < count) {
                    saysTooMuch();
                }
            }
            if (awaited.isEmpty() && reader.hasBegun()) {
                saysTooMuch();
            }
        } catch (ReplyReader.NotAReplyException e) {
            breakOff(own(mayBeTaken() ? Reason.NOT_SMTP_LATE : Reason.NOT_SMTP, e.getMessage()));
        }
    }

    private void saysTooMuch() {
        breakOff(own(Reason.UNASKED, ""));
    }

    /** The connection broke, or the other side was silent for too long. */
    public void connectionLost() {
        breakOff(own(died(), ""));
    }

    private Reason died() {
        return mayBeTaken() ? Reason.CONNECTION_DIED_LATE : Reason.CONNECTION_DIED;
    }

    /** The other side has the whole message, and has not answered. */
    private boolean mayBeTaken() {
        Command open = awaited.peek();
        return open != null && open.verb() == Verb.TEXT;
    }

    private void breakOff(DeliveryReport report) {
        if (!done) {
            Command open = awaited.peek();
            nextHost = open != null && open.verb().compareTo(Verb.MAIL) < 0;
            reports.settle(report);
            output.setLength(0);
            wantsBody = false;
            done = true;
        }
    }

    private void replied(RemoteReply reply) {
        Command command = awaited.poll();
        if (command == null) {
            // Said without being asked, as 421 before closing: it counts for what comes next.
            breakOff(said(Outcome.DEFERRAL, died(), reply));
            return;
        }
        switch (command.verb()) {
            case GREETING -> greeted(reply);
            case EHLO -> ehloReplied(reply);
            case HELO -> heloReplied(reply);
            case MAIL -> mailReplied(reply);
            case RCPT -> rcptReplied(command.recipient(), reply);
            case DATA -> dataReplied(reply);
            case TEXT -> textReplied(reply);
        }
        proceed();
    }

    private void greeted(RemoteReply reply) {
        if (reply.isPositive()) {
            plan(Verb.EHLO, "EHLO " + heloHost);
        } else {
            refusedEarly(Reason.GREETING_FAILED, reply);
        }
    }

    private void ehloReplied(RemoteReply reply) {
        if (reply.isPositive()) {
            planMessage(Set.copyOf(reply.keywords()));
        } else if (reply.isPermanent()) {
            plan(Verb.HELO, "HELO " + heloHost);
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
        refused(reason, reply);
        quit();
    }

    private void planMessage(Set<String> offered) {
        pipelining = offered.contains("PIPELINING");
        refuseUnsendable(offered.contains("SMTPUTF8"));
        if (reports.unsettled().isEmpty()) {
            quit();
            return;
        }
        plan(Verb.MAIL, "MAIL FROM:" + PathWriter.path(toldSender()) + parameters(offered));
        for (int i : reports.unsettled()) {
            String line = "RCPT TO:" + PathWriter.path(envelope.recipients().get(i));
            planned.add(new Command(Verb.RCPT, i, line));
        }
        plan(Verb.DATA, "DATA");
    }

    /** The sender of a double bounce is known to qmail alone; elsewhere a sender to whom nothing comes back is the empty one. */
    private String toldSender() {
        return envelope.isDoubleBounce() ? "" : envelope.sender();
    }

    /**
     * 8-bit text goes out even if 8BITMIME is not offered, as in qmail: rewriting it would break its signatures. For the same reason
     * a header in UTF-8 goes out without SMTPUTF8 where that is not offered (ADR 18).
     */
    private String parameters(Set<String> offered) {
        boolean utf8 = !PathWriter.isAscii(envelope.sender())
                || reports.unsettled().stream()
                        .anyMatch(i -> !PathWriter.isAscii(envelope.recipients().get(i)));
        return (offered.contains("SIZE") ? " SIZE=" + traits.wireSize() : "")
                + (offered.contains("8BITMIME") && traits.eightBit() ? " BODY=8BITMIME" : "")
                + (utf8 || traits.utf8Header() && offered.contains("SMTPUTF8") ? " SMTPUTF8" : "");
    }

    private void refuseUnsendable(boolean utf8Offered) {
        if (!PathWriter.isSendable(envelope.sender())) {
            reports.settle(own(Reason.BAD_SENDER, ""));
        } else if (!utf8Offered && !PathWriter.isAscii(envelope.sender())) {
            reports.settle(own(Reason.SENDER_NOT_ASCII, ""));
        }
        for (int i : reports.unsettled()) {
            String recipient = envelope.recipients().get(i);
            if (recipient.isEmpty() || !PathWriter.isSendable(recipient)) {
                reports.settle(i, own(Reason.BAD_RECIPIENT, ""));
            } else if (!utf8Offered && !PathWriter.isAscii(recipient)) {
                reports.settle(i, own(Reason.RECIPIENT_NOT_ASCII, ""));
            }
        }
    }

    private void mailReplied(RemoteReply reply) {
        if (!reply.isPositive()) {
            mailFailed = true;
            refused(Reason.SENDER_REJECTED, reply);
        }
    }

    private void rcptReplied(int recipient, RemoteReply reply) {
        if (mailFailed) {
            return;
        }
        if (reply.isPositive()) {
            reports.accepted();
        } else {
            boolean many = isTooMany(reply);
            if (many) {
                tooMany.add(recipient);
            }
            Outcome outcome = many ? Outcome.DEFERRAL : outcome(reply);
            reports.settle(recipient, said(outcome, Reason.RECIPIENT_REJECTED, reply));
        }
    }

    /**
     * Behind recipients that were taken, 452 and (RFC 5321 4.5.3.1.10) 552 are about their number, unless an enhanced code says
     * otherwise, such as that of a full mailbox.
     */
    private boolean isTooMany(RemoteReply reply) {
        boolean number = reply.code() == 452 || reply.code() == 552;
        return number
                && reports.isAnyAccepted()
                && reply.status()
                        .filter(status -> status.subject() != 5 || status.detail() != 3)
                        .isEmpty();
    }

    private void dataReplied(RemoteReply reply) {
        if (reply.code() == 354) {
            wantsBody = !reports.unsettled().isEmpty();
            if (!wantsBody) {
                // Pipelined behind recipients that were all refused: an empty message to nobody (RFC 2920 3.1).
                output.append(".\r\n");
                quit();
            }
        } else {
            refused(Reason.DATA_FAILED, reply);
            quit();
        }
    }

    private void textReplied(RemoteReply reply) {
        if (reply.isPositive()) {
            taken = true;
            reports.settle(said(Outcome.SUCCESS, Reason.ACCEPTED, reply));
        } else {
            refused(Reason.MESSAGE_REJECTED, reply);
        }
        quit();
    }

    /** Sends the next commands when all replies to the last ones are in. */
    private void proceed() {
        if (done || wantsBody || !awaited.isEmpty()) {
            return;
        }
        if (reports.unsettled().isEmpty()) {
            quit();
            return;
        }
        int room = pipelining ? MAX_GROUP : 1;
        while (room-- > 0 && !planned.isEmpty()) {
            Command next = planned.poll();
            output.append(next.line()).append("\r\n");
            awaited.add(next);
        }
    }

    private void quit() {
        if (!done) {
            reports.giveUp();
            planned.clear();
            output.append("QUIT\r\n");
            done = true;
        }
    }

    private void plan(Verb verb, String line) {
        planned.add(new Command(verb, -1, line));
    }

    private void refused(Reason reason, RemoteReply reply) {
        reports.settle(said(outcome(reply), reason, reply));
    }

    private static Outcome outcome(RemoteReply reply) {
        return reply.isPermanent() ? Outcome.FAILURE : Outcome.DEFERRAL;
    }

    /** What the other side has said, about whomever it is settled for. */
    private DeliveryReport said(Outcome outcome, Reason reason, RemoteReply reply) {
        return DeliveryReport.replied("", outcome, reason, ip, reply.text());
    }

    /** What this side says, about whomever it is settled for. */
    private DeliveryReport own(Reason reason, String detail) {
        return DeliveryReport.ofHost("", reason, ip, detail);
    }
}
