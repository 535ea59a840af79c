package ee.qmail.bench.peer;

import ee.qmail.bench.load.Message;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Mailboxes that are Maildirs.
 *
 * <p>Cleared mail is put aside, and deleted with all else when the run is over: without a journal ext4 passes over the
 * inodes of deleted files for up to five minutes, which makes each new file dear for the next peer.
 */
public final class Maildirs implements MailStore {
    private static final List<String> PARTS = List.of("new", "cur", "tmp");
    private static final String INDEX = "dovecot";

    private final Function<String, Path> maildir;

    /** @param maildir of a user */
    Maildirs(Function<String, Path> maildir) {
        this.maildir = maildir;
    }

    @Override
    public long count(List<String> users) {
        return users.stream()
                .mapToLong(user -> entries(maildir.apply(user).resolve("new")))
                .sum();
    }

    private static long entries(Path directory) {
        String[] names = new File(directory.toString()).list();
        return names == null ? 0 : names.length;
    }

    @Override
    public void clear(List<String> users) {
        for (String user : users) {
            Path box = maildir.apply(user);
            try {
                putAside(box, Files.createTempDirectory(box.getParent(), "cleared-"));
            } catch (IOException e) {
                throw new UncheckedIOException(box + " cannot be cleared", e);
            }
        }
    }

    private static void putAside(Path box, Path aside) throws IOException {
        for (String part : PARTS) {
            Path directory = box.resolve(part);
            if (entries(directory) > 0) {
                Path old = Files.move(directory, aside.resolve(part));
                Files.createDirectory(directory, permissions(old));
                ownLike(old, directory);
            }
        }
        try (Stream<Path> files = Files.list(box)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(INDEX))
                    .toList()) {
                Files.move(file, aside.resolve(file.getFileName()));
            }
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(Path model) throws IOException {
        return PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(model));
    }

    /** Names carry the sizes, as every one of these servers writes them itself or understands them. */
    @Override
    public void fill(String user, int messages, int size) {
        byte[] text = Message.stored(size);
        String sizes = ",S=" + text.length + ",W=" + Message.ofSize(size).length;
        Path fresh = maildir.apply(user).resolve("new");
        try {
            for (int i = 0; i < messages; i++) {
                Path file = fresh.resolve((1_760_000_000L + i) + ".Q" + i + "R0123456789ab.bench" + sizes);
                Files.write(file, text);
                ownLike(fresh, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(fresh + " cannot be filled", e);
        }
    }

    /** Makes a Maildir that a server of this user and group can write. */
    static void create(Path maildir, int owner) {
        try {
            for (String part : PARTS) {
                Files.createDirectories(maildir.resolve(part));
                Files.setAttribute(maildir.resolve(part), "unix:uid", owner);
                Files.setAttribute(maildir.resolve(part), "unix:gid", owner);
            }
            for (Path directory : List.of(maildir, maildir.getParent())) {
                Files.setAttribute(directory, "unix:uid", owner);
                Files.setAttribute(directory, "unix:gid", owner);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(maildir + " cannot be made; is this run by root?", e);
        }
    }

    private static void ownLike(Path model, Path file) throws IOException {
        for (String id : List.of("unix:uid", "unix:gid")) {
            Files.setAttribute(file, id, Files.getAttribute(model, id, LinkOption.NOFOLLOW_LINKS));
        }
    }

    /**
     * Deletes a directory with all that is in it, if it is there.
     *
     * @return how many files that were
     */
    public static long deleteTree(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        AtomicLong deleted = new AtomicLong();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    deleted.incrementAndGet();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException trouble) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(root + " cannot be deleted", e);
        }
        return deleted.get();
    }
}
