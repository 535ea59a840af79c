package ee.qmail.web;

import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJobs.Order;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.message.Reason;
import ee.qmail.text.Sentence;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Conditions on waiting jobs as they stand in the address of a page or of a request, under the same names. */
public final class QueueQuestion {
    public static final String DOMAIN = "domain";
    public static final String SENDER = "sender";
    public static final String REASON = "reason";
    public static final String OLDER_THAN = "olderThan";
    public static final String ATTEMPTS = "attempts";

    /** Of all conditions. */
    public static final List<String> NAMES = List.of(DOMAIN, SENDER, REASON, OLDER_THAN, ATTEMPTS);

    /** The sender of bounces. */
    public static final String NOBODY = "<>";

    private static final Pattern AGE = Pattern.compile("([0-9]{1,9})([smhd]?)");
    private static final Map<String, Long> UNITS = Map.of("", 1L, "s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    private static final String BACKWARDS = "-";
    private static final int MOST_ATTEMPTS = 1_000_000;

    private QueueQuestion() {}

    /**
     * @param given the value of a name; null or an empty text if it is missing
     * @throws InvalidInputException if one is wrong
     */
    public static QueueFilter filter(Function<String, String> given, Instant now) {
        String domain = value(given, DOMAIN);
        String sender = value(given, SENDER);
        String reason = value(given, REASON);
        String age = value(given, OLDER_THAN);
        String attempts = value(given, ATTEMPTS);
        return new QueueFilter(
                domain,
                NOBODY.equals(sender) ? "" : sender,
                reason == null ? null : reason(reason),
                age == null ? null : now.minus(age(age)),
                attempts == null ? null : attempts(attempts));
    }

    /** Null if it is missing. */
    private static String value(Function<String, String> given, String name) {
        String value = given.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Such as {@code no-connection}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Reason reason(String word) {
        return Arrays.stream(Reason.values())
                .filter(reason -> word(reason).equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(REASON, Sentence.of("waits.reason", word)));
    }

    private static Duration age(String text) {
        Matcher parts = AGE.matcher(text);
        if (!parts.matches()) {
            throw new InvalidInputException(OLDER_THAN, Sentence.of("waits.olderThan", text));
        }
        return Duration.ofSeconds(Long.parseLong(parts.group(1)) * UNITS.get(parts.group(2)));
    }

    private static int attempts(String text) {
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > MOST_ATTEMPTS) {
            throw new InvalidInputException(ATTEMPTS, Sentence.of("waits.attempts", text));
        }
        return Integer.parseInt(text);
    }

    /** @param sort such as {@code domain} or {@code -domain}; null or empty for the order of arrival */
    public static Order order(String sort) {
        return order(sort, Order.values());
    }

    /**
     * The same for another list.
     *
     * @param orders that it has; the first is that of a list whose address has none
     */
    public static <E extends Enum<E>> E order(String sort, E[] orders) {
        if (sort == null || sort.isEmpty()) {
            return orders[0];
        }
        String name = isBackwards(sort) ? sort.substring(1) : sort;
        return Arrays.stream(orders)
                .filter(order -> word(order).equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "sort",
                        Sentence.of(
                                "waits.sort",
                                sort,
                                Arrays.stream(orders).map(QueueQuestion::word).collect(Collectors.joining(", ")))));
    }

    public static boolean isBackwards(String sort) {
        return sort != null && sort.startsWith(BACKWARDS);
    }
}
