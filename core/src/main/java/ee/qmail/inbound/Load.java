package ee.qmail.inbound;

import java.io.Serializable;

/**
 * How busy an endpoint is at the moment a connection comes in, this one included.
 *
 * @param connections open connections in all
 * @param fromThisAddress open connections from the same client address
 */
public record Load(int connections, int fromThisAddress) implements Serializable {}
