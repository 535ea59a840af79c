package ee.qmail.smtp;

import ee.qmail.wire.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The argument of BDAT (RFC 3030 section 2).
 *
 * @param size octets that follow the command
 * @param last whether the message ends with them
 */
record Chunk(long size, boolean last) {
    private static final Pattern ARGUMENT = Pattern.compile("(\\d{1,18})( +LAST)?", Pattern.CASE_INSENSITIVE);

    /** @throws RefusedException that ends the connection: where a command would come again is not known */
    static Chunk parse(String argument) throws RefusedException {
        Matcher parts = ARGUMENT.matcher(argument);
        if (!parts.matches()) {
            throw new RefusedException(SmtpReply.NO_CHUNK, RefusedException.Weight.LAST);
        }
        return new Chunk(Long.parseLong(parts.group(1)), parts.group(2) != null);
    }
}
