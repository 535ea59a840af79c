package ee.qmail.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The archive of {@link ee.qmail.bench.application.Sender}, which is not loaded here. */
final class SenderArchive {
    private static final String PLACE = "ee/qmail/bench/application/";
    private static final List<String> CLASSES = List.of("Sender", "Sender$Way");

    private SenderArchive() {}

    /** Makes the file, complete as soon as it has its name. */
    static void write(Path file) {
        Path incomplete = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(incomplete))) {
                for (String name : CLASSES) {
                    String entry = PLACE + name + ".class";
                    zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + entry));
                    try (InputStream in = SenderArchive.class.getClassLoader().getResourceAsStream(entry)) {
                        in.transferTo(zip);
                    }
                }
            }
            Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be made", e);
        }
    }
}
