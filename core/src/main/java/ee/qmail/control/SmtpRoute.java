package ee.qmail.control;

/**
 * Where mail for a domain goes instead of to its mail exchangers.
 *
 * @param relay host name or numeric address, without brackets; its own addresses are used, not its MX
 * @param port 1 to 65535
 */
public record SmtpRoute(String relay, int port) {}
