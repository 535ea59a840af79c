package ee.qmail.contract;

/**
 * What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 3, RFC 7677). The arrays are not to be changed.
 *
 * @param iterations at least 4096
 * @param storedKey 32 octets
 * @param serverKey 32 octets
 */
public record ScramSecret(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}
