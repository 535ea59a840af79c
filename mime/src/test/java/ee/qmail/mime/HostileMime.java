package ee.qmail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Mail as it is made to hurt whoever looks at it: by a grammar of what headers and MIME allow and what programs take for it, one thing of it
 * repeated until the mail is large, and some octets changed. The same seed makes the same mail.
 */
public final class HostileMime {
    private static final List<String> FIELDS = List.of(
            "Subject",
            "From",
            "To",
            "Cc",
            "Content-Type",
            "Content-Disposition",
            "Content-Transfer-Encoding",
            "Content-ID",
            "Message-ID",
            "Received",
            "Delivered-To",
            "MIME-Version",
            "X-\u00e4",
            "content-TYPE",
            "a",
            "");

    private static final List<String> VALUES = List.of(
            "a",
            "=?UTF-8?Q?=C3=BC?= ",
            "=?UTF-8?B?w7w=?=",
            "=?utf-8?q?=C3?= =?utf-8?q?=BC?=",
            "=?x?q?",
            "=?x1?q?a?= ",
            "=?=?",
            "?=",
            "a@b, ",
            "<",
            "<\"",
            "(",
            "((",
            ")",
            "\"",
            "\\",
            "<a@b>,",
            "g:a@b;",
            "[",
            "@",
            ".",
            ",",
            "=?x?q?a?= <a@b>,",
            "\r",
            "\0",
            "\u00fc",
            "\u20ac",
            " ",
            "\t",
            "\r\n ",
            "\n\t",
            ";",
            "; a=b",
            "; a*0=b",
            "; a*1*=utf-8''%C3",
            "; boundary=b",
            "; boundary=\"b",
            "; charset=utf-8",
            "; charset=x-klingon",
            "; charset=UTF-16",
            "; name=\"\u00e4",
            "; filename*=a'b'c",
            "%",
            "=",
            "*",
            "'");

    private static final List<String> TYPES = List.of(
            "text/plain",
            "text/html",
            "text",
            "multipart",
            "multipart/mixed",
            "multipart/alternative",
            "multipart/digest",
            "message/rfc822",
            "message/delivery-status",
            "application/octet-stream",
            "text/plain; charset=UTF-16",
            "text/plain; charset=x-klingon",
            "\"multipart\"/mixed",
            "multipart/mixed (a)",
            "MULTIPART/x",
            "a/b/c",
            "");

    private static final List<String> ENCODINGS = List.of(
            "7bit", "8bit", "base64", "quoted-printable", "uuencode", "x-uue", "rot13", "BASE64 ", "base64; x", "");

    private static final List<String> LINES = List.of(
            "text",
            "--",
            "--b",
            "--b--",
            "----",
            "-- b",
            "--bb",
            "--b ",
            "a:",
            " ",
            "",
            "=",
            "=3D=C3",
            "QUJD",
            "QUJDR",
            "!",
            "begin 644 a",
            "M" + "a".repeat(60),
            "end",
            "`",
            "From a",
            "\0",
            "\u00fc",
            "x".repeat(1_000),
            "\r--b",
            "Content-Type: multipart/mixed; boundary=b");

    private final Random random;
    private final int size;
    private StringBuilder text;

    /** @param size octets that a mail has at most, about */
    public HostileMime(long seed, int size) {
        this.random = new Random(seed);
        this.size = size;
    }

    /** What was tried on servers, one kind after the other, each of about so many octets. */
    public static Map<String, byte[]> known(int size) {
        String mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
        String inner = mixed + "--b\nContent-Type: message/rfc822\n\n";
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("empty fields", mail("", "a:\n", size, ""));
        all.put("one field", mail("Subject: ", "\u0142", size, "\n\nx\n"));
        all.put("folds", mail("Subject: x\n", " x\n", size, "\nx\n"));
        all.put("a line that is no field", mail("", "x", size, ""));
        all.put("parts", mail(mixed, "--b\n", size, ""));
        all.put("parts with bodies", mail(mixed, "--b\n\nx\n", size, "--b--\n"));
        all.put("parts without a boundary", mail("Content-Type: multipart/mixed\n\n", "--b\n\nx\n", size, ""));
        all.put("parts with CR", mail(mixed, "--b\r\r", size, ""));
        all.put("almost parts", mail(mixed + "--b\n\n", "--b-\n", size, ""));
        all.put("nested", mail(mixed, "--b\n" + mixed, size, ""));
        all.put("a header in a part", mail(mixed + "--b\n", "a:\n", size, ""));
        all.put("a header in a message in a part", mail(inner, "a:\n", size, ""));
        all.put("a field in a message in a part", mail(inner + "Subject: ", "x", size, ""));
        all.put("parts in a message in a part", mail(inner + mixed.replace("=b", "=c"), "--c\n", size, ""));
        all.put("messages in messages", mail("", "Content-Type: message/rfc822\n\n", size, ""));
        all.put("parameters", mail("Content-Type: text/plain", "; a=b", size, "\n\nx\n"));
        all.put("pieces of a parameter", mail("Content-Disposition: x", "; a*1*=%41", size, "\n\nx\n"));
        all.put("a boundary", mail("Content-Type: multipart/mixed; boundary=", "b", size, "\n\n--b\n"));
        int field = Math.min(size, 1_000_000);
        for (String address : List.of("<", "<\"", "(", "[", "a,", "=?x?q?a?= <a@b>,", "\"a\" ", "g:a;", "(a) ")) {
            all.put("addresses " + address, mail("From: ", address, field, "\n\nx\n"));
        }
        for (String word :
                List.of("=?x1?q?a?= ", "=?utf-8?q?=C3?= ", "=?utf-8?q?a?=", "=?", "=?utf-8?b?" + "w7w=".repeat(200))) {
            all.put(
                    "words " + word.substring(0, Math.min(12, word.length())),
                    mail("Subject: ", word, field, "\n\nx\n"));
        }
        for (String encoding : List.of("base64", "quoted-printable", "uuencode")) {
            String header = "Content-Transfer-Encoding: " + encoding + "\n\n";
            all.put(encoding + " in one line", mail(header, "QUJD", size, "\n"));
            all.put(encoding + " of blanks", mail(header, " ", size, "="));
            all.put(encoding + " of line ends", mail(header, "=\n", size, ""));
            all.put(encoding + " of begins", mail(header + "begin 644 a\n", "M\n", size, ""));
        }
        all.put("large letters", mail("Content-Type: text/plain; charset=UTF-16\n\n", "x", size, ""));
        all.put("no letters", mail("Content-Type: text/plain; charset=utf-8\n\n", "\u0000", size, ""));
        all.put(
                "letters of escapes",
                mail("Content-Type: text/plain; charset=iso-2022-jp\n\n", "\u001b$B\u001b(B", size, ""));
        return all;
    }

    private static byte[] mail(String beginning, String again, int size, String end) {
        return (beginning + again.repeat(size / again.getBytes(StandardCharsets.UTF_8).length) + end)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The next mail. */
    public byte[] next() {
        text = new StringBuilder();
        entity(0);
        byte[] octets =
                text.toString().getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        if (random.nextInt(3) == 0) {
            octets = new String(octets, StandardCharsets.ISO_8859_1)
                    .replace("\n", random.nextInt(4) == 0 ? "\r" : "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        return mutated(random.nextInt(2) == 0 ? repeated(octets) : octets);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void entity(int depth) {
        String boundary = one(List.of("b", "b", "bb", "b--", " b", "\u00e4", "c" + depth, ""));
        int fields = random.nextInt(6);
        for (int i = 0; i < fields; i++) {
            field();
        }
        boolean holds = depth < 40 && random.nextInt(3) > 0;
        if (holds || random.nextBoolean()) {
            text.append("Content-Type: ")
                    .append(one(TYPES))
                    .append(one(List.of("", "; boundary=", "; boundary*0=", ";\n boundary=\"")))
                    .append(boundary)
                    .append(one(List.of("", "\"", "; x", "\n")))
                    .append('\n');
        }
        if (random.nextBoolean()) {
            text.append("Content-Transfer-Encoding: ").append(one(ENCODINGS)).append('\n');
        }
        text.append(random.nextInt(10) == 0 ? "" : "\n");
        lines();
        for (int parts = holds ? random.nextInt(4) : 0; parts > 0 && text.length() < size; parts--) {
            text.append("--").append(boundary).append('\n');
            entity(depth + 1);
        }
        text.append(holds && random.nextBoolean() ? "--" + boundary + "--\n" : "");
    }

    private void field() {
        text.append(one(FIELDS)).append(random.nextInt(10) == 0 ? " " : "").append(random.nextInt(20) == 0 ? "" : ":");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(one(VALUES));
        }
        text.append('\n');
    }

    private void lines() {
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(one(LINES)).append('\n');
        }
    }

    /** Something in it many times over. */
    private byte[] repeated(byte[] octets) {
        if (octets.length == 0) {
            return octets;
        }
        int begin = random.nextInt(octets.length);
        int length = 1 + random.nextInt(Math.min(octets.length - begin, 1 << random.nextInt(8)));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(octets, 0, begin);
        for (int times = random.nextInt(1 + size / length); times >= 0; times--) {
            all.write(octets, begin, length);
        }
        all.write(octets, begin, octets.length - begin);
        return all.toByteArray();
    }

    private byte[] mutated(byte[] octets) {
        byte[] changed = octets;
        for (int n = random.nextInt(8); n > 0 && changed.length > 0; n--) {
            int at = random.nextInt(changed.length);
            if (random.nextBoolean()) {
                changed[at] = (byte) random.nextInt(256);
            } else {
                int gone = Math.min(changed.length - at, random.nextInt(20));
                System.arraycopy(changed, at + gone, changed, at, changed.length - at - gone);
                changed = Arrays.copyOf(changed, changed.length - gone);
            }
        }
        return changed;
    }
}
