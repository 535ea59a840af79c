package ee.qmail.test;

import ee.qmail.address.AddressRules;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.mime.MailComposer;
import ee.qmail.rar.application.ParsedBeanMail;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mail for beans in unit tests, without a server. It is taken apart by the code that the server runs, with its limits
 * and its exceptions. All of it is in memory.
 *
 * <pre>{@code
 * InboundMail mail = InboundMails.mail()
 *     .sender("ana@example.net")
 *     .recipient("orders@example.org")
 *     .attachment("order.csv", "text/csv", "chair,4\n")
 *     .build();
 * BeanAnswer answer = InboundMails.deliver(new Orders(entities), mail);
 * assertEquals(BeanAnswer.Kind.DELIVERED, answer.kind());
 * }</pre>
 */
public final class InboundMails {
    private InboundMails() {}

    /**
     * Takes a whole message, for instance one from a file {@code .eml}. The sender of the envelope is the first address
     * of From, the recipient the first one of To; where there is none, they are as {@link #mail} has them.
     *
     * @param message text as RFC 5322 has it, with LF or CRLF line ends
     * @return the mail as a bean is given it
     */
    public static InboundMail of(byte[] message) {
        return mail().message(message).build();
    }

    /**
     * Takes a whole message, as {@link #of(byte[])} does.
     *
     * @param message text as RFC 5322 has it, in UTF-8
     * @return the mail as a bean is given it
     */
    public static InboundMail of(String message) {
        return of(message.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Begins a mail.
     *
     * @return a mail without a text from {@code sender@example.net} to {@code recipient@example.org}, to be filled
     */
    public static MailBuilder mail() {
        return new MailBuilder();
    }

    /**
     * Gives a mail to a bean, as the server does, but without a transaction and without a container: the test has set
     * the fields of the bean that are injected elsewhere. An {@link Error}, such as that of an assertion in a mock, is
     * thrown on.
     *
     * @param bean gets the mail, in this thread
     * @param mail for the bean
     * @return the answer that the server would see if the transaction of the bean ended as the call did
     */
    public static BeanAnswer deliver(MailListener bean, InboundMail mail) {
        try {
            bean.onMail(mail);
            return BeanAnswer.delivered();
        } catch (MailRejectedException e) {
            return BeanAnswer.rejected(mail.recipient(), e);
        } catch (RuntimeException e) {
            return BeanAnswer.deferred(e);
        }
    }

    /**
     * The archives that this class needs inside of a container, such as one that Arquillian starts; all but Jakarta EE,
     * which the container has.
     *
     * @return files of the class path
     */
    public static List<Path> libraries() {
        return Stream.of(
                        InboundMail.class,
                        InboundMails.class,
                        ParsedBeanMail.class,
                        MailComposer.class,
                        AddressRules.class)
                .map(InboundMails::archive)
                .toList();
    }

    private static Path archive(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the archive of " + type + " has no path", e);
        }
    }
}
