package ee.qmail.web.console;

import ee.qmail.status.Finding;
import ee.qmail.text.Harmless;
import ee.qmail.web.NeedPages;
import ee.qmail.web.language.Texts;

/**
 * Something that needs somebody, as the start page tells it.
 *
 * @param page that mends it, with its parameters; empty if it is seen below
 * @param link the words that lead there
 */
public record NeedRow(String said, String page, String link, boolean urgent) {
    static NeedRow of(Finding finding, Texts texts) {
        return new NeedRow(
                Harmless.lines(texts.said(finding.said())),
                NeedPages.of(finding).orElse(""),
                texts.of(words(finding)),
                finding.need().isUrgent());
    }

    /** The key of the name of the page. */
    private static String words(Finding finding) {
        return switch (finding.need()) {
            case CERTIFICATE -> "template.certificates";
            case CONTROL_FAULT -> "template.control";
            case RCPTHOSTS_EMPTY -> "template.domains";
            case POSTMASTER_UNDELIVERABLE -> "address.ask";
            case DEAD_MAIL -> "dead.title";
            case APPLICATION_ABSENT -> "beans.title";
            case LOGINS_THROTTLED -> "template.throttles";
            case DESTINATION_HELD -> "template.queue";
            default -> "template.status";
        };
    }
}
