package ee.qmail.micro;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The content of this jar, as files: the server wants files, and classes are found slowly in a jar inside a jar. They
 * are kept from start to start, in a directory named after this very build of the jar.
 *
 * @param directory holds {@code runtime} (the application server's jars and those it is given), {@code broker.rar},
 *     {@code qmail.rar} and {@code qmail.war}
 */
record Installation(Path directory) {
    /** Begins the name of a directory that has everything in it; until then it is called otherwise. */
    private static final String PREFIX = "app-";

    private static final String SERVER = "runtime";
    /** In each line a directory and the names of the jars that have files there. */
    private static final String INDEX = "index";

    private static final String SEPARATOR = "\t";
    private static final String CLASS_PATH = "class-path";
    private static final List<String> SERVER_JARS = List.of("MICRO-INF/runtime/", "MICRO-INF/lib/", "qmail/lib/");
    private static final String ARCHIVES = "qmail/";

    /** @param run where it is, or is put now; what other builds left there goes */
    static Installation in(Path run) throws IOException {
        return in(run, jar());
    }

    static Installation in(Path run, Path jar) throws IOException {
        String build = Long.toHexString(Files.size(jar))
                + Long.toHexString(Files.getLastModifiedTime(jar).toMillis());
        Path directory = run.resolve(PREFIX + build);
        if (!Files.exists(directory)) {
            Path unfinished = Trash.freshDirectory(run, "unpacking");
            unpack(jar, unfinished);
            Files.move(unfinished, directory);
            removeOthers(run, directory);
        }
        return new Installation(directory);
    }

    private static void unpack(Path jar, Path directory) throws IOException {
        Files.createDirectories(directory.resolve(SERVER));
        Map<String, Set<String>> jarsByDirectory = new TreeMap<>();
        List<String> jars = new ArrayList<>();
        try (JarFile entries = new JarFile(jar.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) entries.stream()::iterator) {
                Path file = place(entry.getName(), directory);
                if (file != null) {
                    try (InputStream in = entries.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                    if (file.getParent().endsWith(SERVER)) {
                        jars.add(file.getFileName().toString());
                        addDirectories(file, jarsByDirectory);
                    }
                }
            }
        }
        Files.write(directory.resolve(CLASS_PATH), jars);
        List<String> index = new ArrayList<>();
        jarsByDirectory.forEach((name, files) -> index.add(name + SEPARATOR + String.join(SEPARATOR, files)));
        Files.write(directory.resolve(INDEX), index);
    }

    private static void addDirectories(Path jar, Map<String, Set<String>> jarsByDirectory) throws IOException {
        try (JarFile file = IndexedClassLoader.open(jar)) {
            file.versionedStream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> IndexedClassLoader.directoryOf(entry.getName()))
                    .forEach(name -> jarsByDirectory
                            .computeIfAbsent(name, key -> new LinkedHashSet<>())
                            .add(jar.getFileName().toString()));
        }
    }

    private static Path place(String name, Path directory) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        String parent = name.substring(0, name.length() - file.length());
        if (file.isEmpty()) {
            return null;
        }
        if (SERVER_JARS.contains(parent)) {
            return directory.resolve(SERVER).resolve(file);
        }
        return parent.equals(ARCHIVES) ? directory.resolve(file) : null;
    }

    private static void removeOthers(Path run, Path directory) throws IOException {
        try (Stream<Path> others = Files.list(run)) {
            for (Path other : others.toList()) {
                if (other.getFileName().toString().startsWith(PREFIX) && !other.equals(directory)) {
                    Trash.throwAway(other);
                }
            }
        }
    }

    Path archive(String name) {
        return directory.resolve(name);
    }

    IndexedClassLoader serverClasses() throws IOException {
        Path server = directory.resolve(SERVER);
        List<URL> urls = new ArrayList<>();
        for (String name : Files.readAllLines(directory.resolve(CLASS_PATH))) {
            urls.add(server.resolve(name).toUri().toURL());
        }
        // the server finds its adapters for JDBC as resources
        urls.add(server.toUri().toURL());
        Map<String, List<Path>> jarsByDirectory = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve(INDEX))) {
            String[] fields = line.split(SEPARATOR);
            jarsByDirectory.put(
                    fields[0], Stream.of(fields).skip(1).map(server::resolve).toList());
        }
        return new IndexedClassLoader(urls, jarsByDirectory);
    }

    /** The archive that this class is in. */
    static Path jar() throws IOException {
        try {
            return Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the place of this jar is not a file", e);
        }
    }
}
