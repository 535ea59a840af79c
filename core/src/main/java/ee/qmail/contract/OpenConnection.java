package ee.qmail.contract;

import java.time.Duration;
import java.time.Instant;

/**
 * A connection as it was at a moment. Its parts are read one after the other while it goes on.
 *
 * @param id letters and digits; no other connection of this server has it, before or after a restart
 * @param client as far as it is known; behind a proxy as the proxy tells
 * @param proxy numeric address of the proxy that told of the client; null if there is none
 * @param since when it came in
 * @param messages taken from the client, or sent to it
 * @param received octets from the client, those of TLS too
 * @param sent octets to the client, those of TLS too
 * @param idle since octets came or went
 */
public record OpenConnection(
        String id,
        Client client,
        String proxy,
        Activity activity,
        Instant since,
        long messages,
        long received,
        long sent,
        Duration idle) {}
