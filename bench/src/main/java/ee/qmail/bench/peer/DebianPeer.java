package ee.qmail.bench.peer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Base of the peers from Debian packages: a sandbox, and Maildirs of one system user. */
abstract class DebianPeer extends OwnPeer {
    final Path root;

    DebianPeer(Place place, DebianPackage code) {
        super(place);
        this.root = code.root();
    }

    /** Writes the configuration and tells how to start. */
    abstract List<String> command();

    /** The server that greets when it is ready. */
    InetSocketAddress greeter() {
        return smtp();
    }

    @Override
    public void start() {
        place.mkdir("mail");
        Population.all().forEach(user -> Maildirs.create(maildir(user), Sandbox.MAIL));
        server = Server.start(name(), command(), Map.of(), place.path("server.log"));
        server.awaitGreeting(greeter());
    }

    Path maildir(String user) {
        return place.path("mail").resolve(user).resolve("Maildir");
    }

    @Override
    public MailStore mail() {
        return new Maildirs(this::maildir);
    }
}
