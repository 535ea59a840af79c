package ee.qmail.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The texts in messages. */
final class SaslText {
    /** Of a name, with its domain (RFC 5321 4.5.3.1). */
    static final int MAX_NAME = 320;
    /** Of a password of 128 characters of four octets each. */
    static final int MAX_PASSWORD = 512;

    private SaslText() {}

    /** Strict UTF-8, as RFC 4616 2 asks; a replaced character could make one name of another. */
    static String utf8(byte[] octets, int from, int to) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException();
        }
    }

    static String utf8(byte[] octets) throws MalformedException {
        return utf8(octets, 0, octets.length);
    }

    /** Something a user has typed: not empty, and without a NUL. */
    static String typed(String text) throws MalformedException {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new MalformedException();
        }
        return text;
    }

    /** A name in SCRAM and OAUTHBEARER, where {@code =2C} is a comma and {@code =3D} an equals sign (RFC 5802 5.1). */
    static String saslName(String escaped) throws MalformedException {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '=') {
                name.append(escaped(escaped, i));
                i += 2;
            } else {
                name.append(c);
            }
        }
        return typed(name.toString());
    }

    private static char escaped(String text, int at) throws MalformedException {
        if (text.startsWith("=2C", at)) {
            return ',';
        }
        if (text.startsWith("=3D", at)) {
            return '=';
        }
        throw new MalformedException();
    }

    /** Tells whether a user wants to act as another one (RFC 4422 3.4.1), which nobody may here (AUTH-6). */
    static boolean isForSomebodyElse(String authorization, String user) {
        return !authorization.isEmpty() && !authorization.equalsIgnoreCase(user);
    }
}
