package ee.qmail.examples.orders;

import jakarta.persistence.Embeddable;

/** So many of an article. */
@Embeddable
public class OrderLine {
    private String article;
    private int quantity;

    protected OrderLine() {}

    OrderLine(String article, int quantity) {
        this.article = article;
        this.quantity = quantity;
    }

    public String getArticle() {
        return article;
    }

    public int getQuantity() {
        return quantity;
    }
}
