package ee.qmail.test.server;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Starts and ends the server of {@link QmailServer}, and gives it to tests. Nested classes have that of the class around them. */
final class QmailExtension
        implements BeforeAllCallback, AfterAllCallback, TestInstancePostProcessor, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(QmailExtension.class);
    private static final String SERVER = "server";
    private static final Map<QmailServer, RunningServer> SHARED = new ConcurrentHashMap<>();

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        Class<?> test = context.getRequiredTestClass();
        if (server(context) == null) {
            QmailServer wanted = AnnotationSupport.findAnnotation(test, QmailServer.class)
                    .orElseThrow(() -> new IllegalStateException(test + " has no @QmailServer"));
            context.getStore(NAMESPACE).put(SERVER, wanted.shared() ? shared(wanted) : start(wanted, test));
        }
        setFields(test, null, server(context), ModifierSupport::isStatic);
    }

    private static RunningServer shared(QmailServer wanted) {
        return SHARED.computeIfAbsent(wanted, settings -> start(settings, QmailServer.class));
    }

    private static RunningServer start(QmailServer wanted, Class<?> test) {
        return RunningServer.start(ServerSettings.of(wanted), test.getSimpleName());
    }

    /** That of this class, or of one around it; null if there is none. */
    private static RunningServer server(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(SERVER, RunningServer.class);
    }

    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) throws IllegalAccessException {
        setFields(test.getClass(), test, server(context), ModifierSupport::isNotStatic);
    }

    private static void setFields(Class<?> type, Object test, RunningServer server, Predicate<Field> which)
            throws IllegalAccessException {
        Predicate<Field> ours = field -> field.getType() == RunningServer.class && !ModifierSupport.isFinal(field);
        for (Field field : ReflectionSupport.findFields(type, ours.and(which), HierarchyTraversalMode.TOP_DOWN)) {
            field.setAccessible(true);
            field.set(test, server);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        RunningServer server = context.getStore(NAMESPACE).remove(SERVER, RunningServer.class);
        if (server != null && !SHARED.containsValue(server)) {
            server.end();
        }
    }
}
