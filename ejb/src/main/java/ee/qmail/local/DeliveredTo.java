package ee.qmail.local;

import ee.qmail.mail.Body;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines qmail-local puts on top of a message (DQ-10), and the loop they reveal (DQ-11). */
final class DeliveredTo {
    private static final String FIELD = "Delivered-To: ";
    /** A header longer than this is not read to its end. */
    private static final int MOST_LINES = 2_000;

    private DeliveredTo() {}

    static String line(String address) {
        return FIELD + oneLine(address) + "\n";
    }

    static String returnPath(String sender) {
        return "Return-Path: <" + oneLine(sender) + ">\n";
    }

    private static String oneLine(String address) {
        return address.replace('\n', '_').replace('\r', '_');
    }

    /** The Delivered-To lines of the header, each with its LF. */
    static List<String> in(Body body) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(body.open(), StandardCharsets.UTF_8), 4096)) {
            String line = reader.readLine();
            for (int n = 0; line != null && !line.isEmpty() && n < MOST_LINES; n++) {
                if (line.startsWith(FIELD)) {
                    lines.add(line + "\n");
                }
                line = reader.readLine();
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("the header cannot be read", e);
        }
    }
}
