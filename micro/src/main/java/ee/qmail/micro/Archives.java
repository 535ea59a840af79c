package ee.qmail.micro;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * What this jar carries under {@code qmail/}: the adapters, the application, libraries for the server.
 *
 * @param directory where it is put, since the server wants files
 */
record Archives(Path directory) {
    private static final String ROOT = "qmail/";

    /** @param prefix a name below {@code qmail/}, or a directory with a slash at its end */
    List<Path> extract(String prefix) throws IOException {
        List<Path> files = new ArrayList<>();
        try (JarFile jar = new JarFile(self().toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(ROOT + prefix) && !entry.isDirectory()) {
                    Path file = directory.resolve(entry.getName().substring(ROOT.length()));
                    Files.createDirectories(file.getParent());
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                    files.add(file);
                }
            }
        }
        if (files.isEmpty()) {
            throw new IOException("this jar holds no " + ROOT + prefix + ": build it again");
        }
        return files;
    }

    private static Path self() throws IOException {
        try {
            return Path.of(Archives.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the place of this jar is not a file", e);
        }
    }
}
