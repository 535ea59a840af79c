package ee.qmail.bounce;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import java.util.List;

/** What a delivery status notification tells (RFC 3464 2.3.3), each in the words for people and for programs. */
public enum ReportKind {
    /** A bounce. */
    FAILED("failure notice", Outcome.FAILURE, "5.0.0"),
    /** Only to a sender who asked for it: delivered, sent on to several addresses, or taken by a server that does not tell (RFC 3461 5.2.2). */
    SUCCEEDED("delivery notice", Outcome.SUCCESS, "2.0.0"),
    /** Only to a sender who asked for it. */
    DELAYED("delay notice", Outcome.DEFERRAL, "4.0.0");

    private final String subject;
    private final Outcome outcome;
    private final String status;

    ReportKind(String subject, Outcome outcome, String status) {
        this.subject = subject;
        this.outcome = outcome;
        this.status = status;
    }

    String subject() {
        return subject;
    }

    /** The action of the one recipient. */
    String action(DeliveryReport report) {
        return switch (this) {
            case FAILED -> "failed";
            case DELAYED -> "delayed";
            case SUCCEEDED ->
                switch (report.reason()) {
                    case EXPANDED -> "expanded";
                    case ACCEPTED -> "relayed";
                    default -> "delivered";
                };
        };
    }

    /** The status of the report, if it is of the right class; a failure may be a deferral that has ended. */
    String status(DeliveryReport report) {
        boolean right = report.status() != null
                && (this == FAILED
                        ? report.status().outcome() != Outcome.SUCCESS
                        : report.status().outcome() == outcome);
        return right ? report.status().toString() : status;
    }

    /** The part for people. A bounce is in qmail's format, the others must not pass for one. */
    String text(String host, boolean isDouble, List<DeliveryReport> reports) {
        if (this == FAILED) {
            return Qsbmf.text(host, isDouble, reports);
        }
        StringBuilder text = new StringBuilder("This is the mail server at " + host + ".\n\n");
        text.append(
                this == DELAYED
                        ? "Your message could not be delivered yet to the following addresses.\n"
                                + "You need not send it again: the server goes on trying.\n\n"
                        : "You asked to be told of the delivery of your message.\n\n");
        for (DeliveryReport report : reports) {
            text.append('<').append(report.recipient().replace('\n', '_')).append(">:\n");
            text.append(sentence(report)).append("\n\n");
        }
        return text.append("The header of the message follows.\n").toString();
    }

    private String sentence(DeliveryReport report) {
        return switch (action(report)) {
            case "delayed" -> report.text().strip();
            case "expanded" -> "It was sent on to several addresses, of which you are not told.";
            case "relayed" -> "It was handed to " + report.host() + ", which does not tell of deliveries.";
            default -> "It was delivered.";
        };
    }
}
