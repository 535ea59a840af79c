package ee.qmail.web.console;

import ee.qmail.history.RecentDelivery;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Outcome;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A delivery in words for people.
 *
 * @param life the address of the page about the life of its message
 * @param mark the style of the result
 * @param said what the log says
 */
public record DeliveryRow(
        Instant at,
        String life,
        String result,
        String mark,
        String sender,
        String recipient,
        String text,
        String said) {
    static DeliveryRow of(RecentDelivery delivery, String life, Texts texts) {
        DeliveryReport report = delivery.report();
        return new DeliveryRow(
                delivery.at(),
                life,
                result(report.outcome(), texts),
                report.outcome().word(),
                sender(delivery.sender(), texts),
                delivery.recipient(),
                Harmless.lines(text(report, texts)),
                Harmless.lines(report.text()));
    }

    static String result(Outcome outcome, Texts texts) {
        return switch (outcome) {
            case SUCCESS -> texts.of("delivery.success");
            case DEFERRAL -> texts.of("delivery.deferral");
            case FAILURE -> texts.of("delivery.failure");
        };
    }

    private static String sender(String sender, Texts texts) {
        return switch (sender) {
            case "" -> texts.of("delivery.bounce");
            case "#@[]" -> texts.of("delivery.doubleBounce");
            default -> sender;
        };
    }

    /** In words, if it was done here and no program has something to say. */
    static String text(DeliveryReport report, Texts texts) {
        Did did = report.did();
        if (did == null || !report.detail().isEmpty()) {
            return report.text();
        }
        List<String> parts = new ArrayList<>();
        if (did.deliveries() != 0) {
            parts.add(texts.of("delivery.mailbox"));
        }
        if (did.forwards() != 0) {
            parts.add(texts.of("delivery.forwards", did.forwards()));
        }
        if (did.handed() != 0) {
            parts.add(texts.of("delivery.handed", did.handed()));
        }
        if (parts.isEmpty()) {
            parts.add(texts.of("delivery.nowhere"));
        }
        return String.join("\n", parts);
    }
}
