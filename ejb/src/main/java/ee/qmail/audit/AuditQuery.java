package ee.qmail.audit;

import java.time.Instant;

/**
 * A question to {@link AuditTrail}: all that is not null must hold.
 *
 * @param who the whole name
 * @param object a part of it, in lower case as it is stored, or the domain
 * @param since this instant included
 * @param until this instant excluded
 * @param after the mark of an earlier page: only what came before it
 * @param max rows of a page, 1 to {@link AuditTrail#MOST}
 */
public record AuditQuery(String who, Deed deed, String object, Instant since, Instant until, Long after, int max) {}
