package ee.qmail.dotqmail;

import ee.qmail.address.DomainLookup;
import ee.qmail.home.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The {@code .qmail} file that rules an address.
 *
 * @param defaultPart what {@code default} at the end of its name stands for, null if it does not end so (DQ-2)
 */
public record DotQmailFile(Path path, String defaultPart) {
    private static final String DEFAULT = "default";

    /** Octets of a file name that usual file systems take. */
    private static final int LONGEST_NAME = 255;

    /**
     * Looks for the file of the extension itself, then for the defaults of all that is before one of its hyphens, then
     * for the default of all (DQ-1).
     *
     * @param home a directory that exists
     * @param dash empty or {@code -}
     * @param ext in any case of letters
     * @return empty if there is none
     * @throws IOException if it cannot be told whether there is one
     */
    public static Optional<DotQmailFile> find(Path home, String dash, String ext) throws IOException {
        String prefix = ".qmail" + dash;
        Optional<Path> exact = file(home, prefix + fileName(ext));
        if (exact.isPresent()) {
            boolean endsInDefault = DomainLookup.lower(ext).endsWith(DEFAULT);
            return Optional.of(new DotQmailFile(
                    exact.get(), endsInDefault ? ext.substring(ext.length() - DEFAULT.length()) : null));
        }
        for (int end = Math.min(ext.length(), LONGEST_NAME); end >= 0; end--) {
            if (end == 0 || ext.charAt(end - 1) == '-') {
                Optional<Path> file = file(home, prefix + fileName(ext.substring(0, end)) + DEFAULT);
                if (file.isPresent()) {
                    return Optional.of(new DotQmailFile(file.get(), ext.substring(end)));
                }
            }
        }
        return Optional.empty();
    }

    /** Tells whether a file of exactly this extension is there. */
    public static boolean exists(Path home, String dash, String ext) throws IOException {
        return file(home, ".qmail" + dash + fileName(ext)).isPresent();
    }

    private static String fileName(String ext) {
        return DomainLookup.lower(ext).replace('.', ':');
    }

    /** A name that leads elsewhere, or is longer than a name can be, or that no file can have, is nobody's. */
    private static Optional<Path> file(Path home, String name) throws IOException {
        if (name.indexOf('/') >= 0 || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return Optional.empty();
        }
        Path file = FileNames.find(home, name).orElse(null);
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
