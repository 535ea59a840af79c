package ee.qmail.smtp;

import ee.qmail.message.Notify;
import ee.qmail.text.Characters;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The parameters behind the address of RCPT: NOTIFY and ORCPT (RFC 3461 4.1, 4.2). */
final class RecipientParameters {
    private static final String UTF8_TYPE = "UTF-8;";

    private RecipientParameters() {}

    /**
     * The wishes about the recipient; null if nothing is said.
     *
     * @param text one character for each octet
     * @param smtpUtf8 whether an original recipient may be in UTF-8 (RFC 6533 3)
     * @param dsn whether they are known; there are no others
     * @throws RefusedException if one of them is unknown or malformed, or given twice
     */
    static Notify parse(String text, boolean smtpUtf8, boolean dsn) throws RefusedException {
        if (text.isEmpty()) {
            return null;
        }
        require(dsn, SmtpReply.BAD_PARAMETER);
        String conditions = null;
        String orcpt = null;
        for (String parameter : MailParameters.BLANKS.split(text)) {
            String upper = parameter.toUpperCase(Locale.ROOT);
            if (upper.startsWith("NOTIFY=")) {
                require(conditions == null, SmtpReply.BAD_NOTIFY);
                conditions = Notify.conditions(parameter.substring(7))
                        .orElseThrow(() -> new RefusedException(SmtpReply.BAD_NOTIFY));
            } else if (upper.startsWith("ORCPT=")) {
                require(orcpt == null, SmtpReply.BAD_ORCPT);
                orcpt = ascii(parameter.substring(6), smtpUtf8);
                require(Notify.isOrcpt(orcpt), SmtpReply.BAD_ORCPT);
            } else {
                throw new RefusedException(SmtpReply.BAD_PARAMETER);
            }
        }
        return new Notify(conditions, orcpt);
    }

    private static void require(boolean right, Reply otherwise) throws RefusedException {
        if (!right) {
            throw new RefusedException(otherwise);
        }
    }

    /** In the form that servers without SMTPUTF8 take as well: {@code \x{E9}} for a letter (RFC 6533 3). */
    private static String ascii(String orcpt, boolean smtpUtf8) throws RefusedException {
        if (Characters.areAscii(orcpt)) {
            return orcpt;
        }
        require(smtpUtf8 && orcpt.toUpperCase(Locale.ROOT).startsWith(UTF8_TYPE), SmtpReply.BAD_ORCPT);
        try {
            StringBuilder escaped = new StringBuilder();
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(orcpt.getBytes(StandardCharsets.ISO_8859_1)))
                    .codePoints()
                    .forEach(c -> escaped.append(c < 0x80 ? Character.toString(c) : String.format("\\x{%X}", c)));
            return escaped.toString();
        } catch (CharacterCodingException notUtf8) {
            throw new RefusedException(SmtpReply.BAD_ORCPT);
        }
    }
}
