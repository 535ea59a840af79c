package ee.qmail.maildir;

import ee.qmail.files.EntryName;
import ee.qmail.text.Characters;
import java.nio.file.Path;

/**
 * A message of a Maildir, as found by a scan.
 *
 * @param name of the file, with flags; see {@link EntryName}
 * @param fresh whether it is in {@code new}; otherwise in {@code cur}
 * @param size octets on disk
 * @param wireSize octets as sent by RETR, see {@link WireSize}
 * @param file its name as the directory gave it, if {@code name} cannot be written in the locale's character set, else
 *     null
 * @param namesake 0, unless another program has given its base name twice: then these are counted from 1
 */
public record MaildirMessage(String name, boolean fresh, long size, long wireSize, Path file, int namesake) {
    MaildirMessage(String name, boolean fresh, long size, long wireSize) {
        this(name, fresh, size, wireSize, null, 0);
    }

    /** The same with what it holds now. */
    MaildirMessage withSizes(long nowStored, long nowWire) {
        return new MaildirMessage(name, fresh, nowStored, nowWire, file, namesake);
    }

    /** The same as one of several with its base name. */
    MaildirMessage asNamesake(int number) {
        return new MaildirMessage(name, fresh, size, wireSize, file, number);
    }

    /** The name of the file in its directory. */
    Path entry() {
        return file != null ? file : Path.of(name);
    }

    /** The name up to the first colon: what stays when a reader moves or flags the file. */
    public String baseName() {
        return baseName(name);
    }

    /**
     * For UIDL: the base name, as in qmail, so that clients of a migrated mailbox do not download again (POP-6). Of our
     * own names only the part before the sizes, since RFC 1939 section 7 allows 70 octets; of names with octets outside
     * 0x21 to 0x7E a hash. Of a name that was given twice, but for one of them, a hash of the whole name with its
     * directory.
     */
    public String uniqueId() {
        if (namesake > 1) {
            return Hash.of(EntryName.octets((fresh ? "new/" : "cur/") + name), 32);
        }
        String base = baseName();
        int end = OwnName.sizesAt(base);
        if (end > 0) {
            return base.substring(0, end);
        }
        return Characters.all(base, c -> c > ' ' && c < 0x7f) ? base : Hash.of(EntryName.octets(base), 32);
    }

    /** Tells whether that file is this message, perhaps moved or flagged by another program. */
    boolean isSameAs(String fileName) {
        return namesake == 0 && baseName(fileName).equals(baseName());
    }

    static String baseName(String fileName) {
        int colon = fileName.indexOf(':');
        return colon < 0 ? fileName : fileName.substring(0, colon);
    }
}
