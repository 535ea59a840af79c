package ee.qmail.micro;

import fish.payara.micro.boot.loader.OpenURLClassLoader;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;

/**
 * The application server's classes. It is asked for each class of the application too, in some 350 jars: it knows the
 * packages it has, and says no to others without looking.
 */
final class ServerClasses extends OpenURLClassLoader {
    private final Set<String> packages;

    /**
     * @param jars in this order, which decides what the server finds first
     * @param packages all that these jars have
     */
    ServerClasses(Collection<URL> jars, Collection<String> packages) {
        super(jars.toArray(URL[]::new), ServerClasses.class.getClassLoader());
        this.packages = Set.copyOf(packages);
    }

    static Set<String> packagesOf(Path jar) throws IOException {
        Set<String> packages = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile(), false, JarFile.OPEN_READ, Runtime.version())) {
            file.versionedStream().map(entry -> entry.getName()).forEach(name -> {
                if (name.endsWith(".class")) {
                    packages.add(packageOf(name.substring(0, name.length() - 6).replace('/', '.')));
                }
            });
        }
        return packages;
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!packages.contains(packageOf(name))) {
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }
}
