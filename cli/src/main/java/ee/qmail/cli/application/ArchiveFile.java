package ee.qmail.cli.application;

import ee.qmail.application.ApplicationFile;
import ee.qmail.cli.api.ApiException;
import ee.qmail.home.AtomicFile;
import ee.qmail.home.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * An archive that is to be deployed.
 *
 * @param source the file that the user named
 * @param name permitted
 */
record ArchiveFile(Path source, String name) {
    private static final Duration UNFINISHED = Duration.ofHours(1);

    /** @param wanted null: the name of the file without its end */
    static ArchiveFile of(Path source, String wanted) throws ApiException {
        if (!Files.isRegularFile(source)) {
            throw refused(source + ": " + (Files.exists(source) ? "must be a file" : "no such file"));
        }
        String fileName = source.getFileName().toString();
        if (!fileName.endsWith(".war") && !fileName.endsWith(".jar")) {
            throw refused(source + ": must end with .war or .jar");
        }
        String name = wanted == null ? ApplicationFile.nameOf(source) : wanted;
        requirePermitted(name, wanted == null);
        requireZip(source);
        return new ArchiveFile(source, name);
    }

    private static void requirePermitted(String name, boolean fromFile) throws ApiException {
        String hint = fromFile ? "; --name gives another one" : "";
        if (ApplicationFile.isTaken(name)) {
            throw refused("'" + name + "' is the name of a part of the server: must be another one" + hint);
        }
        if (!ApplicationFile.isPermitted(name)) {
            throw refused("name '" + name + "': " + ApplicationFile.RULE + hint);
        }
    }

    private static void requireZip(Path source) throws ApiException {
        try (ZipFile zip = new ZipFile(source.toFile())) {
            if (zip.size() == 0) {
                throw refused(source + " is an empty archive");
            }
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.PERMANENT, source + " is not a zip archive that can be read: " + e.getMessage(), e);
        }
    }

    private static ApiException refused(String text) {
        return new ApiException(ApiException.PERMANENT, text);
    }

    /**
     * Puts a copy into a directory, for its owner alone: it appears whole, and is on the disk when this returns. Its time is that of the
     * source, so that the server need not wait whether it changes.
     *
     * @return the copy
     */
    Path putInto(Path directory) throws ApiException {
        return putInto(directory, Instant.now());
    }

    Path putInto(Path directory, Instant now) throws ApiException {
        String end = source.getFileName()
                .toString()
                .substring(source.getFileName().toString().lastIndexOf('.'));
        Path target = directory.resolve(name + end);
        try {
            OwnerOnly.createDirectories(directory);
            requireNoOther(directory, target);
            removeUnfinished(directory, now);
            Path temporary = Files.createTempFile(directory, ".deploy", ".tmp");
            try {
                copyAndSync(temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            AtomicFile.sync(directory);
            return target;
        } catch (IOException e) {
            throw new ApiException(ApiException.TEMPORARY, target + " cannot be written: " + e, e);
        }
    }

    /** What commands that were killed have left, some time ago: another one may be at work. */
    private static void removeUnfinished(Path directory, Instant now) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, ".deploy*.tmp")) {
            for (Path file : left) {
                if (changed(file).isBefore(now.minus(UNFINISHED))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException e) {
            return; // another one has removed them
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Not the time of its content, which a copy gets from its source at the end. */
    private static Instant changed(Path file) throws IOException {
        return ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
    }

    private void requireNoOther(Path directory, Path target) throws IOException, ApiException {
        for (Path there : ApplicationFile.all(directory).getOrDefault(name, List.of())) {
            if (!there.equals(target)) {
                throw refused(there + " has this name too: undeploy it first");
            }
        }
    }

    private void copyAndSync(Path temporary) throws IOException {
        try (FileChannel from = FileChannel.open(source);
                FileChannel to = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            long size = from.size();
            for (long at = 0; at < size; ) {
                long copied = from.transferTo(at, size - at, to);
                if (copied <= 0) {
                    throw new IOException(source + " became shorter while it was copied");
                }
                at += copied;
            }
            Files.setLastModifiedTime(temporary, Files.getLastModifiedTime(source));
            to.force(true);
        }
    }
}
