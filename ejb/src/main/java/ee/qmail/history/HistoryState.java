package ee.qmail.history;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The last that is known of a message for one recipient. The codes are kept in the database. */
public enum HistoryState {
    /** In the queue, and not tried yet. */
    ACCEPTED(0),
    /** Tried, and to be tried again. */
    DEFERRED(1),
    /** In a mailbox here, or with another server. */
    DELIVERED(2),
    /** With a bean, a queue of an application, or a program. */
    HANDED(3),
    FORWARDED(4),
    /** Given up; its bounce is another message. */
    FAILED(5),
    REFUSED_MAIL(6),
    REFUSED_RCPT(7),
    REFUSED_DATA(8);

    private static final Map<String, Set<HistoryState>> GROUPS = Map.of(
            "waiting", EnumSet.of(ACCEPTED, DEFERRED),
            "arrived", EnumSet.of(DELIVERED, HANDED, FORWARDED),
            "refused", EnumSet.of(REFUSED_MAIL, REFUSED_RCPT, REFUSED_DATA));

    private final int code;

    HistoryState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Such as {@code refused-rcpt}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static HistoryState of(int code) {
        return values()[code];
    }

    /** @param word of one of them, or of several: {@code waiting}, {@code arrived} and {@code refused} */
    public static Optional<Set<HistoryState>> named(String word) {
        for (HistoryState state : values()) {
            if (state.word().equals(word)) {
                return Optional.of(EnumSet.of(state));
            }
        }
        return Optional.ofNullable(GROUPS.get(word));
    }

    static HistoryState of(DeliveryReport report) {
        return switch (report.outcome()) {
            case DEFERRAL -> DEFERRED;
            case FAILURE -> FAILED;
            case SUCCESS -> ofSuccess(report.did());
        };
    }

    private static HistoryState ofSuccess(Did did) {
        if (did == null || did.deliveries() > 0) {
            return DELIVERED;
        }
        return did.forwards() > 0 ? FORWARDED : did.handed() > 0 ? HANDED : DELIVERED;
    }
}
