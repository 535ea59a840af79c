package ee.qmail.log;

import ee.qmail.control.Controls;
import ee.qmail.message.Channel;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The log of qmail-send, line by line as in qmail-log(5); it also numbers the deliveries (SCH-6) and counts those in
 * flight. Safe for use by several threads.
 */
public final class SendLog {
    private final Consumer<String> lines;
    private final Supplier<Controls> controls;
    private final int[] inFlight = new int[Channel.values().length];
    private long deliveries;

    /**
     * @param lines where lines go, for instance {@code multilog::append}
     * @param controls for the limits in the status lines, for instance {@code controlFiles::current}
     */
    public SendLog(Consumer<String> lines, Supplier<Controls> controls) {
        this.lines = lines;
        this.controls = controls;
    }

    /** {@code status: local 0/10 remote 1/20}; to be called at the start, otherwise written by itself. */
    public synchronized void status() {
        Controls limits = controls.get();
        lines.accept("status: local " + inFlight(Channel.LOCAL) + "/" + limits.concurrencylocal() + " remote "
                + inFlight(Channel.REMOTE) + "/" + limits.concurrencyremote());
    }

    /** {@code status: exiting}, the last line. */
    public void exiting() {
        lines.accept("status: exiting");
    }

    /** Deliveries that have started and not ended. */
    public synchronized int inFlight(Channel channel) {
        return inFlight[channel.ordinal()];
    }

    public void newMsg(QueueId id) {
        lines.accept("new msg " + id);
    }

    /**
     * {@code info msg}: the envelope was read. What qmail fills with the process and the user that queued the message
     * is the id, which the client was told, and 0.
     *
     * @param bytes size of the message
     */
    public void infoMsg(QueueId id, long bytes, String sender) {
        lines.accept("info msg " + id + ": bytes " + bytes + " from <" + SafeText.of(sender) + "> qp " + id + " uid 0");
    }

    /**
     * {@code starting delivery}; a status line follows.
     *
     * @return the number of the delivery, for {@link #delivery}
     */
    public synchronized long startingDelivery(Channel channel, QueueId id, String recipient) {
        long number = ++deliveries;
        inFlight[channel.ordinal()]++;
        lines.accept("starting delivery " + number + ": msg " + id + " to " + channel + " " + SafeText.of(recipient));
        status();
        return number;
    }

    /**
     * {@code delivery N: success: ...}; a status line follows. To be called once for each delivery started.
     *
     * @param text the report; as in qmail its last line ends in a LF, which shows as {@code /}
     */
    public synchronized void delivery(long number, Channel channel, Outcome outcome, String text) {
        String report = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        inFlight[channel.ordinal()]--;
        lines.accept("delivery " + number + ": " + outcome.word() + ": " + SafeText.of(report));
        status();
    }

    /** {@code bounce msg}: a bounce was queued. */
    public void bounceMsg(QueueId id, QueueId bounce) {
        lines.accept("bounce msg " + id + " qp " + bounce);
    }

    public void tripleBounce(QueueId id) {
        lines.accept("triple bounce: discarding bounce/" + id);
    }

    public void endMsg(QueueId id) {
        lines.accept("end msg " + id);
    }
}
