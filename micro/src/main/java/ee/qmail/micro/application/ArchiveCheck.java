package ee.qmail.micro.application;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads an archive from end to end before the server does, so that one that was copied in part is found out. */
final class ArchiveCheck {
    private static final int MAX_ENTRIES = 100_000;
    /** Octets of all entries, unpacked. */
    private static final long MAX_OCTETS = 2L << 30;

    private static final int BUFFER = 1 << 16;

    private ArchiveCheck() {}

    /** @throws IOException with a sentence about the archive, if it is not a whole zip file within the bounds */
    static void requireWhole(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            if (zip.size() > MAX_ENTRIES) {
                throw new IOException("more than " + MAX_ENTRIES + " entries");
            }
            byte[] buffer = new byte[BUFFER];
            long left = MAX_OCTETS;
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                left -= read(zip, entries.nextElement(), left, buffer);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    archive.getFileName() + " is not a whole archive that can be unpacked: " + e.getMessage(), e);
        }
    }

    /** @return octets of the entry */
    private static long read(ZipFile zip, ZipEntry entry, long left, byte[] buffer) throws IOException {
        CRC32 sum = new CRC32();
        long octets = 0;
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                octets += read;
                if (octets > left) {
                    throw new IOException("more than " + MAX_OCTETS + " octets unpacked");
                }
            }
        }
        if (entry.getCrc() != sum.getValue()) {
            throw new IOException("wrong check sum of " + entry.getName());
        }
        return octets;
    }
}
