package ee.qmail.status;

import java.time.Instant;

/**
 * A service as supervise would tell of it.
 *
 * @param detail where it listens, or what is wrong
 * @param since when it came to be up or down; null if that is not known
 */
public record ServiceState(String name, boolean up, String detail, Instant since) {}
