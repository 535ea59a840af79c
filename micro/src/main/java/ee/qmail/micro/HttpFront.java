package ee.qmail.micro;

import ee.qmail.control.ControlFiles;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds the HTTP listener in the server and has {@code ee.qmail.httpd} put its door there, before anything is deployed. All by name:
 * these classes are the server's, and this one is of the class loader above.
 */
final class HttpFront {
    /** The names of the server's own configuration. */
    static final String LISTENER = "http-listener";

    static final String SECURE_LISTENER = "https-listener";

    private final ClassLoader classes;
    private final QmailHome home;
    private final ControlFiles files;
    private volatile boolean opened;

    /** @param home the application says what is wrong in its control files */
    HttpFront(ClassLoader classes, QmailHome home) {
        this.classes = classes;
        this.home = home;
        this.files = new ControlFiles(home.control(), warning -> {});
    }

    /** From now on requests are handed on. */
    void open() {
        opened = true;
    }

    void install() throws StartException {
        IntSupplier all = () -> files.current().concurrencyincoming();
        IntSupplier one = () -> files.current().maxconnip();
        Predicate<InetAddress> trusted =
                client -> files.current().trustedproxies().contains(client);
        BooleanSupplier started = () -> opened;
        try {
            Class<?> doors = type("ee.qmail.httpd.HttpDoors");
            Object installed = doors.getMethod(
                            "install",
                            Object.class,
                            IntSupplier.class,
                            IntSupplier.class,
                            Predicate.class,
                            BooleanSupplier.class)
                    .invoke(null, transport(LISTENER), all, one, trusted, started);
            if (!Env.QMAIL_HTTPS_PORT.isClosed()) {
                Supplier<String> me = () -> files.current().me();
                doors.getMethod("installSecure", Object.class, Path.class, Supplier.class)
                        .invoke(installed, transport(SECURE_LISTENER), home.root(), me);
            }
        } catch (ReflectiveOperationException e) {
            throw new StartException("the HTTP port cannot be guarded: this is not a complete qmail-micro.jar", e);
        }
    }

    private Object transport(String name) throws ReflectiveOperationException, StartException {
        Object services = type("org.glassfish.internal.api.Globals")
                .getMethod("getDefaultHabitat")
                .invoke(null);
        Object grizzly = service(services, "com.sun.enterprise.v3.services.impl.GrizzlyService");
        Class<?> configuration = type("org.glassfish.grizzly.config.dom.NetworkListener");
        List<?> listeners = (List<?>) services.getClass()
                .getMethod("getAllServices", Class.class, Annotation[].class)
                .invoke(services, configuration, new Annotation[0]);
        for (Object listener : listeners) {
            if (name.equals(configuration.getMethod("getName").invoke(listener))) {
                Object proxy = grizzly.getClass()
                        .getMethod("lookupNetworkProxy", configuration)
                        .invoke(grizzly, listener);
                Object underlying =
                        proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
                return underlying.getClass().getMethod("getTransport").invoke(underlying);
            }
        }
        throw new StartException("the HTTP port cannot be guarded: there is no listener " + name);
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return classes.loadClass(name);
    }

    private Object service(Object services, String name) throws ReflectiveOperationException {
        return services.getClass()
                .getMethod("getService", Class.class, Annotation[].class)
                .invoke(services, type(name), new Annotation[0]);
    }
}
