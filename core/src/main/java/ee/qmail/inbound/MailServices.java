package ee.qmail.inbound;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The services that listen in this process: the adapter enters them, health and console read them. The class is loaded
 * once per process and seen by both, which know nothing else of each other.
 */
public final class MailServices {
    private static final Collection<MailService> SERVICES = new CopyOnWriteArrayList<>();

    private MailServices() {}

    public static void add(MailService service) {
        SERVICES.add(service);
    }

    public static void remove(MailService service) {
        SERVICES.remove(service);
    }

    public static List<MailService> all() {
        return List.copyOf(SERVICES);
    }
}
