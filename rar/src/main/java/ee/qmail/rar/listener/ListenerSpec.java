package ee.qmail.rar.listener;

import ee.qmail.contract.Door;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import jakarta.resource.spi.InvalidPropertyException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** The properties of an endpoint that a bean can set; unset ones come from {@link Env}. */
public abstract class ListenerSpec extends BeanSpec {
    private static final long serialVersionUID = 1L;

    private final Set<Door> doors;
    private String door;
    private String bind;
    private String port;

    /** @param doors of the protocol, the first of which it is when nothing is set */
    protected ListenerSpec(Set<Door> doors) {
        this.doors = doors;
        this.door = doors.iterator().next().label();
    }

    /** The rules for those who come in here: the name of a {@link Door}, such as {@code submission}. */
    public String getDoor() {
        return door;
    }

    public void setDoor(String door) {
        this.door = door;
    }

    /** @throws IllegalArgumentException if it is none of this protocol */
    public Door door() {
        return doors.stream()
                .filter(one -> one.label().equals(door))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("door '" + door + "': must be one of "
                        + doors.stream().map(Door::label).collect(Collectors.joining(", "))));
    }

    /** Address to listen on; when unset that of the door, such as {@code QMAIL_SMTP_BIND}, or {@code QMAIL_BIND}. */
    public String getBind() {
        return bind == null ? Env.bind(door()) : bind;
    }

    public void setBind(String bind) {
        this.bind = bind;
    }

    /** Port to listen on, 0 for any free one, {@code none} for no listener at all. */
    public String getPort() {
        return port;
    }

    public void setPort(String port) {
        this.port = port;
    }

    Env defaultPort() {
        return Env.port(door());
    }

    /** Tells whether there shall be no listener. */
    public boolean isClosed() {
        return port == null ? defaultPort().isClosed() : port.equals(Env.CLOSED);
    }

    int portNumber() {
        if (port == null) {
            return defaultPort().port();
        }
        return Integer.parseInt(port);
    }

    /** Returns the directory of the connections' log. */
    final Path log() {
        return home().log().resolve(name());
    }

    /** The name of the service, as supervise would have it. */
    public String name() {
        return switch (door()) {
            case MX -> "smtpd";
            case POP3 -> "pop3d";
            default -> door().label();
        };
    }

    public static QmailHome home() {
        return new QmailHome(Path.of(Env.QMAIL_HOME.value()));
    }

    /** Returns the directory of bodies that are too large for memory. */
    public Path spool() {
        return home().spool();
    }

    @Override
    public void validate() throws InvalidPropertyException {
        try {
            if (isClosed()) {
                return;
            }
            int number = portNumber();
            if (number < 0 || number > 65535) {
                throw new InvalidPropertyException("port " + number + ": must be from 0 to 65535");
            }
        } catch (NumberFormatException e) {
            throw new InvalidPropertyException("port '" + port + "': must be a number from 0 to 65535, or none", e);
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(e.getMessage(), e);
        }
    }
}
