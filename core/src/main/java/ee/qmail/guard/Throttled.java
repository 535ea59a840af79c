package ee.qmail.guard;

/**
 * Whoever has to wait before the next log-in is looked at.
 *
 * @param network of the clients, an address or the first of a /64 of IPv6; null: a name that is guessed from everywhere, for which unknown
 *     networks wait after their first mistake
 * @param name such as {@code ana@example.org} or {@code administrator admin}; null: all names from the network that were never right there
 * @param wrong passwords that are counted
 * @param secondsToWait from now
 */
public record Throttled(String network, String name, int wrong, long secondsToWait) {}
