package ee.qmail.status;

import java.time.Instant;

/**
 * A service as supervise would tell of it.
 *
 * @param detail where it listens, or what is wrong
 * @param since when it came up; null while it is down
 */
public record ServiceState(String name, boolean up, String detail, Instant since) {}
