package ee.qmail.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Identifies one version of a file by its time, size and inode. */
public final class Fingerprint {
    public static final String MISSING = "missing";

    private Fingerprint() {}

    /** Time, size and inode of a file. */
    public static String of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return MISSING;
        }
    }
}
