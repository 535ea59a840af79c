package ee.qmail.smtp;

import ee.qmail.message.EnhancedStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A reply of the other side.
 *
 * @param code 200 to 599
 * @param text all lines with their codes, separated by LF, at most {@link ReplyReader#MAX_TEXT} octets
 */
record RemoteReply(int code, String text) {
    boolean isPositive() {
        return code < 300;
    }

    boolean isPermanent() {
        return code >= 500;
    }

    /** The enhanced code; as old servers write it, behind the text, if it is not where RFC 2034 wants it. */
    Optional<EnhancedStatus> status() {
        return EnhancedStatus.leading(text).or(() -> EnhancedStatus.marked(text));
    }

    /** Tells whether it wants something more, as in an exchange of AUTH. */
    boolean isChallenge() {
        return code == 334;
    }

    /** The mechanisms of AUTH in an EHLO reply, in upper case; some servers say {@code AUTH=} too, for clients of 1998. */
    List<String> mechanisms() {
        return Arrays.stream(text.split("\n"))
                .skip(1)
                .filter(line -> line.length() > 4)
                .map(line -> line.substring(4).toUpperCase(Locale.ROOT))
                .filter(line -> line.startsWith("AUTH ") || line.startsWith("AUTH="))
                .flatMap(line -> Arrays.stream(line.substring(5).split(" +")))
                .distinct()
                .toList();
    }

    /** The keywords of an EHLO reply in upper case, without their parameters. */
    List<String> keywords() {
        return Arrays.stream(text.split("\n"))
                .skip(1)
                .filter(line -> line.length() > 4)
                .map(line -> line.substring(4).split(" ", 2)[0].toUpperCase(Locale.ROOT))
                .toList();
    }
}
