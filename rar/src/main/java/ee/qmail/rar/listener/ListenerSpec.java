package ee.qmail.rar.listener;

import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import jakarta.resource.spi.InvalidPropertyException;
import java.nio.file.Path;

/** The properties of an endpoint that a bean can set; unset ones come from {@link Env}. */
public abstract class ListenerSpec extends BeanSpec {
    private static final long serialVersionUID = 1L;

    private String bind;
    private String port;

    /** Address to listen on; {@code QMAIL_BIND} when unset. */
    public String getBind() {
        return bind == null ? Env.QMAIL_BIND.value() : bind;
    }

    public void setBind(String bind) {
        this.bind = bind;
    }

    /** Port to listen on, 0 for any free one. */
    public String getPort() {
        return port;
    }

    public void setPort(String port) {
        this.port = port;
    }

    protected abstract Env defaultPort();

    int portNumber() {
        if (port == null) {
            return defaultPort().port();
        }
        return Integer.parseInt(port);
    }

    /** Returns the directory of the connections' log. */
    protected abstract Path log();

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
            int number = portNumber();
            if (number < 0 || number > 65535) {
                throw new InvalidPropertyException("port " + number + ": must be from 0 to 65535");
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException("port '" + port + "': must be a number from 0 to 65535", e);
        }
    }
}
