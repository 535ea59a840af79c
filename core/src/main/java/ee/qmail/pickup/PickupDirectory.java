package ee.qmail.pickup;

import ee.qmail.address.AddressRules;
import ee.qmail.home.OwnerOnly;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The directory in which programs leave messages. A file is the envelope as qmail-queue takes it ({@code F}, sender,
 * NUL; {@code T}, recipient, NUL for each; NUL), with wishes about notifications if there are some, then the message with LF line ends. Any number of processes may
 * leave messages at once.
 */
public final class PickupDirectory {
    private static final int MAX_AT_ONCE = 10_000;

    private final Path tmp;
    private final Path fresh;
    /**
     * Nobody else may write there, whoever may leave messages: what is in it stays what it is while it is looked at and
     * opened.
     */
    private final Path taken;

    private final Path bad;

    public PickupDirectory(Path directory) {
        this.tmp = directory.resolve("tmp");
        this.fresh = directory.resolve("new");
        this.taken = directory.resolve("taken");
        this.bad = directory.resolve("bad");
    }

    /**
     * A message that was taken. The file is held open: the text is to be that of the envelope.
     *
     * @param name of the file, never used twice
     * @param arrival when it was left
     * @param held to be closed when the body is not needed any more
     */
    public record Dropped(Path file, String name, Envelope envelope, Body body, Instant arrival, Closeable held)
            implements Closeable {
        @Override
        public void close() throws IOException {
            held.close();
        }
    }

    /** Writes the text of a message. */
    @FunctionalInterface
    public interface Text {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Leaves a message; when this returns it survives a crash of the machine.
     *
     * @throws IllegalArgumentException that names the address, if one breaks the {@link AddressRules}
     */
    public void leave(Envelope envelope, Text text) throws IOException {
        AddressRules.of(envelope).ifPresent(problem -> {
            throw new IllegalArgumentException(problem.text());
        });
        byte[] head = PickupEnvelope.encode(envelope);
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

    /**
     * The files that wait, the oldest first, those too that were taken and are not done; of very many some, and the
     * others when these are gone. No name is there twice: of two the one that was taken comes first, the other when it
     * is gone.
     */
    public List<Path> waiting() throws IOException {
        Map<Path, Path> byName = new TreeMap<>();
        for (Path directory : List.of(taken, fresh)) {
            list(directory).forEach(file -> byName.putIfAbsent(file.getFileName(), file));
        }
        return List.copyOf(byName.values());
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .limit(MAX_AT_ONCE)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of(); // nobody has left anything yet
        }
    }

    /** Under its name, of which the message's queue id is made. */
    private Path take(Path file) throws IOException {
        Path mine = taken.resolve(file.getFileName());
        if (file.equals(mine)) {
            return file;
        }
        OwnerOnly.createDirectories(taken);
        if (Files.exists(mine, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(mine.toString());
        }
        return Files.move(file, mine, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Takes a message, and reads its envelope. Its addresses are those that stand there, whatever they are. Not by
     * several threads at a time.
     *
     * @return to be closed
     * @throws IllegalArgumentException if the file is not one that {@link #leave} makes, a link or a pipe for instance,
     *     or this process may not read it
     * @throws FileAlreadyExistsException if another of that name was taken before, and is not done
     */
    public Dropped open(Path waiting) throws IOException {
        Path file = take(waiting);
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw new IllegalArgumentException("maildrop " + file + ": must be a regular file");
        }
        FileChannel channel = channel(file);
        try {
            return open(file, channel, found.lastModifiedTime().toInstant());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("maildrop " + file + ": must be readable for this server", e);
        }
    }

    private static Dropped open(Path file, FileChannel channel, Instant arrival) throws IOException {
        try (InputStream in = new BufferedInputStream(new ChannelBody(channel, 0, channel.size()).open())) {
            PickupEnvelope.Head head = PickupEnvelope.read(in, file);
            Body body = new ChannelBody(channel, head.octets(), channel.size() - head.octets());
            return new Dropped(file, file.getFileName().toString(), head.envelope(), body, arrival, channel);
        }
    }

    /** To be called when the message is in the queue. */
    public void done(Dropped message) throws IOException {
        Files.deleteIfExists(message.file());
    }

    /**
     * Puts a file that is no message out of the way.
     *
     * @param waiting as it was listed; it may have been taken since
     */
    public Path setAside(Path waiting) throws IOException {
        Path mine = taken.resolve(waiting.getFileName());
        OwnerOnly.createDirectories(bad);
        return Files.move(
                Files.exists(mine, LinkOption.NOFOLLOW_LINKS) ? mine : waiting,
                bad.resolve(waiting.getFileName()),
                StandardCopyOption.ATOMIC_MOVE);
    }
}
