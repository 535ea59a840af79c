package ee.qmail.contract;

import java.util.Optional;

/**
 * The answer to a log-in.
 *
 * @param identity empty if it is refused
 * @param secondsToWait above 0 if there were too many wrong ones; the credentials were not looked at then
 */
public record Login(Optional<Identity> identity, long secondsToWait) {}
