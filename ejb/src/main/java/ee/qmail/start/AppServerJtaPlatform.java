package ee.qmail.start;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.hibernate.engine.transaction.jta.platform.internal.AbstractJtaPlatform;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatformException;

/** Finds the transaction manager where Payara, GlassFish, WildFly and Open Liberty keep it, so that one archive fits all. */
public class AppServerJtaPlatform extends AbstractJtaPlatform {
    private static final long serialVersionUID = 1L;
    private static final List<String> MANAGERS = List.of(
            "java:appserver/TransactionManager", "java:jboss/TransactionManager", "java:comp/TransactionManager");

    @Override
    protected TransactionManager locateTransactionManager() {
        return lookup(MANAGERS, TransactionManager.class);
    }

    @Override
    protected UserTransaction locateUserTransaction() {
        return lookup(List.of("java:comp/UserTransaction", "java:jboss/UserTransaction"), UserTransaction.class);
    }

    private static <T> T lookup(List<String> names, Class<T> type) {
        NamingException last = null;
        for (String name : names) {
            try {
                return type.cast(new InitialContext().lookup(name));
            } catch (NamingException e) {
                last = e;
            }
        }
        throw new JtaPlatformException("no " + type.getSimpleName() + " under any of " + names, last);
    }
}
