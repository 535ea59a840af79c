package ee.qmail.contract;

import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import java.time.Instant;

/**
 * A message as it came from outside, with its Received line already on top.
 *
 * @param id made by the adapter, so that the reply can name it
 * @param wireSize octets of the body with CRLF line ends, as a POP3 client will be told
 * @param arrival when the final dot came; the birth of the message for the retry schedule
 */
public record InboundMessage(QueueId id, Envelope envelope, Body body, long wireSize, Instant arrival) {}
