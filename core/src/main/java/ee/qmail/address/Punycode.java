package ee.qmail.address;

import ee.qmail.text.Characters;
import java.util.Optional;

/** Letters of any script in the letters, digits and hyphens of host names (RFC 3492). */
final class Punycode {
    /** Characters of a label, so that no number here can get too large. */
    private static final int LONGEST = 63;

    private static final int BASE = 36;
    private static final int MIN = 1;
    private static final int MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_CODE = 128;
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private Punycode() {}

    /** Without the prefix {@code xn--}; empty if the label is longer than one can be. */
    static Optional<String> encode(String label) {
        int[] points = label.codePoints().toArray();
        if (points.length > LONGEST) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder();
        label.chars().filter(c -> c < FIRST_CODE).forEach(c -> out.append((char) c));
        int basic = out.length();
        if (basic > 0) {
            out.append('-');
        }
        int done = basic;
        int code = FIRST_CODE;
        int delta = 0;
        int bias = FIRST_BIAS;
        while (done < points.length) {
            int next = smallest(points, code);
            delta += (next - code) * (done + 1);
            code = next;
            for (int point : points) {
                if (point < code) {
                    delta++;
                } else if (point == code) {
                    append(out, delta, bias);
                    bias = adapt(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }
            delta++;
            code++;
        }
        return Optional.of(out.toString());
    }

    private static int smallest(int[] points, int atLeast) {
        int smallest = Integer.MAX_VALUE;
        for (int point : points) {
            if (point >= atLeast && point < smallest) {
                smallest = point;
            }
        }
        return smallest;
    }

    /** A number whose digits tell where it ends. */
    private static void append(StringBuilder out, int number, int bias) {
        int rest = number;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                out.append(DIGITS.charAt(rest));
                return;
            }
            out.append(DIGITS.charAt(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    /** Returns the text that {@link #encode} was given; empty if no text has this encoding. */
    static Optional<String> decode(String encoded) {
        int hyphen = encoded.lastIndexOf('-');
        StringBuilder out = new StringBuilder(hyphen < 0 ? "" : encoded.substring(0, hyphen));
        if (encoded.length() > LONGEST || Characters.any(out.toString(), c -> c >= FIRST_CODE)) {
            return Optional.empty();
        }
        int at = hyphen + 1;
        int length = out.length();
        long code = FIRST_CODE;
        long position = 0;
        int bias = FIRST_BIAS;
        while (at < encoded.length()) {
            long before = position;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < encoded.length() ? DIGITS.indexOf(encoded.charAt(at++)) : -1;
                position += digit * weight;
                if (digit < 0 || position > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
                int threshold = threshold(k, bias);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
                if (weight > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
            }
            length++;
            bias = adapt((int) (position - before), length, before == 0);
            code += position / length;
            position %= length;
            boolean half = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
            if (half || code > Character.MAX_CODE_POINT) {
                return Optional.empty();
            }
            out.insert(out.offsetByCodePoints(0, (int) position), Character.toChars((int) code));
            position++;
        }
        return Optional.of(out.toString());
    }

    private static int threshold(int k, int bias) {
        return Math.max(MIN, Math.min(MAX, k - bias));
    }

    private static int adapt(int delta, int points, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - MIN) * MAX / 2) {
            rest /= BASE - MIN;
            k += BASE;
        }
        return k + (BASE - MIN + 1) * rest / (rest + SKEW);
    }
}
