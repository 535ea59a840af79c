package ee.qmail.queue;

import java.io.Serializable;

/**
 * The report on one recipient.
 *
 * @param recipient as it stands in the job
 * @param text for log and bounce: may have several lines, separated by LF; without a final LF
 */
public record DeliveryReport(String recipient, Outcome outcome, String text) implements Serializable {
    public static DeliveryReport success(String recipient, String text) {
        return new DeliveryReport(recipient, Outcome.SUCCESS, text);
    }

    public static DeliveryReport deferral(String recipient, String text) {
        return new DeliveryReport(recipient, Outcome.DEFERRAL, text);
    }

    public static DeliveryReport failure(String recipient, String text) {
        return new DeliveryReport(recipient, Outcome.FAILURE, text);
    }
}
