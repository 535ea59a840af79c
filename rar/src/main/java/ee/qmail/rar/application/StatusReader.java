package ee.qmail.rar.application;

import ee.qmail.api.DeliveryStatus;
import ee.qmail.api.DeliveryStatus.Action;
import ee.qmail.api.DeliveryStatus.Recipient;
import ee.qmail.entity.HeaderField;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the fields of a message/delivery-status (RFC 3464, RFC 6533). */
final class StatusReader {
    private static final Pattern STATUS = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3}).*");
    /** A letter beyond ASCII in an address (RFC 6533 section 3). */
    private static final Pattern CODED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})}");

    private StatusReader() {}

    static DeliveryStatus read(List<List<HeaderField>> groups) throws MessagingException {
        String envelopeId = "";
        List<Recipient> recipients = new ArrayList<>();
        for (List<HeaderField> group : groups) {
            if (field(group, "Final-Recipient").isPresent()) {
                recipients.add(recipient(group));
            } else if (recipients.isEmpty()) {
                envelopeId = field(group, "Original-Envelope-Id").orElse(envelopeId);
            }
        }
        if (recipients.isEmpty()) {
            throw new MessagingException("a delivery status notification without a Final-Recipient");
        }
        return new DeliveryStatus(envelopeId, recipients);
    }

    private static Recipient recipient(List<HeaderField> group) throws MessagingException {
        String address = field(group, "Original-Recipient")
                .or(() -> field(group, "Final-Recipient"))
                .map(StatusReader::withoutType)
                .map(StatusReader::decoded)
                .orElse("");
        Matcher status = STATUS.matcher(field(group, "Status").orElse(""));
        return new Recipient(
                address,
                action(field(group, "Action").orElse("")),
                status.matches() ? status.group(1) : "",
                field(group, "Diagnostic-Code").map(StatusReader::withoutType).orElse(""));
    }

    private static Action action(String text) throws MessagingException {
        for (Action action : Action.values()) {
            if (action.name().equals(text.toUpperCase(Locale.ROOT))) {
                return action;
            }
        }
        throw new MessagingException("a delivery status notification with the action '" + text + "'");
    }

    private static Optional<String> field(List<HeaderField> group, String name) {
        return group.stream().filter(field -> field.is(name)).findFirst().map(HeaderField::value);
    }

    private static String withoutType(String value) {
        return value.substring(value.indexOf(';') + 1).strip();
    }

    private static String decoded(String address) {
        return CODED.matcher(address).replaceAll(StatusReader::letter);
    }

    private static String letter(MatchResult coded) {
        int letter = Integer.parseInt(coded.group(1), 16);
        boolean good = Character.isValidCodePoint(letter) && !Character.isISOControl(letter);
        return Matcher.quoteReplacement(good ? Character.toString(letter) : coded.group());
    }
}
