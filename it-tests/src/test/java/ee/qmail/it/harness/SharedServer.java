package ee.qmail.it.harness;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One server for all tests that one JVM runs; a test gets it as a parameter of type {@link QmailServer}. */
public final class SharedServer implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedServer.class);

    /** Ended with the run, or with the JVM if that comes first. */
    private record Running(QmailServer server, Thread hook) implements AutoCloseable {
        static Running started() {
            QmailServer server = QmailServer.inNewHome("home-" + System.getProperty("surefire.forkNumber", "1"));
            Thread hook = new Thread(server::end, "end qmail");
            Runtime.getRuntime().addShutdownHook(hook);
            return new Running(server.start().prepare(), hook);
        }

        @Override
        public void close() {
            Runtime.getRuntime().removeShutdownHook(hook);
            server.end();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == QmailServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context);
    }

    private static QmailServer server(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("server", key -> Running.started(), Running.class)
                .server();
    }
}
