package ee.qmail.it.harness;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One server for all tests that one JVM runs, until that ends; a test gets it as a parameter of type {@link QmailServer}. Failsafe
 * executes each class by itself, so that no store of JUnit's lasts from one to the next.
 */
public final class SharedServer implements BeforeAllCallback, ParameterResolver {
    private static QmailServer server;

    private static synchronized QmailServer server() {
        if (server == null) {
            QmailServer started = QmailServer.inNewHome(System.getProperty("qmail.shared"));
            Runtime.getRuntime().addShutdownHook(new Thread(started::end, "end qmail"));
            server = started.start().prepare();
        }
        return server;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == QmailServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server();
    }
}
