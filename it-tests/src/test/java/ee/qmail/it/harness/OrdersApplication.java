package ee.qmail.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example {@code examples/orders} beside a server, and a customer of it. */
public record OrdersApplication(QmailServer server, String customer) {
    public static final String ORDERS_ADDRESS = "orders@" + QmailServer.DOMAIN;
    public static final String RETURNS_ADDRESS = "returns@" + QmailServer.DOMAIN;

    /** Before the server starts. */
    public void install() {
        try {
            Path applications = Files.createDirectories(server.home().resolve("applications"));
            Files.copy(Path.of(System.getProperty("orders.war")), applications.resolve("orders.war"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param file what is in order.csv, or null for a mail without it
     * @return the last reply
     */
    public String order(String file) {
        String attachment = file == null ? "" : """
                --b
                Content-Type: text/csv
                Content-Disposition: attachment; filename="order.csv"

                %s
                """.formatted(file);
        return send(ORDERS_ADDRESS, """
                From: %s
                Subject: my order
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                please
                %s--b--
                """.formatted(customer, attachment));
    }

    public String giveBack(String order) {
        return send(RETURNS_ADDRESS, "Subject: " + order + "\n\n");
    }

    public String send(String recipient, String text) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            return smtp.message(customer, List.of(recipient), octets);
        }
    }

    public int rows() {
        String json = json();
        Matcher count = Pattern.compile("\"count\":(\\d+)").matcher(json);
        assertThat(count.find()).as(json).isTrue();
        return Integer.parseInt(count.group(1));
    }

    /** How many, and the latest 20. */
    public String json() {
        return server.admin().open("/orders/api").body();
    }
}
