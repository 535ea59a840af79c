package ee.qmail.bench.peer;

/**
 * The way in which an application connects.
 *
 * @param url of an Artemis broker
 * @param queue whose messages become mail
 */
public record JmsAccess(String url, String user, String password, String queue) {}
