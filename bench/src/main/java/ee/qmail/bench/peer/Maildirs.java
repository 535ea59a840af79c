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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/** Mailboxes that are Maildirs. */
public final class Maildirs implements MailStore {
    /** For 5 seconds ext4 passes over the inodes of deleted files, which makes each new file dear, for whoever comes next. */
    private static final Duration AFTER_DELETION = Duration.ofSeconds(6);

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
        int deleted = 0;
        for (String user : users) {
            Path box = maildir.apply(user);
            for (String part : List.of("new", "cur", "tmp")) {
                deleted += deleteIn(box.resolve(part), "");
            }
            deleted += deleteIn(box, "dovecot");
        }
        if (deleted > 0) {
            LockSupport.parkNanos(AFTER_DELETION.toNanos());
        }
    }

    private static int deleteIn(Path directory, String prefix) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        int deleted = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .toList()) {
                Files.deleteIfExists(file);
                deleted++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be cleared", e);
        }
        return deleted;
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
            for (String part : List.of("new", "cur", "tmp")) {
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

    /** Deletes a directory with all that is in it, if it is there. */
    public static void deleteTree(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
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
    }
}
