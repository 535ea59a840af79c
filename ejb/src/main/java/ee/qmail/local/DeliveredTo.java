package ee.qmail.local;

import ee.qmail.entity.MailLimits;
import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The lines qmail-local puts on top of a message (DQ-10), and the loop they reveal (DQ-11). Reads octets, and keeps of each line no more than
 * an address has.
 */
final class DeliveredTo {
    private static final String FIELD = "Delivered-To: ";
    private static final byte[] NAME = "delivered-to:".getBytes(StandardCharsets.US_ASCII);

    /** Octets of an address that the queue takes, and some blanks; a longer one is not of this server. */
    private static final int LONGEST_ADDRESS = 1_100;

    /** Addresses; one turn of a loop puts another on top, and with 100 a message is refused (SMTP-14). */
    private static final int MAX = 1_000;

    private static final int CHUNK = 4096;

    private final Set<String> addresses = new HashSet<>();
    private final byte[] address = new byte[LONGEST_ADDRESS];
    /** Octets of the line so far; more than its name and an address are not counted. */
    private int column;

    /** True if the line has been nothing but the name up to here. */
    private boolean named = true;

    private boolean cr;
    private boolean ended;

    private DeliveredTo() {}

    static String line(String address) {
        return FIELD + oneLine(address) + "\n";
    }

    static String returnPath(String sender) {
        return "Return-Path: <" + oneLine(sender) + ">\n";
    }

    /** The lines that a mailbox has on top of a message. */
    static String head(String sender, String address) {
        return returnPath(sender) + line(address);
    }

    private static String oneLine(String address) {
        return address.replace('\n', '_').replace('\r', '_');
    }

    /**
     * The addresses in the Delivered-To fields of the header. Text behind {@link MailLimits#HEADER_OCTETS} is not looked at: the lines
     * of a loop are on top.
     */
    static Set<String> in(Body body) {
        DeliveredTo found = new DeliveredTo();
        byte[] chunk = new byte[(int) Math.min(CHUNK, body.size() + 1)];
        try (InputStream in = body.open()) {
            int left = MailLimits.HEADER_OCTETS;
            int count = in.read(chunk);
            while (count >= 0 && left > 0 && !found.ended) {
                found.text(chunk, count);
                left -= count;
                count = found.ended ? -1 : in.read(chunk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the header cannot be read", e);
        }
        found.endLine();
        return found.addresses;
    }

    /** The address in the form that the field has. */
    static boolean contains(Set<String> addresses, String address) {
        return addresses.contains(oneLine(address));
    }

    private void text(byte[] octets, int count) {
        for (int i = 0; i < count && !ended; i++) {
            if (octets[i] == '\n') {
                endLine();
            } else {
                cr = octets[i] == '\r';
                octet(octets[i]);
            }
        }
    }

    private void octet(byte octet) {
        if (column < NAME.length) {
            named = named && Character.toLowerCase(octet) == NAME[column];
        } else if (named && column - NAME.length < LONGEST_ADDRESS) {
            address[column - NAME.length] = octet;
        }
        column = Math.min(column + 1, NAME.length + LONGEST_ADDRESS + 1);
    }

    private void endLine() {
        ended = column == 0 || column == 1 && cr;
        int length = column - NAME.length;
        if (named && length > 0 && length <= LONGEST_ADDRESS && addresses.size() < MAX) {
            addresses.add(new String(address, 0, length, StandardCharsets.UTF_8).strip());
        }
        column = 0;
        named = true;
        cr = false;
    }
}
