package ee.qmail.contract;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Answer to a log-in.
 *
 * @param maildir empty if it is refused
 * @param secondsToWait above 0 if there were too many wrong ones; name and password were not looked at then
 */
public record Pop3Login(Optional<Path> maildir, long secondsToWait) {}
