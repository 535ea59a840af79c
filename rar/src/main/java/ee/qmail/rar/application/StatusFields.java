package ee.qmail.rar.application;

import ee.qmail.entity.HeaderField;
import ee.qmail.mime.Decoded;
import ee.qmail.mime.MailPart;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The groups of fields of a message/delivery-status (RFC 3464 section 2.1): first that of the message, then one for each recipient. */
final class StatusFields {
    /** Octets of the part. */
    private static final int MOST = 256 * 1024;

    private final List<List<HeaderField>> groups = new ArrayList<>();
    private List<HeaderField> group = new ArrayList<>();
    private String name = "";
    private final StringBuilder value = new StringBuilder();

    private StatusFields() {}

    /**
     * Reads a part.
     *
     * @return the groups in their order, each with at least one field
     * @throws MessagingException if it has more than 256 KB, or its encoding is broken
     * @throws IOException if it cannot be read
     */
    static List<List<HeaderField>> of(MailPart part) throws MessagingException, IOException {
        StatusFields fields = new StatusFields();
        Optional<String> text = part.text(MOST);
        for (String line : text.orElse("").split("\n", -1)) {
            fields.line(line);
        }
        fields.line("");
        return fields.groups;
    }

    private void line(String line) {
        boolean folded = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
        if (folded) {
            value.append(' ').append(line.strip());
            return;
        }
        endField();
        int colon = line.indexOf(':');
        if (line.isEmpty() && !group.isEmpty()) {
            groups.add(group);
            group = new ArrayList<>();
        } else if (colon > 0) {
            name = line.substring(0, colon).strip();
            value.append(line.substring(colon + 1).strip());
        }
    }

    private void endField() {
        if (!name.isEmpty()) {
            group.add(new HeaderField(name, Decoded.withoutControls(value.toString())));
        }
        name = "";
        value.setLength(0);
    }
}
