package ee.qmail.contract;

import java.time.Instant;

/**
 * Why a bean has not taken a mail.
 *
 * @param type class of the exception at the root; {@link java.util.concurrent.TimeoutException} for a bean that took too long
 * @param message one line, cut if it is long; empty if there is none
 * @param stack down to the frames of the server, one to a line; of a bean that took too long that of its thread; may be empty
 * @param mail its key
 */
public record BeanFailure(Instant at, String type, String message, String stack, String mail) {}
