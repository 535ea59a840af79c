package ee.qmail.it.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Mail that is small to send and dear to look at. None of it has a line that SMTP refuses. */
public enum HostileMail {
    /** More header fields than there are grains of sand. */
    FIELDS(text -> text.repeat(5_500_000, "a:\r\n").add("\r\nbody\r\n")),
    /** One field, which is one line, in which not everything is ASCII. */
    LONG_LINE(text -> text.add("Subject: \u00fc").repeat(95_000_000, "x").add("\r\n\r\nbody\r\n")),
    /** One field that is folded again and again. */
    FOLDED(text -> text.add("Subject: x\r\n").repeat(2_000_000, " y\r\n").add("\r\nbody\r\n")),
    /** No empty line after the header. */
    ENDLESS_HEADER(text -> text.each(400_000, i -> "X-" + i + ": value of it\r\n")),
    /** Parts without anything in them. */
    BOUNDARIES(text -> text.multipart("b").repeat(400_000, "--b\r\n").add("--b--\r\n")),
    /** Parts, each with a type that has to be looked up. */
    TYPES(text -> text.multipart("b")
            .each(50_000, i -> "--b\r\nContent-Type: x-" + i + "/y\r\n\r\nz\r\n")
            .add("--b--\r\n")),
    /** Parts with a character set nobody has. */
    CHARSETS(text -> text.multipart("b")
            .each(900, i -> "--b\r\nContent-Type: text/plain; charset=x-" + i + "\r\n\r\n\u00fc\r\n")
            .add("--b--\r\n")),
    /** Multiparts in one another. */
    NESTED(text -> text.multipart("b0")
            .each(5_000, i -> "--b" + i + "\r\nContent-Type: multipart/mixed; boundary=b" + (i + 1) + "\r\n\r\n")),
    /** Messages in one another. */
    MESSAGES(
            text -> text.repeat(50_000, "Content-Type: message/rfc822\r\n\r\n").add("Subject: inside\r\n\r\nbody\r\n")),
    /** A multipart whose boundary is told nowhere. */
    GUESSED(text -> text.add("Content-Type: multipart/mixed\r\n\r\n").repeat(400_000, "--x\r\n")),
    /** Two types, of which only one is believed. */
    TWO_TYPES(text ->
            text.multipartField("a").multipart("b").repeat(200_000, "--a\r\n").repeat(200_000, "--b\r\n")),
    /** A boundary that is put together from pieces. */
    PIECES(text -> text.add("Content-Type: multipart/mixed")
            .each(20_000, i -> ";\r\n boundary*" + i + "=b")
            .add("\r\n\r\n")
            .repeat(1_000, "--b\r\n")),
    /** A boundary of a megabyte, and lines that nearly are it. */
    LONG_BOUNDARY(text -> text.add("Content-Type: multipart/mixed; boundary=\"")
            .repeat(1_000_000, "b")
            .add("\"\r\n\r\n")
            .repeat(20, "--" + "b".repeat(100_000) + "\r\n")),
    /** Parameters of a field. */
    PARAMETERS(text -> text.add("Content-Type: text/plain")
            .each(100_000, i -> ";\r\n a" + i + "=b")
            .add("\r\n\r\nbody\r\n")),
    /** A file name in pieces. */
    FILE_NAME(text -> text.add("Content-Disposition: attachment")
            .each(50_000, i -> ";\r\n filename*" + i + "*=utf-8''x")
            .add("\r\n\r\nbody\r\n")),
    /** Encoded words, whole ones and broken ones. */
    ENCODED_WORDS(text -> text.add("Subject:")
            .repeat(50_000, " =?utf-8?q?=C3=BC?=\r\n")
            .repeat(50_000, " =?utf-8?q?=C3\r\n")
            .repeat(50_000, " =?x-none?b?====?=\r\n")
            .add("\r\nbody\r\n")),
    /** Addresses, and comments in comments. */
    ADDRESSES(text -> text.add("To: a@b.example")
            .repeat(100_000, ",\r\n a@b.example")
            .add("\r\nCc: ")
            .repeat(500_000, "(")
            .add("\r\nFrom: ")
            .repeat(500_000, "\"<")
            .add("\r\n\r\nbody\r\n")),
    /** Base64 that is none, and no end. */
    BASE64(text -> text.multipart("b")
            .add("--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            .repeat(500_000, "=A=\r\n")),
    /** An encoding that reads to an end that does not come. */
    UUENCODED(
            text -> text.add("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n")
                    .repeat(200_000, "M\r\n")),
    /** An encoding that is not known, and one with soft line ends only. */
    SOFT_LINES(text -> text.add(
                    "Content-Type: text/html; charset=utf-7\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
            .repeat(1_000_000, "=\r\n")),
    /** Deliveries that never were, in a line without an end. */
    DELIVERED(text -> text.each(95, i -> "Delivered-To: user" + i + "@elsewhere.example\r\n")
            .add("Delivered-To: ")
            .repeat(5_000_000, "x")
            .add("\r\n\r\nbody\r\n")),
    /** Octets that are no text. */
    NULS(text -> text.add("Content-Type: multipart/mixed; boundary=\"\0\"\r\nSubject: \0\r\n\r\nx")
            .repeat(1_000_000, "\0")
            .add("\r\n"));

    /** Puts a mail together; characters are octets. */
    static final class Text {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        Text add(String text) {
            octets.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        Text repeat(int times, String text) {
            byte[] piece = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < times; i++) {
                octets.writeBytes(piece);
            }
            return this;
        }

        Text each(int times, IntFunction<String> text) {
            for (int i = 0; i < times; i++) {
                add(text.apply(i));
            }
            return this;
        }

        Text multipartField(String boundary) {
            return add("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=" + boundary + "\r\n");
        }

        Text multipart(String boundary) {
            return multipartField(boundary).add("\r\n");
        }
    }

    private interface Recipe {
        Text write(Text text);
    }

    private final Recipe recipe;

    HostileMail(Recipe recipe) {
        this.recipe = recipe;
    }

    /** By which the mail is known wherever it arrives: its last line. */
    public String mark() {
        return "this is " + name() + ";";
    }

    /** The mail with CRLF line ends. */
    public byte[] octets() {
        return recipe.write(new Text()).add("\r\n" + mark() + "\r\n").octets.toByteArray();
    }
}
