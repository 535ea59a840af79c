package ee.qmail.bounce;

import ee.qmail.message.DeliveryReport;
import java.util.List;

/** The text of a bounce in the qmail-send bounce message format (BN-3 to BN-5), up to the copy of the message. */
final class Qsbmf {
    private Qsbmf() {}

    static String text(String host, boolean isDouble, List<DeliveryReport> reports) {
        StringBuilder text = new StringBuilder("Hi. This is the qmail-send program at " + host + ".\n");
        text.append(
                isDouble
                        ? "I tried to deliver a bounce message to this address, but the bounce bounced!\n\n"
                        : "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
                                + "This is a permanent error; I've given up. Sorry it didn't work out.\n\n");
        reports.forEach(report -> text.append(paragraph(report)));
        return text.append("--- Below this line is ")
                .append(isDouble ? "the original bounce.\n" : "a copy of the message.\n")
                .toString();
    }

    /** An empty line in the report would end the paragraph (BN-4). */
    private static String paragraph(DeliveryReport report) {
        String text = report.text().replace("\r\n", "\n");
        if (!text.isEmpty() && !text.endsWith("\n")) {
            text += "\n";
        }
        text = "<" + report.recipient().replace('\n', '_') + ">:\n" + text;
        return text.replaceAll("(?<=\n)\n", "/") + "\n";
    }
}
