package ee.qmail.control;

/**
 * A relay that gets the mail for a domain in the place of its mail exchangers.
 *
 * @param relay host name or numeric address, without brackets; its own addresses are used, not its MX
 * @param port 1 to 65535
 */
public record SmtpRoute(String relay, int port) {}
