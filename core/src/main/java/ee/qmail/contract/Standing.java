package ee.qmail.contract;

import java.time.Duration;

/**
 * What is counted for the network of a client at one door and, by the minute, at all doors.
 *
 * @param load as a connection would find it that comes in now, that one included
 * @param handshakes of TLS within the minute
 * @param octets that have come within the minute
 * @param minute that is left of it; zero if none has begun
 */
public record Standing(Load load, int handshakes, long octets, Duration minute) {}
