package ee.qmail.bounce;

import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParseException;

/** multipart/report with its report-type (RFC 6522 section 3). */
final class ReportMultipart extends MimeMultipart {
    ReportMultipart() throws ParseException {
        super("report");
        ContentType type = new ContentType(getContentType());
        type.setParameter("report-type", "delivery-status");
        contentType = type.toString();
    }
}
