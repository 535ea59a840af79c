package ee.qmail.contract;

/**
 * A message of a user who has logged in, its header completed (RFC 6409 8).
 *
 * @param message null if it cannot be completed
 * @param refusal null, or the reason for it, with what would be right
 */
public record Submitted(InboundMessage message, String refusal) {}
