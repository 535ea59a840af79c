package ee.qmail.mime;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of the entries; docs/jms.md is the format. */
final class Entries {
    static final String FROM = "from";
    static final String TO = "to";
    static final String CC = "cc";
    static final String BCC = "bcc";
    static final String SUBJECT = "subject";
    static final String TEXT = "text";
    static final String HTML = "html";

    /** The prefix of the name of a header field. */
    static final String HEADER = "header.";

    static final String ATTACHMENT = "attachment.";
    static final String NAME = "name";
    static final String TYPE = "type";
    static final String ID = "id";
    static final String DATA = "data";

    /** Fields whose names in them are encoded apart from the addresses. */
    private static final Set<String> ADDRESS_FIELDS = Set.of(
            FROM,
            TO,
            CC,
            BCC,
            "sender",
            "reply-to",
            "return-path",
            "errors-to",
            "return-receipt-to",
            "disposition-notification-to",
            "mail-followup-to",
            "mail-reply-to",
            "resent-from",
            "resent-sender",
            "resent-reply-to",
            "resent-to",
            "resent-cc",
            "resent-bcc");

    /** Group 1 is the number, group 2 what of it. */
    static final Pattern ATTACHMENT_ENTRY = Pattern.compile("attachment\\.([1-9][0-9]{0,3})\\.(name|type|id|data)");

    private Entries() {}

    static String attachment(int number, String what) {
        return ATTACHMENT + number + "." + what;
    }

    static boolean isAddressField(String name) {
        return ADDRESS_FIELDS.contains(name.toLowerCase(Locale.ROOT));
    }
}
