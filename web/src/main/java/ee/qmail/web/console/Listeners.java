package ee.qmail.web.console;

import ee.qmail.contract.MailService;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.web.language.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The addresses at which mail programs reach this server. */
@Named
@RequestScoped
public class Listeners {
    @Inject
    private ControlFiles files;

    @Inject
    private Texts texts;

    /** @param service the name of a listener, such as {@code submission} */
    public boolean isUp(String service) {
        return up(service).isPresent();
    }

    private static Optional<MailService> up(String service) {
        return MailService.RUNNING.all().stream()
                .filter(each -> each.name().equals(service) && each.isUp())
                .findFirst();
    }

    /** The address of a listener. */
    public String of(String service) {
        return up(service).map(MailService::address).map(this::text).orElseGet(() -> texts.of("mailbox.notListening"));
    }

    private String text(InetSocketAddress address) {
        return text(address, files.current().value(Setting.ME), texts);
    }

    /** The name of this host, unless it listens at a single address, as for tests. */
    static String text(InetSocketAddress address, Optional<String> me, Texts texts) {
        InetAddress bound = address.getAddress();
        String host = bound.isAnyLocalAddress() ? me.orElseGet(bound::getHostAddress) : bound.getHostAddress();
        return texts.of("mailbox.listener", host, String.valueOf(address.getPort()));
    }
}
