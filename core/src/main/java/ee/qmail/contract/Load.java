package ee.qmail.contract;

import java.io.Serializable;

/**
 * The connections of an endpoint at the moment one comes in, this one included.
 *
 * @param connections open connections in all
 * @param fromThisAddress open connections from the same client address
 * @param withinMinute connections from the same client address within a minute, at all endpoints; 0 for this host, which is not counted
 */
public record Load(int connections, int fromThisAddress, int withinMinute) implements Serializable {}
