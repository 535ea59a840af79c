package ee.qmail.broker;

import ee.qmail.guard.LoginGuard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;

/**
 * Lets in this process, and from the network the users it was told of; nobody else. Whoever is in may do everything.
 *
 * @param passwords by user name
 */
record BrokerSecurity(Map<String, String> passwords) implements ActiveMQSecurityManager5 {
    /** The slash before and the port behind an address, as Netty writes it. */
    private static final Pattern PORT = Pattern.compile("^[^/]*/|:[0-9]+$");

    @Override
    public Subject authenticate(String user, String password, RemotingConnection connection, String domain) {
        if (connection != null && connection.getTransportConnection() instanceof InVMConnection) {
            return subject("qmail-server");
        }
        String address = connection == null ? "" : connection.getRemoteAddress();
        return isRight(user, password, address) ? subject(user) : null;
    }

    /** A wrong password counts as at all doors. */
    private boolean isRight(String user, String password, String address) {
        String host = address == null ? "" : PORT.matcher(address).replaceAll("");
        boolean known = validateUser(user, password);
        return LoginGuard.shared()
                .attempt(host, "broker " + user, () -> known, () -> known)
                .right();
    }

    private static Subject subject(String user) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        return subject;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType checkType, String address) {
        return subject != null;
    }

    @Override
    public boolean validateUser(String user, String password) {
        String expected = user == null ? null : passwords.get(user);
        return expected != null && password != null && MessageDigest.isEqual(octets(expected), octets(password));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
        return validateUser(user, password);
    }
}
