package ee.qmail.web.autoconfig;

import ee.qmail.contract.Door;
import java.util.ArrayList;
import java.util.List;

/** The records that lead the mail programs of a domain's users here, as lines of a zone file (SUB-9). */
public final class DnsRecords {
    private static final int HTTPS = 443;

    private DnsRecords() {}

    /** Of the doors that there are: {@code _submissions}, {@code _submission}, {@code _pop3s}; and of the two files. */
    public static List<String> of(MailServer server) {
        List<String> lines = new ArrayList<>();
        // RFC 8314 5.1: TLS from the first octet is preferred
        service(lines, server, Door.SUBMISSIONS, 0);
        service(lines, server, Door.SUBMISSION, 10);
        service(lines, server, Door.POP3S, 0);
        for (String name : List.of("autoconfig", "autodiscover")) {
            lines.add(name + "." + server.domain() + ". IN CNAME " + server.host() + ".");
        }
        lines.add(srv("autodiscover", server.domain(), 0, HTTPS, server.host()));
        return lines;
    }

    private static void service(List<String> lines, MailServer server, Door door, int priority) {
        Integer port = server.ports().get(door);
        if (port != null) {
            lines.add(srv(door.label(), server.domain(), priority, port, server.host()));
        }
    }

    private static String srv(String service, String domain, int priority, int port, String host) {
        return "_" + service + "._tcp." + domain + ". IN SRV " + priority + " 1 " + port + " " + host + ".";
    }
}
