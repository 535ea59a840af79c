package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * Runs commands of all kinds to no end, so that the JVM can tell which classes they need: cli/start.sh has them kept in an archive, from which they are there
 * five times sooner. The server that is asked is a thread of this process.
 */
public final class Training {
    /** Whatever is asked. */
    private static final String ANSWER =
            "{\"local\":0,\"remote\":0,\"deferred\":0,\"dead\":0,\"jobs\":0,\"name\":\"x\",\"mailboxes\":0,\"aliases\":0}";

    private static final String LENGTH = "Content-Length:";

    private Training() {}

    /** With {@code QMAIL_ADMIN_PASSWORD} in the environment, or nobody can be asked for it. Ends with 111 if one of the commands does not end as it should. */
    public static void main(String[] arguments) throws IOException {
        boolean isWell = areWell() && injects();
        System.exit(isWell ? 0 : ApiException.TEMPORARY);
    }

    private static boolean areWell() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answerAll(server));
            answers.setDaemon(true);
            answers.start();
            String api = "--api=http://127.0.0.1:" + server.getLocalPort() + "/api";
            return qmail(api, "qstat") == 0
                    && qmail("retry", "1", api) == 0
                    && qmail("vdominfo", "--json", api) == 0
                    && qmail("user", "apppassword", "--help") == 0
                    && qmail("--help") == 0
                    && qmail("nonsense") == ApiException.PERMANENT;
        }
    }

    private static int qmail(String... command) {
        PrintWriter nobody = new PrintWriter(OutputStream.nullOutputStream());
        return Qmail.execute(InputStream.nullInputStream(), nobody, nobody, command);
    }

    private static boolean injects() {
        InputStream message = new ByteArrayInputStream("To: a@example.org\n\nx\n".getBytes(StandardCharsets.US_ASCII));
        OutputStream nobody = OutputStream.nullOutputStream();
        return QmailInject.run(message, nobody, new PrintStream(nobody), Map.of(), Clock.systemUTC(), "-n") == 0;
    }

    private static void answerAll(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                answer(client);
            } catch (IOException e) {
                continue; // that one, or this server, is closed
            }
        }
    }

    /** One question after the other, as the server does. */
    private static void answer(Socket client) throws IOException {
        BufferedReader request =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        int body = 0;
        for (String line = request.readLine(); line != null; line = request.readLine()) {
            if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                body = Integer.parseInt(line.substring(LENGTH.length()).strip());
            } else if (line.isEmpty()) {
                request.skip(body);
                body = 0;
                client.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\n" + LENGTH + " " + ANSWER.length() + "\r\n\r\n" + ANSWER)
                                .getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
