package ee.qmail.api;

import java.util.Locale;
import java.util.Optional;

/**
 * Variable envelope return paths: each copy of a newsletter has a sender of its own, from which a bounce, however it is written,
 * tells whose it is. The form is qmail's: of {@code news-@example.org} and {@code ana@example.net} it is
 * {@code news-ana=example.net@example.org}. Servers need not take more than 64 octets before the last {@code @} (RFC 5321 section
 * 4.5.3.1.1), though most do: keep the base short. A bean for {@code news-*@example.org} takes the bounces.
 */
public final class Verp {
    private Verp() {}

    /**
     * Makes the sender of one copy.
     *
     * @param base an address whose local part is what the senders begin with, such as {@code news-@example.org}
     * @param recipient of the copy, an address without quotes
     * @return the address
     * @throws IllegalArgumentException if one of them is no such address
     */
    public static String sender(String base, String recipient) {
        int at = at(base, "base");
        int end = at(recipient, "recipient");
        return base.substring(0, at)
                + recipient.substring(0, end)
                + '='
                + recipient.substring(end + 1)
                + base.substring(at);
    }

    /**
     * Reads whose bounce it is.
     *
     * @param base as for {@link #sender}
     * @param address that the bounce came to, such as {@link InboundMail#recipient}, in whatever case
     * @return the recipient of the copy, in the case of {@code address}; empty if {@code address} is not made of the base
     * @throws IllegalArgumentException if the base is no address
     */
    public static Optional<String> recipient(String base, String address) {
        int at = at(base, "base");
        String known = address.toLowerCase(Locale.ROOT);
        String prefix = base.substring(0, at).toLowerCase(Locale.ROOT);
        String domain = base.substring(at).toLowerCase(Locale.ROOT);
        if (!known.startsWith(prefix)
                || !known.endsWith(domain)
                || known.length() < prefix.length() + domain.length()) {
            return Optional.empty();
        }
        String coded = address.substring(prefix.length(), address.length() - domain.length());
        int equals = coded.lastIndexOf('=');
        if (equals <= 0 || equals == coded.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(coded.substring(0, equals) + '@' + coded.substring(equals + 1));
    }

    private static int at(String address, String name) {
        int at = address.lastIndexOf('@');
        if (at <= 0 || at == address.length() - 1 || address.indexOf('"') >= 0 || address.indexOf('@') != at) {
            throw new IllegalArgumentException(
                    name + " '" + address + "': must be an address without quotes, such as news-@example.org");
        }
        return at;
    }
}
