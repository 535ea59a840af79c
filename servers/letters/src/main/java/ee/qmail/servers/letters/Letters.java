package ee.qmail.servers.letters;

import ee.qmail.api.MailConnection;
import ee.qmail.api.MailConnectionFactory;
import ee.qmail.transport.QmailTransport;
import jakarta.annotation.Resource;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.MessageProducer;
import jakarta.jms.TextMessage;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;

/**
 * Sends a letter in one of three ways: {@code GET /letters/session?to=ADDRESS}, {@code transport}, {@code connection}. The last two on a
 * thread that the server does not know, without a context class loader. With {@code repeated} many, by JMS, each several times under its key, which come
 * to qmail-inject at once; {@code unreadable} sends one that cannot become mail. Answers {@code sent}, or what went wrong.
 */
@WebServlet("/*")
public class Letters extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int LETTERS = 50;
    private static final int TIMES = 4;

    @Resource(lookup = "mail/qmail")
    private transient Session session;

    @Resource(lookup = "mail/connections")
    private transient MailConnectionFactory connections;

    @Resource(lookup = "jms/qmail")
    private transient ConnectionFactory queues;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String to = request.getParameter("to");
        String answer = switch (request.getPathInfo()) {
            case "/session" -> answer(() -> session(to));
            case "/transport" -> alone(() -> transport(to));
            case "/connection" -> alone(() -> connection(to));
            case "/repeated" -> answer(() -> repeated(to));
            case "/unreadable" -> answer(this::unreadable);
            default -> "no such way";
        };
        response.getWriter().println(answer);
    }

    private static String alone(Callable<String> way) {
        FutureTask<String> task = new FutureTask<>(way);
        Thread thread = new Thread(task);
        thread.setContextClassLoader(null);
        thread.start();
        return answer(task::get);
    }

    private static String answer(Callable<String> way) {
        try {
            return way.call();
        } catch (ExecutionException e) {
            return e.getCause().toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private String session(String to) throws MessagingException {
        Transport.send(letter("session", to));
        return "sent";
    }

    private String transport(String to) throws MessagingException {
        QmailTransport.send(letter("transport", to));
        return "sent";
    }

    private String connection(String to) throws Exception {
        InputStream letter =
                new ByteArrayInputStream("Subject: by connection\n\ntext\n".getBytes(StandardCharsets.US_ASCII));
        try (MailConnection connection = connections.getConnection()) {
            connection.send(to, List.of(to), letter);
        }
        return "sent";
    }

    private String repeated(String to) throws Exception {
        return inject(LETTERS * TIMES, letter -> "letters/" + letter / TIMES, to);
    }

    private String unreadable() throws Exception {
        return inject(1, letter -> "letters/unreadable", "nobody at all");
    }

    private String inject(int count, IntFunction<String> key, String to) throws Exception {
        transaction.begin();
        try (Connection connection = queues.createConnection();
                jakarta.jms.Session jms = connection.createSession();
                MessageProducer inject = jms.createProducer(jms.createQueue("qmail.inject"))) {
            for (int letter = 0; letter < count; letter++) {
                TextMessage message = jms.createTextMessage("text\n");
                message.setStringProperty("qmail_sender", "");
                message.setStringProperty("qmail_recipients", to);
                message.setStringProperty("qmail_subject", "by key");
                message.setStringProperty("qmail_key", key.apply(letter));
                inject.send(message);
            }
        } finally {
            transaction.commit();
        }
        return "sent";
    }

    private Message letter(String way, String to) throws MessagingException {
        MimeMessage letter = new MimeMessage(session);
        letter.setFrom(to);
        letter.setRecipients(Message.RecipientType.TO, to);
        letter.setSubject("by " + way);
        letter.setText("text\n");
        return letter;
    }
}
