package ee.qmail.bench.peer;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The process of {@link GreenMailPeer}. Its mailboxes are reached by HTTP: {@code /count/u0,u1}, {@code /clear/u0,u1}.
 */
public final class GreenMailMain {
    private final GreenMail server;

    private GreenMailMain(GreenMail server) {
        this.server = server;
    }

    /** @param ports of SMTP and HTTP */
    public static void main(String[] ports) throws IOException {
        GreenMail server =
                new GreenMail(new ServerSetup(Integer.parseInt(ports[0]), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        for (String user : Population.all()) {
            server.setUser(Population.address(user), Population.address(user), Population.PASSWORD);
        }
        InetSocketAddress http = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(ports[1]));
        HttpServer control = HttpServer.create(http, 0);
        control.createContext("/", new GreenMailMain(server)::handle);
        control.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] answer;
        int status = 200;
        try {
            answer = String.valueOf(obey(exchange.getRequestURI().getPath().split("/")))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (Exception e) {
            status = 500;
            answer = e.toString().getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private long obey(String[] words) throws Exception {
        String[] users = words[2].split(",");
        switch (words[1]) {
            case "count" -> {
                return Arrays.stream(users)
                        .mapToLong(user -> inbox(user).getMessageCount())
                        .sum();
            }
            case "clear" -> Arrays.stream(users).forEach(user -> inbox(user).deleteAllMessages());
            default -> throw new IllegalArgumentException("no command " + words[1] + "; there are count and clear");
        }
        return 0;
    }

    private MailFolder inbox(String user) {
        try {
            return server.getManagers().getImapHostManager().getInbox(user(user));
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    private GreenMailUser user(String user) {
        return server.getUserManager().getUser(Population.address(user));
    }
}
