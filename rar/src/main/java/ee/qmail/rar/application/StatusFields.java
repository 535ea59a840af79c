package ee.qmail.rar.application;

import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.HeaderField;
import ee.qmail.entity.MailLimitException;
import ee.qmail.mime.Decoded;
import ee.qmail.mime.MailPart;
import jakarta.mail.MessagingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The groups of fields of a message/delivery-status (RFC 3464 section 2.1): first that of the message, then one for each recipient. */
final class StatusFields {
    /** Octets of the part. */
    private static final int MOST = 256 * 1024;

    private StatusFields() {}

    /**
     * Reads a part.
     *
     * @return the groups in their order, each with at least one field
     * @throws MessagingException if it has more than 256 KB, too many fields, or its encoding is broken
     * @throws IOException if it cannot be read
     */
    static List<List<HeaderField>> of(MailPart part) throws MessagingException, IOException {
        List<List<HeaderField>> groups = new ArrayList<>();
        for (String group : part.text(MOST).orElse("").split("\n\n+")) {
            List<HeaderField> fields = fields(group.replaceFirst("^\n", ""));
            if (!fields.isEmpty()) {
                groups.add(fields);
            }
        }
        return groups;
    }

    private static List<HeaderField> fields(String group) throws MessagingException, IOException {
        try {
            return EntityScanner.header(new ByteArrayInputStream(group.getBytes(StandardCharsets.UTF_8))).stream()
                    .map(field -> new HeaderField(field.name(), Decoded.withoutControls(field.value())))
                    .toList();
        } catch (MailLimitException e) {
            throw new MessagingException(e.getMessage());
        }
    }
}
