package ee.qmail.bench.application;

import ee.qmail.api.MailConnection;
import ee.qmail.api.MailConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Sends mail on the thread of the request, each in a JTA transaction of its own, for as long as it is told:
 * {@code POST /sender/WAY?to=ADDRESS&millis=1000&size=4096} with the ways {@code map}, {@code raw}, {@code connection}, {@code keyed} and {@code session}.
 * Answers how many, when the last is committed.
 */
@WebServlet("/*")
public class Sender extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String FROM = "sender@client.example";
    private static final String QUEUE = "qmail.inject";

    @Resource(lookup = "jms/qmail")
    private transient ConnectionFactory factory;

    @Resource(lookup = "mail/connections")
    private transient MailConnectionFactory connections;

    @Resource(lookup = "mail/qmail")
    private transient Session session;

    @Resource
    private transient UserTransaction transaction;

    @FunctionalInterface
    private interface Way {
        void send(String to, String text) throws Exception;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Way way = way(request.getPathInfo());
        String to = request.getParameter("to");
        String text = "x".repeat(63).concat("\n").repeat(Integer.parseInt(request.getParameter("size")) / 64);
        long end = System.nanoTime() + Long.parseLong(request.getParameter("millis")) * 1_000_000;
        long sent = 0;
        try {
            while (System.nanoTime() - end < 0) {
                transaction.begin();
                way.send(to, text);
                transaction.commit();
                sent++;
            }
        } catch (Exception e) {
            throw new ServletException(e);
        }
        response.getWriter().println(sent);
    }

    private Way way(String name) throws ServletException {
        return switch (name) {
            case "/map" -> this::map;
            case "/raw" -> this::raw;
            case "/connection" -> this::connection;
            case "/keyed" -> this::keyed;
            case "/session" -> this::session;
            default -> throw new ServletException("no way " + name);
        };
    }

    private void map(String to, String text) throws JMSException {
        try (JMSContext jms = factory.createContext()) {
            MapMessage mail = jms.createMapMessage();
            mail.setString("from", FROM);
            mail.setString("to", to);
            mail.setString("subject", "bench");
            mail.setString("text", text);
            send(jms, mail);
        }
    }

    private void raw(String to, String text) throws JMSException {
        try (JMSContext jms = factory.createContext()) {
            BytesMessage mail = jms.createBytesMessage();
            mail.writeBytes(octets(to, text));
            mail.setStringProperty("qmail_sender", FROM);
            mail.setStringProperty("qmail_recipients", to);
            send(jms, mail);
        }
    }

    private static void send(JMSContext jms, Message mail) {
        jms.createProducer().send(jms.createQueue(QUEUE), mail);
    }

    private void connection(String to, String text) throws Exception {
        try (MailConnection mail = connections.getConnection()) {
            mail.send(FROM, List.of(to), new ByteArrayInputStream(octets(to, text)));
        }
    }

    private void keyed(String to, String text) throws Exception {
        try (MailConnection mail = connections.getConnection()) {
            String key = "bench/" + UUID.randomUUID();
            mail.send(FROM, List.of(to), new ByteArrayInputStream(octets(to, text)), key);
        }
    }

    private static byte[] octets(String to, String text) {
        return ("From: " + FROM + "\nTo: " + to + "\nSubject: bench\n\n" + text).getBytes(StandardCharsets.US_ASCII);
    }

    private void session(String to, String text) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(FROM);
        mail.setRecipients(jakarta.mail.Message.RecipientType.TO, to);
        mail.setSubject("bench");
        mail.setText(text);
        Transport.send(mail);
    }
}
