package ee.qmail.examples.orders;

import ee.qmail.api.MailRejectedException;
import java.util.List;

/** Has the last word: when it says no, the row and the confirmation are gone, and the customer reads why. */
final class Warehouse {
    private static final int STOCK = 10_000;

    private Warehouse() {}

    /** @throws MailRejectedException if there is not so much of an article */
    static void reserve(List<OrderLine> lines) throws MailRejectedException {
        for (OrderLine line : lines) {
            if (line.getQuantity() > STOCK) {
                throw new MailRejectedException(
                        "5.2.0", "there are no more than " + STOCK + " of " + line.getArticle());
            }
        }
    }
}
