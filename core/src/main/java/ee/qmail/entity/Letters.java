package ee.qmail.entity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Letters out of octets. */
public final class Letters {
    /** Names that mail uses and Java does not know, or for which a larger set is meant than they say. */
    private static final Map<String, String> IN_MAIL = Map.of(
            "gb2312", "gb18030",
            "gbk", "gb18030",
            "cp936", "gb18030",
            "ms936", "gb18030",
            "ks_c_5601-1987", "x-windows-949",
            "euc_kr", "euc-kr",
            "x-us-ascii", "us-ascii",
            "iso-8859-8-i", "iso-8859-8");

    private Letters() {}

    /** All that Java knows, found once: its own search for a name that nobody knows goes through all jars each time. */
    private static final class Known {
        private static final Map<String, Charset> BY_NAME = byName();

        private static Map<String, Charset> byName() {
            Map<String, Charset> all = new HashMap<>();
            for (Charset charset : Charset.availableCharsets().values()) {
                all.put(charset.name().toLowerCase(Locale.ROOT), charset);
                charset.aliases().forEach(alias -> all.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset));
            }
            IN_MAIL.forEach((name, meant) -> {
                if (all.containsKey(meant)) {
                    all.put(name, all.get(meant));
                }
            });
            return all;
        }
    }

    /**
     * Looks for a charset by the name that a mail gives, in whatever case. Takes the same short time whatever the name is.
     *
     * @return empty if it is not known
     */
    public static Optional<Charset> charset(String name) {
        return Optional.ofNullable(Known.BY_NAME.get(name.strip().toLowerCase(Locale.ROOT)));
    }

    /** Octets of which nobody says what they are: UTF-8, or ISO-8859-1 if they are none. */
    public static String undeclared(byte[] octets) {
        return undeclared(octets, 0, octets.length);
    }

    static String undeclared(byte[] octets, int offset, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, offset, length, StandardCharsets.ISO_8859_1);
        }
    }
}
