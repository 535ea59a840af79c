package ee.qmail.jms;

import ee.qmail.contract.RefusedMessageException;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Small jobs of channel local that were accepted together, as one JMS message: storing it, passing it on and forgetting it
 * costs the broker as much as one job alone (ADR 9).
 *
 * <p>Octet 0 is the version, then comes for each job: id (8 octets), number (4), jobs of the message (4; not in version 1), size on the wire (8), arrival in
 * milliseconds (8), domain, attributes (not in versions 1 and 2), sender, the number of recipients (4), the recipients, the wishes about them (in version 4 alone), the
 * text; strings and text with their length (4) before them, numbers with the highest octet first. Version 4 is written where a job has such wishes.
 */
public final class JobBundle {
    /** Octets of text, and letters of long envelopes, in one bundle; a larger message the broker would keep in a file of its own. */
    static final int MAX_OCTETS = 64 * 1024;

    static final int MAX_JOBS = 32;
    /**
     * Octets of a bundle, with a reserve: a letter takes at most three, a recipient four for its length, and earlier versions did not count the
     * letters of envelopes.
     */
    static final int LARGEST = 4 * 1024 * 1024;

    private static final int ROOM_FOR_ENVELOPE = 256;
    private static final byte WITH_NOTIFIES = 4;
    private static final byte VERSION = 3;
    private static final byte WITHOUT_ATTRIBUTES = 2;
    private static final byte WITHOUT_JOBS = 1;

    private JobBundle() {}

    /**
     * The jobs in their order, those together that go into one bundle. A group of one is no bundle.
     *
     * @param alone tells which of them must be in none
     */
    static List<List<Job>> group(List<Job> jobs, Predicate<Job> alone) {
        List<List<Job>> groups = new ArrayList<>();
        List<Job> open = null;
        long octets = 0;
        for (Job job : jobs) {
            long size = job.body().size() + letters(job);
            if (job.channel() != Channel.LOCAL || size > MAX_OCTETS || alone.test(job)) {
                groups.add(List.of(job));
                continue;
            }
            if (open == null || open.size() == MAX_JOBS || octets + size > MAX_OCTETS) {
                open = new ArrayList<>();
                octets = 0;
                groups.add(open);
            }
            open.add(job);
            octets += size;
        }
        return groups;
    }

    /** Of an envelope, those beyond the room that each has. */
    private static long letters(Job job) {
        Envelope envelope = job.envelope();
        long letters = envelope.sender().length();
        for (String value : envelope.attributes().values().values()) {
            letters += value.length();
        }
        for (String recipient : envelope.recipients()) {
            letters += recipient.length();
        }
        letters += Notify.text(envelope).length();
        return Math.max(0, letters - ROOM_FOR_ENVELOPE);
    }

    public static byte[] encode(List<Job> jobs) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(size(jobs));
        try {
            encode(jobs, new DataOutputStream(octets));
        } catch (IOException e) {
            throw new QueueException("the text of an accepted message cannot be read", e);
        }
        return octets.toByteArray();
    }

    private static int size(List<Job> jobs) {
        return jobs.stream()
                .mapToInt(job -> ROOM_FOR_ENVELOPE + (int) job.body().size())
                .sum();
    }

    private static void encode(List<Job> jobs, DataOutputStream out) throws IOException {
        boolean notifies =
                jobs.stream().anyMatch(job -> !job.envelope().notifies().isEmpty());
        out.writeByte(notifies ? WITH_NOTIFIES : VERSION);
        for (Job job : jobs) {
            out.writeLong(job.id().value());
            out.writeInt(job.number());
            out.writeInt(job.jobs());
            out.writeLong(job.wireSize());
            out.writeLong(job.arrival().toEpochMilli());
            write(out, job.domain());
            write(out, job.envelope().attributes().text());
            write(out, job.envelope().sender());
            out.writeInt(job.envelope().recipients().size());
            for (String recipient : job.envelope().recipients()) {
                write(out, recipient);
            }
            if (notifies) {
                write(out, Notify.text(job.envelope()));
            }
            out.writeInt((int) job.body().size());
            try (var text = job.body().open()) {
                text.transferTo(out);
            }
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }

    /**
     * Takes no more memory than a few times the array, whatever lengths it states.
     *
     * @return jobs whose bodies share the array, at least one
     * @throws IllegalArgumentException if another version of this software has written it, or something else
     * @throws RefusedMessageException if the numbers of a job are none
     * @throws java.nio.BufferUnderflowException if it is not whole
     */
    public static List<Job> decode(byte[] octets) {
        ByteBuffer in = ByteBuffer.wrap(octets);
        byte version = in.get();
        if (version < WITHOUT_JOBS || version > WITH_NOTIFIES) {
            throw new IllegalArgumentException(
                    "bundle of jobs of version " + version + ": this server reads up to version " + WITH_NOTIFIES);
        }
        List<Job> jobs = new ArrayList<>();
        do {
            if (jobs.size() == MAX_JOBS) {
                throw new IllegalArgumentException("bundle of jobs: must have at most " + MAX_JOBS + " jobs");
            }
            QueueId id = new QueueId(in.getLong());
            int number = in.getInt();
            int ofMessage = version == WITHOUT_JOBS ? 1 : in.getInt();
            long wireSize = in.getLong();
            Instant arrival = Instant.ofEpochMilli(in.getLong());
            String domain = text(in);
            Envelope envelope = envelope(in, version <= WITHOUT_ATTRIBUTES ? Attributes.NONE : Attributes.of(text(in)));
            if (version == WITH_NOTIFIES) {
                envelope = envelope.notifying(Notify.of(text(in), envelope.recipients()));
            }
            jobs.add(JobProperties.checked(
                    new Job(id, number, ofMessage, Channel.LOCAL, domain, envelope, body(in), wireSize, arrival)));
        } while (in.hasRemaining());
        return jobs;
    }

    private static Envelope envelope(ByteBuffer in, Attributes attributes) {
        String sender = text(in);
        int count = length(in, Integer.BYTES);
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipients.add(text(in));
        }
        return new Envelope(sender, recipients, attributes);
    }

    private static String text(ByteBuffer in) {
        byte[] octets = new byte[length(in, 1)];
        in.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** The number of items that follow, each of at least so many octets: no more than there are. */
    private static int length(ByteBuffer in, int octetsEach) {
        int at = in.position();
        int length = in.getInt();
        if (length < 0 || length > in.remaining() / octetsEach) {
            throw new IllegalArgumentException("bundle of jobs: octet " + at + " says that " + length
                    + " follow, but there are " + in.remaining() + " octets");
        }
        return length;
    }

    private static Body body(ByteBuffer in) {
        int length = length(in, 1);
        Body body = Body.of(in.array(), in.position(), length);
        in.position(in.position() + length);
        return body;
    }
}
