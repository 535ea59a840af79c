package ee.qmail.contract;

import java.io.Serializable;

/**
 * The connections of an endpoint at the moment one comes in, this one included.
 *
 * @param connections open connections in all
 * @param fromThisAddress open connections from the same client address
 */
public record Load(int connections, int fromThisAddress) implements Serializable {}
