package ee.qmail.rar.entrance;

import ee.qmail.contract.Door;

/**
 * What a connection meets before its session.
 *
 * @param door with the rules for those who come in there
 * @param encryption how TLS begins there
 * @param controls which connections come from a proxy
 * @param limits of the networks of clients
 */
public record Entrance(Door door, Encryption encryption, AdapterControls controls, NetworkLimits limits) {}
