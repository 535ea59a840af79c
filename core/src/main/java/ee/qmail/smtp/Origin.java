package ee.qmail.smtp;

import ee.qmail.contract.Client;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import java.util.EnumMap;
import java.util.Map;

/** How messages of a client come, and what it asks for one of them, as the attributes that go with it (CODE-5). */
final class Origin {
    private Origin() {}

    /** @param helo null before a hello */
    static Attributes of(Client client, String helo, boolean esmtp) {
        Map<Attribute, String> known = new EnumMap<>(Attribute.class);
        known.put(Attribute.CLIENT, client.peer().remoteIp());
        known.put(Attribute.PROTOCOL, ReceivedLine.protocol(esmtp, false, client));
        if (helo != null) {
            known.put(Attribute.HELO, helo);
        }
        if (client.isEncrypted()) {
            known.put(Attribute.TLS, client.tls().version() + " " + client.tls().suite());
        }
        if (client.isLoggedIn()) {
            known.put(Attribute.LOGIN, client.login());
        }
        return new Attributes(known);
    }

    /** Of most messages those of the connection. */
    static Attributes with(Attributes origin, MailParameters parameters) {
        Attributes all = origin;
        if (parameters.requireTls()) {
            all = all.with(Attribute.REQUIRETLS, Attribute.YES);
        }
        if (parameters.ret() != null) {
            all = all.with(Attribute.RET, parameters.ret());
        }
        return parameters.envid() == null ? all : all.with(Attribute.ENVID, parameters.envid());
    }
}
