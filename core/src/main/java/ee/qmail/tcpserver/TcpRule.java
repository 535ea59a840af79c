package ee.qmail.tcpserver;

import java.util.Map;

/**
 * The decision of tcpserver about a connection (TS-3, TS-4).
 *
 * @param environment variables for the program, such as {@code RELAYCLIENT}
 */
public record TcpRule(boolean allow, Map<String, String> environment) {
    /** The decision if no rule fits. */
    public static final TcpRule ALLOW = new TcpRule(true, Map.of());

    public static final TcpRule DENY = new TcpRule(false, Map.of());

    public TcpRule {
        environment = Map.copyOf(environment);
    }
}
