package ee.qmail.examples.orders;

import ee.qmail.api.MailRejectedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/** A file order.csv: {@code article,quantity}, one to a line. */
final class OrderFile {
    private static final int MAX_LINES = 1_000;
    private static final int MAX_LENGTH = 100_000;

    private OrderFile() {}

    /** @throws MailRejectedException that tells the customer which line is wrong */
    static List<OrderLine> read(Reader file) throws IOException, MailRejectedException {
        List<OrderLine> lines = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new StringReader(beginning(file)));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.isBlank()) {
                lines.add(line(lines.size() + 1, line.strip()));
            }
            if (lines.size() > MAX_LINES) {
                throw new MailRejectedException("5.6.0", "order.csv must have at most " + MAX_LINES + " lines");
            }
        }
        if (lines.isEmpty()) {
            throw new MailRejectedException("5.6.0", "order.csv is empty; must have lines such as chair,4");
        }
        return lines;
    }

    /** A line of any length is not one to be held in memory. */
    private static String beginning(Reader file) throws IOException, MailRejectedException {
        char[] text = new char[MAX_LENGTH + 1];
        int length = 0;
        int count = file.read(text);
        while (count > 0) {
            length += count;
            count = file.read(text, length, text.length - length);
        }
        if (length > MAX_LENGTH) {
            throw new MailRejectedException("5.6.0", "order.csv must have at most " + MAX_LENGTH + " characters");
        }
        return new String(text, 0, length);
    }

    private static OrderLine line(int number, String line) throws MailRejectedException {
        String[] fields = line.split(",", -1);
        if (fields.length != 2 || fields[0].isBlank() || !fields[1].strip().matches("[1-9][0-9]{0,5}")) {
            throw new MailRejectedException(
                    "5.6.0", "order.csv line " + number + " must be article,quantity such as chair,4");
        }
        return new OrderLine(fields[0].strip(), Integer.parseInt(fields[1].strip()));
    }
}
