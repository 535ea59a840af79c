package ee.qmail.acme;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Asks for the answer to a challenge of its own, as an authority will, at port 80 of each name (CERT-10). Where a network does not lead its own public
 * address back inside, this finds fault with what an authority would not: it is told, and no reason not to order.
 */
final class Port80 {
    private static final Duration WHOLE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int OCTETS = 24;

    private final AcmeTable table;
    private final int port;

    Port80(AcmeTable table, int port) {
        this.table = table;
        this.port = port;
    }

    /** @return one sentence for each name that does not lead here */
    List<String> check(Collection<String> names) throws IOException {
        List<String> wrong = new ArrayList<>();
        String token = random();
        String answer = token + "." + random();
        table.put(token, answer);
        try {
            AcmeHttp http = AcmeHttp.plain(WHOLE);
            for (String name : names) {
                if (name.startsWith("*.")) {
                    wrong.add(name + ": a name with * can be proved by DNS alone: control/acmedns must name a program");
                } else {
                    check(http, name, token, answer, wrong);
                }
            }
        } finally {
            table.remove(token);
        }
        return wrong;
    }

    private void check(AcmeHttp http, String name, String token, String answer, List<String> wrong) {
        String address = "http://" + name + ":" + port + "/.well-known/acme-challenge/" + token;
        try {
            AcmeReply reply = http.get(URI.create(address));
            if (reply.status() != OK) {
                wrong.add(remark(name, "it answers " + reply.status()));
            } else if (!reply.text().strip().equals(answer)) {
                wrong.add(remark(name, "another answer comes from there"));
            }
        } catch (IOException | IllegalArgumentException e) {
            wrong.add(remark(name, e.getMessage()));
        }
    }

    private String remark(String name, String why) {
        return AcmeReply.forPeople("port " + port + " of " + name
                + " does not lead to this server's port of HTTP, as seen from here: " + why);
    }

    private static String random() {
        byte[] octets = new byte[OCTETS];
        new SecureRandom().nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
