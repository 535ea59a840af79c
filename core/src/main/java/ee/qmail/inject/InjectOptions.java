package ee.qmail.inject;

import java.util.List;
import java.util.Set;

/**
 * The arguments and the environment of qmail-inject (IN-2, IN-3, IN-5).
 *
 * @param recipients to whom it goes
 * @param user who injects it
 * @param sender of the envelope
 * @param letters of {@code QMAILINJECT}: {@code c s f i r m}
 * @param lists addresses of mailing lists, for which Mail-Followup-To is added (IN-11)
 */
public record InjectOptions(Recipients recipients, User user, Sender sender, String letters, Set<String> lists) {
    /** The addresses that are recipients. */
    public enum From {
        /** {@code -a} */
        ARGUMENTS,
        /** {@code -h} */
        HEADER,
        /** {@code -A}: the arguments if there are any, else the header. */
        ARGUMENTS_ELSE_HEADER,
        /** {@code -H} */
        BOTH
    }

    /** @param arguments addresses as a header has them */
    public record Recipients(From from, List<String> arguments) {
        public Recipients {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * The user who injects the message, for From and for the envelope.
     *
     * @param host null for control/defaulthost
     * @param fullName null if there is none
     */
    public record User(String name, String host, String fullName) {
        public static final User ANONYMOUS = new User("anonymous", null, null);

        /** The user of an address as it is written; anonymous if it names nobody, as {@code <>} does. */
        public static User of(String address) {
            String bare = bare(address);
            int at = bare.lastIndexOf('@');
            return at > 0 ? new User(bare.substring(0, at), bare.substring(at + 1), null) : ANONYMOUS;
        }
    }

    /**
     * The sender of the envelope: the address, else the one in the header, else the user of that name and host.
     *
     * @param address of {@code -f}, null if it is not given
     * @param user null for the user who injects
     * @param host null for that of the user who injects
     * @param mayBeAuthor whether an address of From comes before the user
     */
    public record Sender(String address, String user, String host, boolean mayBeAuthor) {}

    public InjectOptions {
        lists = Set.copyOf(lists);
    }

    /**
     * Of an application, of which nothing is known but what it says.
     *
     * @param sender as a header has it; null: taken from the header
     * @param recipients none: taken from the header
     */
    public static InjectOptions application(String sender, List<String> recipients) {
        return new InjectOptions(
                new Recipients(From.ARGUMENTS_ELSE_HEADER, recipients),
                sender == null ? User.ANONYMOUS : User.of(sender),
                new Sender(sender, null, null, true),
                "",
                Set.of());
    }

    /** An address without blanks and brackets around it. */
    public static String bare(String address) {
        String bare = address.strip();
        return bare.startsWith("<") && bare.endsWith(">")
                ? bare.substring(1, bare.length() - 1).strip()
                : bare;
    }

    boolean has(char letter) {
        return letters.indexOf(letter) >= 0;
    }
}
