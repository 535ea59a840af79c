package ee.qmail.micro;

import fish.payara.micro.boot.loader.OpenURLClassLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/**
 * The application server's classes and resources. It is asked for those of the application too, in some 370 jars: it
 * knows which of its jars have a directory, and looks into no other.
 */
final class IndexedClassLoader extends OpenURLClassLoader {
    private final Map<String, List<Path>> jarsByDirectory;
    private final Map<Path, JarFile> open = new ConcurrentHashMap<>();

    /**
     * @param urls jars and directories, in this order, which decides what is found first
     * @param jarsByDirectory for each directory in them the jars that have files there, in the same order
     */
    IndexedClassLoader(List<URL> urls, Map<String, List<Path>> jarsByDirectory) {
        super(urls.toArray(URL[]::new), IndexedClassLoader.class.getClassLoader());
        this.jarsByDirectory = jarsByDirectory;
    }

    static String directoryOf(String entry) {
        return entry.substring(0, Math.max(0, entry.lastIndexOf('/')));
    }

    static JarFile open(Path jar) throws IOException {
        return new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        try {
            for (Path jar : jarsWith(path)) {
                JarFile file = file(jar);
                JarEntry entry = file.getJarEntry(path);
                if (entry != null) {
                    return define(name, jar, file, entry);
                }
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        throw new ClassNotFoundException(name);
    }

    private Class<?> define(String name, Path jar, JarFile file, JarEntry entry) throws IOException {
        definePackage(name, jar, file);
        try (InputStream in = file.getInputStream(entry)) {
            byte[] octets = in.readAllBytes();
            return defineClass(name, octets, 0, octets.length, new CodeSource(url(jar), (Certificate[]) null));
        }
    }

    private void definePackage(String className, Path jar, JarFile file) throws IOException {
        String name = className.substring(0, Math.max(0, className.lastIndexOf('.')));
        synchronized (open) {
            if (getDefinedPackage(name) == null) {
                if (file.getManifest() == null) {
                    definePackage(name, null, null, null, null, null, null, null);
                } else {
                    definePackage(name, file.getManifest(), url(jar));
                }
            }
        }
    }

    @Override
    public URL findResource(String name) {
        Enumeration<URL> all = find(name);
        return all.hasMoreElements() ? all.nextElement() : null;
    }

    @Override
    public Enumeration<URL> findResources(String name) {
        return find(name);
    }

    private Enumeration<URL> find(String name) {
        try {
            if (directoryOf(name).isEmpty() || name.endsWith("/")) {
                return super.findResources(name);
            }
            List<URL> found = new ArrayList<>();
            for (Path jar : jarsWith(name)) {
                JarEntry entry = file(jar).getJarEntry(name);
                if (entry != null) {
                    found.add(new URL("jar:" + url(jar) + "!/" + entry.getRealName()));
                }
            }
            return Collections.enumeration(found);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name + " of the application server", e);
        }
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    private List<Path> jarsWith(String entry) {
        return jarsByDirectory.getOrDefault(directoryOf(entry), List.of());
    }

    private JarFile file(Path jar) throws IOException {
        JarFile file = open.get(jar);
        if (file == null) {
            synchronized (open) {
                file = open.get(jar);
                if (file == null) {
                    file = open(jar);
                    open.put(jar, file);
                }
            }
        }
        return file;
    }
}
