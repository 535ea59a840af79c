package ee.qmail.micro.settings;

import ee.qmail.home.Env;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a broker elsewhere, or of several: {@code tcp://HOST:PORT}, with or without parameters, in parentheses if there are more than one. */
public final class BrokerUrl {
    private static final Pattern ADDRESS =
            Pattern.compile("tcp://(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/?#,()\\s]+):(\\d{1,5})");
    private static final String PARAMETERS = "(\\?[^,()\\s]*)?";
    private static final Pattern FORM = Pattern.compile(
            ADDRESS + PARAMETERS + "|\\(" + ADDRESS + PARAMETERS + "(," + ADDRESS + PARAMETERS + ")*\\)" + PARAMETERS);

    private static final int PATIENCE_MILLIS = 2_000;

    private BrokerUrl() {}

    static Optional<String> fault(String url) {
        boolean isOne = FORM.matcher(url).matches()
                && ADDRESS.matcher(url).results().allMatch(match -> SettingRules.isPort(match.group(2)));
        if (!isOne) {
            return Optional.of("QMAIL_JMS_URL: must be an address of an Artemis such as"
                    + " tcp://broker.example.org:61616, or"
                    + " (tcp://one.example.org:61616,tcp://two.example.org:61616)?ha=true");
        }
        return servers(url).stream().allMatch(InetSocketAddress::isUnresolved)
                ? Optional.of(
                        "QMAIL_JMS_URL: there is no host " + servers(url).get(0).getHostString())
                : Optional.empty();
    }

    private static List<InetSocketAddress> servers(String url) {
        List<InetSocketAddress> servers = new ArrayList<>();
        Matcher match = ADDRESS.matcher(url);
        while (match.find()) {
            servers.add(
                    new InetSocketAddress(match.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(match.group(2))));
        }
        return servers;
    }

    /**
     * The parameters, of which the adapter alone knows all.
     *
     * @param adapter the archive that is going to be deployed
     * @param server classes of Artemis
     */
    public static Optional<String> parametersFault(Path adapter, ClassLoader server) throws IOException {
        String url = Env.QMAIL_JMS_URL.value();
        if (url.isEmpty()) {
            return Optional.empty();
        }
        try (BundledJar broker = BundledJar.open(adapter, "qmail-broker-", server)) {
            Method parse =
                    broker.classes().loadClass("ee.qmail.broker.RemoteBroker").getDeclaredMethod("parse", String.class);
            parse.setAccessible(true);
            parse.invoke(null, url);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.ofNullable(e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            throw new IOException("this is not a complete qmail-micro.jar: build it again", e);
        }
    }

    /** Tells that no broker answers now. That is no fault: it may be started later, and mail waits with those who send. */
    public static Optional<String> silence() {
        List<InetSocketAddress> servers = servers(Env.QMAIL_JMS_URL.value());
        for (InetSocketAddress server : servers) {
            try (Socket socket = new Socket()) {
                socket.connect(server, PATIENCE_MILLIS);
                return Optional.empty();
            } catch (IOException e) {
                continue; // the next one may
            }
        }
        return servers.isEmpty()
                ? Optional.empty()
                : Optional.of("no broker answers at QMAIL_JMS_URL yet: ready is when one does");
    }
}
