package ee.qmail.examples.orders;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An order of a customer. */
@Entity
@Table(name = "example_order")
public class Order {
    /** Of the mail, so that one that comes twice is one order. */
    @Id
    @Column(name = "mail_key", length = 600)
    private String mailKey;

    private String customer;
    private Instant received;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "example_order_line")
    @OrderColumn(name = "line_number")
    private List<OrderLine> lines = new ArrayList<>();

    protected Order() {}

    Order(String mailKey, String customer, Instant received, List<OrderLine> lines) {
        this.mailKey = mailKey;
        this.customer = customer;
        this.received = received;
        this.lines = new ArrayList<>(lines);
    }

    public String getMailKey() {
        return mailKey;
    }

    public String getCustomer() {
        return customer;
    }

    public Instant getReceived() {
        return received;
    }

    /** Such as {@code 4 x chair, 1 x table}. */
    public String summary() {
        return lines.stream()
                .map(line -> line.getQuantity() + " x " + line.getArticle())
                .collect(Collectors.joining(", "));
    }

    public List<OrderLine> getLines() {
        return List.copyOf(lines);
    }
}
