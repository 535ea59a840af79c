package ee.qmail.cli.moving;

import ee.qmail.files.EntryName;
import ee.qmail.files.OpenDirectory;
import ee.qmail.home.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The messages of a Maildir, under their names, so that clients do not download them again (section 3.10 of the facts). Its user
 * may have put other things there: what is no regular file, or may not be read, is told and left out.
 */
final class MaildirCopy {
    private static final List<String> PARTS = List.of("new", "cur");

    private final Target target;
    private final Report report;

    MaildirCopy(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    /** @return how many messages were not there before */
    int copy(Path from, Path to) throws IOException {
        if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        Set<String> there = new HashSet<>();
        for (String part : PARTS) {
            for (Path file : Sources.files(to.resolve(part))) {
                there.add(base(EntryName.of(file)));
            }
        }
        int copied = 0;
        for (String part : PARTS) {
            copied += copy(from, part, to.resolve(part), there);
        }
        if (!target.dry()) {
            for (String part : List.of("tmp", "new", "cur")) {
                OwnerOnly.createDirectories(to.resolve(part));
            }
        }
        return copied;
    }

    private int copy(Path from, String part, Path to, Set<String> there) throws IOException {
        int[] copied = new int[1];
        try (OpenDirectory source =
                OpenDirectory.of(from.getParent(), List.of(from.getFileName().toString(), part))) {
            source.each((name, place) -> {
                // what a reader has moved or flagged here since the last run is the same message
                if (!name.startsWith(".") && !there.contains(base(name)) && copy(source, place.getFileName(), to)) {
                    copied[0]++;
                }
                return true;
            });
        } catch (NoSuchFileException e) {
            return copied[0];
        } catch (OpenDirectory.WrongTypeException e) {
            report.tell(Report.Fate.FAILED, "messages in " + part, e.getMessage());
        }
        return copied[0];
    }

    private boolean copy(OpenDirectory source, Path entry, Path to) throws IOException {
        Path copy = to.resolve(entry);
        if (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            BasicFileAttributes found = source.attributes(entry);
            try (FileChannel message = source.read(entry)) {
                if (!target.dry()) {
                    write(message, copy);
                    Files.setLastModifiedTime(copy, found.lastModifiedTime());
                }
            }
            return true;
        } catch (OpenDirectory.WrongTypeException e) {
            report.tell(Report.Fate.NOT_NEEDED, "in a Maildir", e.getMessage());
            return false;
        } catch (AccessDeniedException e) {
            report.tell(Report.Fate.FAILED, "a message", source.path().resolve(entry) + ": may not be read");
            return false;
        }
    }

    /** It appears whole, for nobody but the server's user, and is not written over. */
    private static void write(FileChannel message, Path to) throws IOException {
        OwnerOnly.createDirectories(to.getParent());
        Path temporary = Files.createTempFile(to.getParent(), ".import", "");
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                long size = message.size();
                for (long done = 0; done < size; ) {
                    long n = message.transferTo(done, size - done, out);
                    if (n <= 0) {
                        throw new IOException(to + ": the message became shorter while it was copied");
                    }
                    done += n;
                }
            }
            Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static String base(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
