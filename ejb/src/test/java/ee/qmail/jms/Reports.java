package ee.qmail.jms;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.ReportText;
import java.util.function.Consumer;

/** Reports with any text, and what is expected of one. */
public final class Reports {
    private Reports() {}

    public static DeliveryReport success(String recipient, String text) {
        return ReportText.read(recipient, Outcome.SUCCESS, text);
    }

    public static DeliveryReport deferral(String recipient, String text) {
        return ReportText.read(recipient, Outcome.DEFERRAL, text);
    }

    public static DeliveryReport failure(String recipient, String text) {
        return ReportText.read(recipient, Outcome.FAILURE, text);
    }

    public static Consumer<DeliveryReport> isSuccess(String recipient, String text) {
        return is(recipient, Outcome.SUCCESS, text);
    }

    public static Consumer<DeliveryReport> isDeferral(String recipient, String text) {
        return is(recipient, Outcome.DEFERRAL, text);
    }

    public static Consumer<DeliveryReport> isFailure(String recipient, String text) {
        return is(recipient, Outcome.FAILURE, text);
    }

    private static Consumer<DeliveryReport> is(String recipient, Outcome outcome, String text) {
        return report -> {
            assertThat(report.recipient()).isEqualTo(recipient);
            assertThat(report.outcome()).isEqualTo(outcome);
            assertThat(report.text()).isEqualTo(text);
        };
    }
}
