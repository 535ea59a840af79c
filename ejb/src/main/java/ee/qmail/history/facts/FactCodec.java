package ee.qmail.history.facts;

import ee.qmail.history.facts.Fact.Accepted;
import ee.qmail.history.facts.Fact.Followed;
import ee.qmail.history.facts.Fact.Kind;
import ee.qmail.history.facts.Fact.Recipient;
import ee.qmail.history.facts.Fact.Refused;
import ee.qmail.history.facts.Fact.Tried;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Ending;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Facts as octets: a letter for the kind, then the components in their order; an absent text is an empty one. Texts are cut to what their columns
 * have room for.
 */
final class FactCodec {
    private static final int LONGEST_ADDRESS = 1_024;
    private static final int LONGEST_REPORT = 1_000;

    private FactCodec() {}

    static void write(Fact fact, DataOutputStream out) throws IOException {
        if (fact instanceof Accepted accepted) {
            write(accepted, out);
        } else if (fact instanceof Tried tried) {
            write(tried, out);
        } else if (fact instanceof Followed followed) {
            out.writeByte('F');
            out.writeLong(followed.id());
            out.writeLong(followed.queueId());
            out.writeLong(followed.follower());
            out.writeByte(followed.kind().ordinal());
        } else if (fact instanceof Refused refused) {
            write(refused, out);
        }
    }

    private static void write(Accepted fact, DataOutputStream out) throws IOException {
        out.writeByte('A');
        out.writeLong(fact.id());
        out.writeLong(fact.queueId());
        out.writeBoolean(fact.again());
        text(out, fact.sender(), LONGEST_ADDRESS);
        text(out, fact.origin().text(), Attributes.LONGEST_TEXT);
        out.writeLong(fact.size());
        text(out, fact.messageId(), FactTexts.LONGEST_NAME);
        text(out, fact.subject(), FactTexts.LONGEST_NAME);
        out.writeShort(fact.recipients().size());
        for (Recipient recipient : fact.recipients()) {
            out.writeLong(recipient.id());
            text(out, recipient.inJob(), LONGEST_ADDRESS);
            boolean same = recipient.shown().equals(recipient.inJob());
            text(out, same ? "" : recipient.shown(), LONGEST_ADDRESS);
        }
    }

    private static void write(Tried fact, DataOutputStream out) throws IOException {
        out.writeByte('T');
        out.writeLong(fact.id());
        out.writeLong(fact.queueId());
        text(out, fact.sender(), LONGEST_ADDRESS);
        text(out, fact.origin().text(), Attributes.LONGEST_TEXT);
        out.writeLong(fact.size());
        text(out, fact.inJob(), LONGEST_ADDRESS);
        out.writeInt(fact.attempts());
        DeliveryReport report = fact.report();
        text(out, report.recipient(), LONGEST_ADDRESS);
        text(out, report.outcome().name(), FactTexts.LONGEST_NAME);
        text(out, report.reason().name(), FactTexts.LONGEST_NAME);
        text(out, string(report.status()), FactTexts.LONGEST_NAME);
        text(out, report.detail(), LONGEST_REPORT);
        text(out, string(report.host()), FactTexts.LONGEST_NAME);
        text(out, string(report.reply()), LONGEST_REPORT);
        text(out, report.did() == null ? "" : report.did().text(), FactTexts.LONGEST_NAME);
        text(out, report.ending() == null ? "" : report.ending().name(), FactTexts.LONGEST_NAME);
    }

    private static void write(Refused fact, DataOutputStream out) throws IOException {
        out.writeByte('R');
        out.writeLong(fact.id());
        out.writeLong(fact.queueId());
        text(out, fact.stage(), FactTexts.LONGEST_NAME);
        text(out, fact.sender(), LONGEST_ADDRESS);
        text(out, fact.recipient(), LONGEST_ADDRESS);
        text(out, fact.origin().text(), Attributes.LONGEST_TEXT);
        out.writeLong(fact.size());
        text(out, fact.reply(), LONGEST_REPORT);
        out.writeInt(fact.times());
    }

    private static String string(Object value) {
        return value == null ? "" : value.toString();
    }

    private static void text(DataOutputStream out, String text, int longest) throws IOException {
        out.writeUTF(FactTexts.cut(text, longest));
    }

    /** @throws IOException if it was written by another version, or is none */
    static Fact read(byte[] octets) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        try {
            byte kind = in.readByte();
            return switch (kind) {
                case 'A' -> accepted(in);
                case 'T' -> tried(in);
                case 'F' -> new Followed(in.readLong(), in.readLong(), in.readLong(), Kind.values()[in.readByte()]);
                case 'R' -> refused(in);
                default -> throw new IOException("a fact of kind " + kind + ": must be A, T, F or R");
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("a fact that this version does not know", e);
        }
    }

    private static Accepted accepted(DataInputStream in) throws IOException {
        long id = in.readLong();
        long queueId = in.readLong();
        boolean again = in.readBoolean();
        String sender = in.readUTF();
        Attributes origin = Attributes.of(in.readUTF());
        long size = in.readLong();
        String messageId = in.readUTF();
        String subject = in.readUTF();
        int count = in.readUnsignedShort();
        List<Recipient> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long row = in.readLong();
            String inJob = in.readUTF();
            String shown = in.readUTF();
            recipients.add(new Recipient(row, inJob, shown.isEmpty() ? inJob : shown));
        }
        return new Accepted(id, queueId, again, sender, origin, size, messageId, subject, recipients);
    }

    private static Tried tried(DataInputStream in) throws IOException {
        return new Tried(
                in.readLong(),
                in.readLong(),
                in.readUTF(),
                Attributes.of(in.readUTF()),
                in.readLong(),
                in.readUTF(),
                in.readInt(),
                report(in));
    }

    private static DeliveryReport report(DataInputStream in) throws IOException {
        String recipient = in.readUTF();
        Outcome outcome = Outcome.valueOf(in.readUTF());
        Reason reason = Reason.valueOf(in.readUTF());
        String status = in.readUTF();
        String detail = in.readUTF();
        String host = in.readUTF();
        String reply = in.readUTF();
        String did = in.readUTF();
        String ending = in.readUTF();
        return new DeliveryReport(
                recipient,
                outcome,
                reason,
                status.isEmpty() ? null : EnhancedStatus.of(status),
                detail,
                host.isEmpty() ? null : host,
                reply.isEmpty() ? null : reply,
                Did.parse(did).orElse(null),
                ending.isEmpty() ? null : Ending.valueOf(ending),
                null);
    }

    private static Refused refused(DataInputStream in) throws IOException {
        return new Refused(
                in.readLong(),
                in.readLong(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                Attributes.of(in.readUTF()),
                in.readLong(),
                in.readUTF(),
                in.readInt());
    }
}
