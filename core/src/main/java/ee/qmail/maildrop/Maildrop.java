package ee.qmail.maildrop;

import ee.qmail.control.OwnerOnly;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The directory in which programs leave messages. A file is the envelope as qmail-queue takes it ({@code F}, sender, NUL;
 * {@code T}, recipient, NUL for each; NUL), then the message with LF line ends. Any number of processes may leave messages at once.
 */
public final class Maildrop {
    private static final int LONGEST_ADDRESS = 1002;
    private static final int MOST_RECIPIENTS = 100_000;

    private final Path tmp;
    private final Path fresh;
    private final Path bad;

    public Maildrop(Path directory) {
        this.tmp = directory.resolve("tmp");
        this.fresh = directory.resolve("new");
        this.bad = directory.resolve("bad");
    }

    /**
     * A message that waits.
     *
     * @param name of the file, never used twice
     * @param arrival when it was left
     */
    public record Dropped(Path file, String name, Envelope envelope, Body body, Instant arrival) {}

    /** What writes the text of a message. */
    @FunctionalInterface
    public interface Text {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Leaves a message; when this returns it survives a crash of the machine.
     *
     * @throws IllegalArgumentException if an address is too long (QQ-3) or has a NUL in it
     */
    public void leave(Envelope envelope, Text text) throws IOException {
        byte[] head = encode(envelope);
        OwnerOnly.createDirectories(tmp);
        OwnerOnly.createDirectories(fresh);
        String name = System.currentTimeMillis() + "." + ProcessHandle.current().pid() + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path file = tmp.resolve(name);
        try {
            OwnerOnly.createFile(file);
            OwnerOnly.letOwnerRead(fresh, file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                OutputStream out = Channels.newOutputStream(channel);
                out.write(head);
                text.writeTo(out);
                channel.force(true);
            }
            Files.move(file, fresh.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(file);
        }
        try (FileChannel directory = FileChannel.open(fresh, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static byte[] encode(Envelope envelope) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        put(octets, 'F', envelope.sender());
        envelope.recipients().forEach(recipient -> put(octets, 'T', recipient));
        octets.write(0);
        return octets.toByteArray();
    }

    private static void put(ByteArrayOutputStream octets, char kind, String address) {
        byte[] text = address.getBytes(StandardCharsets.UTF_8);
        if (text.length > LONGEST_ADDRESS || address.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "address '" + address + "': must have at most " + LONGEST_ADDRESS + " octets and no NUL");
        }
        octets.write(kind);
        octets.writeBytes(text);
        octets.write(0);
    }

    /** The files that wait, the oldest first. */
    public List<Path> waiting() throws IOException {
        try (Stream<Path> files = Files.list(fresh)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of(); // nobody has left anything yet
        }
    }

    /**
     * Reads the envelope of a message.
     *
     * @throws IllegalArgumentException if the file is not one that {@link #leave} makes
     */
    public Dropped open(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Reader reader = new Reader(in, file);
            String sender = reader.field('F');
            if (sender == null) {
                throw reader.wrong();
            }
            List<String> recipients = new ArrayList<>();
            for (String next = reader.field('T'); next != null; next = reader.field('T')) {
                if (recipients.size() == MOST_RECIPIENTS) {
                    throw reader.wrong();
                }
                recipients.add(next);
            }
            Body body = new FileBody(file, reader.count, Files.size(file) - reader.count);
            Instant arrival = Files.getLastModifiedTime(file).toInstant();
            return new Dropped(file, file.getFileName().toString(), new Envelope(sender, recipients), body, arrival);
        }
    }

    private static final class Reader {
        private final InputStream in;
        private final Path file;
        private long count;

        Reader(InputStream in, Path file) {
            this.in = in;
            this.file = file;
        }

        /** Null at the end of the envelope. */
        String field(char kind) throws IOException {
            int first = read();
            if (first == 0 && kind == 'T') {
                return null;
            }
            if (first != kind) {
                throw wrong();
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (int octet = read(); octet != 0; octet = read()) {
                if (text.size() == LONGEST_ADDRESS) {
                    throw wrong();
                }
                text.write(octet);
            }
            return text.toString(StandardCharsets.UTF_8);
        }

        private int read() throws IOException {
            int octet = in.read();
            if (octet < 0) {
                throw wrong();
            }
            count++;
            return octet;
        }

        IllegalArgumentException wrong() {
            return new IllegalArgumentException("maildrop " + file
                    + ": must begin with an envelope, F, sender, NUL, then T, recipient, NUL for each, then NUL");
        }
    }

    /** To be called when the message is in the queue. */
    public void done(Dropped message) throws IOException {
        Files.deleteIfExists(message.file());
    }

    /** Puts a file that is no message out of the way. */
    public Path setAside(Path file) throws IOException {
        OwnerOnly.createDirectories(bad);
        return Files.move(file, bad.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
}
