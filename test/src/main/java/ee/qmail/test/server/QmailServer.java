package ee.qmail.test.server;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a mail server for the tests of a class, in a process of its own, on free ports of loopback and in a home of its
 * own, and ends it afterwards. The test gets it as a parameter of a constructor or method, or in a field, of type
 * {@link RunningServer}. No mail leaves the machine: what is for other servers goes to {@link RunningServer#far}.
 *
 * <pre>{@code
 * @QmailServer(mailboxes = "ana", applications = "target/shop.war")
 * class ShopIT {
 *     @Test
 *     void anOrderIsConfirmed(RunningServer server) {
 *         server.send(InboundMails.mail().sender("ana@example.org").recipient("orders@example.org")
 *             .attachment("order.csv", "text/csv", "chair,4\n").build());
 *         assertTrue(server.awaitMail("ana@example.org").text().contains("4 x chair"));
 *     }
 * }
 * }</pre>
 *
 * <p>The server is the file that the system property {@code qmail.jar} names, else {@code ee.qmail:qmail-micro} in the
 * class path. docs/testing.md tells more.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(QmailExtension.class)
public @interface QmailServer {
    /** The domain that the server delivers for. Addresses without one are in it. */
    String domain() default "example.org";

    /**
     * Mailboxes that are there from the beginning, such as {@code ana}; in another domain, such as {@code bo@shop.example},
     * which is made too. Their password is {@value RunningServer#PASSWORD}.
     */
    String[] mailboxes() default {};

    /** Aliases, such as {@code orders=jms:queue:orders} or {@code all=ana@example.org,bo@example.org}. */
    String[] aliases() default {};

    /**
     * Applications that are deployed, {@code *.war} or {@code *.jar}: files, from the working directory of the tests, which is
     * that of the module with Maven and Gradle.
     */
    String[] applications() default {};

    /** Control files, such as {@code databytes=1000000}, after those that the server is given for tests. */
    String[] control() default {};

    /** Variables of its environment, such as {@code QMAIL_DB_URL=jdbc:postgresql:test}. Those of the tests hold too, but for {@code QMAIL_*}. */
    String[] environment() default {};

    /** Options of its JVM, such as {@code -Dorders.trouble=30}, after {@link ServerProcess#QUICK_START}, which they may revoke. */
    String[] jvm() default {};

    /**
     * Tells whether all classes with the same annotation, shared too, have one server, which ends with the JVM. Mail of one class is
     * there for the next unless it calls {@link RunningServer#purge}.
     */
    boolean shared() default false;
}
