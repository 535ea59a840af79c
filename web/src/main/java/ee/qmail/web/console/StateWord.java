package ee.qmail.web.console;

import ee.qmail.history.HistoryState;
import ee.qmail.web.language.Texts;

/**
 * A state of history in words for people.
 *
 * @param word as in an address and in REST
 * @param mark the style of the badge
 */
public record StateWord(String word, String text, String mark) {
    static StateWord of(HistoryState state, Texts texts) {
        return new StateWord(state.word(), texts.of(key(state)), mark(state));
    }

    private static String key(HistoryState state) {
        return switch (state) {
            case ACCEPTED -> "messages.state.accepted";
            case DEFERRED -> "messages.state.deferred";
            case DELIVERED -> "messages.state.delivered";
            case HANDED -> "messages.state.handed";
            case FORWARDED -> "messages.state.forwarded";
            case FAILED -> "messages.state.failed";
            case REFUSED_MAIL -> "messages.state.refusedMail";
            case REFUSED_RCPT -> "messages.state.refusedRcpt";
            case REFUSED_DATA -> "messages.state.refusedData";
        };
    }

    private static String mark(HistoryState state) {
        return switch (state) {
            case ACCEPTED -> "accepted";
            case DEFERRED -> "deferral";
            case DELIVERED, HANDED, FORWARDED -> "success";
            case FAILED, REFUSED_MAIL, REFUSED_RCPT, REFUSED_DATA -> "failure";
        };
    }
}
