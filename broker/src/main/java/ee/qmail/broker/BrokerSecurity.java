package ee.qmail.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/** Lets in the users it was told of, and nobody else; whoever is in may do everything. */
final class BrokerSecurity implements ActiveMQSecurityManager {
    private final Map<String, byte[]> passwords = new ConcurrentHashMap<>();

    void allow(String user, String password) {
        passwords.put(user, password.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean validateUser(String user, String password) {
        byte[] expected = user == null ? null : passwords.get(user);
        return expected != null
                && password != null
                && MessageDigest.isEqual(expected, password.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
        return validateUser(user, password);
    }
}
