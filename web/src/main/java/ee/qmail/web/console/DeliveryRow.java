package ee.qmail.web.console;

import ee.qmail.history.RecentDelivery;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * A delivery in words for people.
 *
 * @param mark the style of the result
 * @param said what the log says
 */
public record DeliveryRow(
        String at, String result, String mark, String sender, String recipient, String text, String said) {
    static DeliveryRow of(RecentDelivery delivery, String at) {
        DeliveryReport report = delivery.report();
        return new DeliveryRow(
                at,
                result(report.outcome()),
                report.outcome().word(),
                sender(delivery.sender()),
                delivery.recipient(),
                text(report),
                report.text());
    }

    private static String result(Outcome outcome) {
        return switch (outcome) {
            case SUCCESS -> "delivered";
            case DEFERRAL -> "deferred";
            case FAILURE -> "failed";
        };
    }

    private static String sender(String sender) {
        return switch (sender) {
            case "" -> "(bounce)";
            case "#@[]" -> "(double bounce)";
            default -> sender;
        };
    }

    /** In words, if it was done here and no program has something to say. */
    private static String text(DeliveryReport report) {
        Did did = report.did();
        if (did == null || !report.detail().isEmpty()) {
            return report.text();
        }
        List<String> parts = new ArrayList<>();
        if (did.deliveries() != 0) {
            parts.add("Put into the mailbox");
        }
        add(parts, did.forwards(), "Sent on to ", " address", " addresses");
        add(parts, did.handed(), "Handed to ", " program or application", " programs or applications");
        if (parts.isEmpty()) {
            parts.add("Taken, and put nowhere");
        }
        return String.join("\n", parts);
    }

    private static void add(List<String> parts, int count, String before, String one, String many) {
        if (count != 0) {
            parts.add(before + count + (count == 1 ? one : many));
        }
    }
}
