package ee.qmail.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import javax.naming.NoInitialContextException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As on an application server: Jakarta Mail does not see the transport, the application sees both. */
class HiddenTransportTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader server;
    private URLClassLoader application;

    @BeforeEach
    void separate() throws MalformedURLException {
        String own = QmailProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        URL[] others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> entry.toString().endsWith(".jar"))
                .map(HiddenTransportTest::url)
                .toArray(URL[]::new);
        server = new URLClassLoader(others, ClassLoader.getPlatformClassLoader());
        application = new URLClassLoader(new URL[] {url(Path.of(own))}, server);
    }

    @AfterEach
    void close() throws Exception {
        Thread.currentThread().setContextClassLoader(before);
        application.close();
        server.close();
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Object session() throws ReflectiveOperationException {
        return server.loadClass("jakarta.mail.Session")
                .getMethod("getInstance", Properties.class)
                .invoke(null, new Properties());
    }

    private static String transport(Object session) throws ReflectiveOperationException {
        return session.getClass()
                .getMethod("getTransport", String.class)
                .invoke(session, "qmail")
                .getClass()
                .getName();
    }

    @Test
    void aThreadOfTheApplicationFindsTheTransport() throws Exception {
        Thread.currentThread().setContextClassLoader(application);
        assertThat(transport(session())).isEqualTo(QmailTransport.class.getName());
    }

    @Test
    void aThreadWithoutTheLoaderOfTheApplicationFindsNone() throws Exception {
        Thread.currentThread().setContextClassLoader(application);
        Object ofTheApplication = session();
        Thread.currentThread().setContextClassLoader(server);
        for (Object session : new Object[] {session(), ofTheApplication}) {
            assertThatThrownBy(() -> transport(session))
                    .isInstanceOf(InvocationTargetException.class)
                    .rootCause()
                    .hasToString("jakarta.mail.NoSuchProviderException: "
                            + (session == ofTheApplication ? "qmail" : "No provider for qmail"));
        }
    }

    @Test
    void theTransportItselfNeedsNoLoaderOfTheThread() throws Exception {
        Thread.currentThread().setContextClassLoader(server);
        Object message = server.loadClass("jakarta.mail.internet.MimeMessage")
                .getConstructor(server.loadClass("jakarta.mail.Session"))
                .newInstance(session());
        message.getClass().getMethod("setText", String.class).invoke(message, "on its way");
        Method send = application
                .loadClass(QmailTransport.class.getName())
                .getMethod("send", server.loadClass("jakarta.mail.Message"));
        // as far as this JVM goes, which has no names
        assertThatThrownBy(() -> send.invoke(null, message)).rootCause().isInstanceOf(NoInitialContextException.class);
    }
}
