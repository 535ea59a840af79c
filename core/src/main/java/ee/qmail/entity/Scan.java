package ee.qmail.entity;

/**
 * What a mail consists of.
 *
 * @param mail with all its parts
 * @param dashLines how many of all its lines begin with {@code --}
 */
public record Scan(Entity mail, int dashLines) {
    /**
     * Asks whether Jakarta Mail may take the mail apart by itself, which looks for boundaries in other places than this scan does, and reads
     * fields that are asked for with less care.
     *
     * @throws MailLimitException if the mail has too much for that
     */
    public void requireFitForJakartaMail() throws MailLimitException {
        boolean mayHoldOthers = false;
        for (HeaderField field : mail.fields()) {
            if (field.value().length() > MailLimits.FIELD_OCTETS) {
                throw new MailLimitException("a header field of more than " + MailLimits.FIELD_OCTETS + " octets");
            }
            mayHoldOthers |= field.is("Content-Type") && isOfOthers(field.value());
        }
        if (mayHoldOthers && dashLines > MailLimits.DASH_LINES) {
            throw new MailLimitException("more than " + MailLimits.DASH_LINES + " lines that may be boundaries");
        }
    }

    private static boolean isOfOthers(String type) {
        return contains(type, "multipart") || contains(type, "message");
    }

    private static boolean contains(String text, String word) {
        for (int i = 0; i + word.length() <= text.length(); i++) {
            if (text.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }
}
