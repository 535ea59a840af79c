package ee.qmail.contract;

/**
 * A message of a user who has logged in, its header completed (RFC 6409 8).
 *
 * @param message null if it is refused
 * @param refusal null, or the reply (code, enhanced code and text), with what would be right
 */
public record Submitted(InboundMessage message, String refusal) {}
