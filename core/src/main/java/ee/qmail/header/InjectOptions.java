package ee.qmail.header;

import java.util.List;
import java.util.Set;

/**
 * The arguments and the environment of qmail-inject (IN-2, IN-3, IN-5).
 *
 * @param from which addresses are recipients
 * @param recipients the arguments
 * @param sender of the envelope ({@code -f}), null if it is not given
 * @param user who injects, for From and for the envelope
 * @param host of the user, null for control/defaulthost
 * @param name full name of the user, null if there is none
 * @param senderUser user of the envelope sender, null for {@code user}
 * @param senderHost host of the envelope sender, null for that of the user
 * @param letters of {@code QMAILINJECT}: {@code c s f i r m}
 * @param authorIsSender whether the first address of From is the envelope sender if nothing else tells it
 * @param lists addresses of mailing lists, for which Mail-Followup-To is added (IN-11)
 */
public record InjectOptions(
        Recipients from,
        List<String> recipients,
        String sender,
        String user,
        String host,
        String name,
        String senderUser,
        String senderHost,
        String letters,
        boolean authorIsSender,
        Set<String> lists) {
    public enum Recipients {
        /** {@code -a} */
        ARGUMENTS,
        /** {@code -h} */
        HEADER,
        /** {@code -A}: the arguments if there are any, else the header. */
        ARGUMENTS_ELSE_HEADER,
        /** {@code -H} */
        BOTH
    }

    public InjectOptions {
        recipients = List.copyOf(recipients);
        lists = Set.copyOf(lists);
    }

    /** Of an application, of which nothing is known but what its message says. */
    public static InjectOptions application() {
        return new InjectOptions(
                Recipients.ARGUMENTS_ELSE_HEADER,
                List.of(),
                null,
                "anonymous",
                null,
                null,
                null,
                null,
                "",
                true,
                Set.of());
    }

    /** @param host null for control/defaulthost */
    public InjectOptions withUser(String newUser, String newHost) {
        return new InjectOptions(
                from,
                recipients,
                sender,
                newUser,
                newHost,
                name,
                senderUser,
                senderHost,
                letters,
                authorIsSender,
                lists);
    }

    /** With an address as it is written for the user who injects; one without a name, such as {@code <>}, names nobody. */
    public InjectOptions withUserOf(String address) {
        String bare = bare(address);
        int at = bare.lastIndexOf('@');
        return at > 0 ? withUser(bare.substring(0, at), bare.substring(at + 1)) : this;
    }

    /** An address without blanks and brackets around it. */
    public static String bare(String address) {
        String bare = address.strip();
        return bare.startsWith("<") && bare.endsWith(">")
                ? bare.substring(1, bare.length() - 1).strip()
                : bare;
    }

    /** @param address null if it is not given */
    public InjectOptions withSender(String address) {
        return new InjectOptions(
                from, recipients, address, user, host, name, senderUser, senderHost, letters, authorIsSender, lists);
    }

    public InjectOptions withRecipients(List<String> addresses) {
        return new InjectOptions(
                from, addresses, sender, user, host, name, senderUser, senderHost, letters, authorIsSender, lists);
    }

    boolean has(char letter) {
        return letters.indexOf(letter) >= 0;
    }
}
