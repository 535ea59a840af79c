package ee.qmail.web.console;

import ee.qmail.queue.Outcome;
import ee.qmail.status.RecentDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A delivery in words for people.
 *
 * @param mark the style of the result
 * @param said what the log says
 */
public record DeliveryRow(
        String at, String result, String mark, String sender, String recipient, String text, String said) {
    /** What qmail-local says: into mailboxes, to addresses, to programs (LOC-19); here the programs are queues and topics. */
    private static final Pattern DID = Pattern.compile("did (\\d+)\\+(\\d+)\\+(\\d+)(\nqp .*)?");

    static DeliveryRow of(RecentDelivery delivery, String at) {
        return new DeliveryRow(
                at,
                result(delivery.outcome()),
                delivery.outcome().word(),
                sender(delivery.sender()),
                delivery.recipient(),
                text(delivery.text()),
                delivery.text());
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

    private static String text(String said) {
        Matcher did = DID.matcher(said);
        if (!did.matches()) {
            return said;
        }
        List<String> parts = new ArrayList<>();
        if (!did.group(1).equals("0")) {
            parts.add("Put into the mailbox");
        }
        add(parts, did.group(2), "Sent on to ", " address", " addresses");
        add(parts, did.group(3), "Handed to ", " queue or topic", " queues or topics");
        return String.join("\n", parts);
    }

    private static void add(List<String> parts, String count, String before, String one, String many) {
        if (!count.equals("0")) {
            parts.add(before + count + (count.equals("1") ? one : many));
        }
    }
}
