package ee.qmail.micro.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The classes of a jar inside an archive, before there is a place for all of them. A copy for the owner alone is in the directory of temporary files until it is closed. */
record BundledJar(Path copy, URLClassLoader classes) implements AutoCloseable {
    /**
     * @param beginning of the jar's name in the archive
     * @throws UncheckedIOException if the archive has none, or there is no room for it
     */
    static BundledJar open(Path archive, String beginning, ClassLoader parent) {
        Path copy = null;
        try (JarFile jars = new JarFile(archive.toFile())) {
            JarEntry jar = jars.stream()
                    .filter(entry -> entry.getName().startsWith(beginning))
                    .findFirst()
                    .orElseThrow(() -> new IOException("this is not a complete qmail-micro.jar: build it again"));
            copy = Files.createTempFile("qmail-", ".jar");
            try (InputStream in = jars.getInputStream(jar);
                    OutputStream out = Files.newOutputStream(copy)) {
                in.transferTo(out);
            }
            return new BundledJar(
                    copy, new URLClassLoader(new URL[] {copy.toUri().toURL()}, parent));
        } catch (IOException e) {
            delete(copy);
            throw new UncheckedIOException("settings cannot be checked: " + e.getMessage(), e);
        }
    }

    private static void delete(Path copy) {
        if (copy != null) {
            copy.toFile().delete(); // else the system does some day
        }
    }

    @Override
    public void close() {
        try {
            classes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(copy);
        }
    }
}
