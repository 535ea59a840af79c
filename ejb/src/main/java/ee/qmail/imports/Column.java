package ee.qmail.imports;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a column of a table has. Each has several names, the first of which is written. */
public enum Column {
    ADDRESS("address", "email", "name", "user", "username", "mailbox", "dirección", "correo", "usuario", "buzón"),
    PASSWORD("password", "contraseña", "clave"),
    HASH("hash", "passwordhash"),
    QUOTA("quota", "cuota"),
    OWNER("owner", "displayname", "fullname", "titular", "propietario"),
    FORWARD("forward", "forwards", "forwardto", "reenvío"),
    KEEP("keep", "conservar"),
    TARGETS("targets", "target", "aliastargets", "aliastarget", "destinos", "destino");

    private static final Map<String, Column> NAMED = named();

    private final List<String> names;

    Column(String... names) {
        this.names = List.of(names);
    }

    private static Map<String, Column> named() {
        Map<String, Column> named = new TreeMap<>();
        for (Column column : values()) {
            column.names.forEach(name -> named.put(name, column));
        }
        return named;
    }

    /** The name that is written. */
    public String word() {
        return names.get(0);
    }

    /** @param name in any case of letters, with blanks, hyphens and underscores wherever */
    static Optional<Column> of(String name) {
        return Optional.ofNullable(NAMED.get(name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "")));
    }

    /** All names of all columns. */
    static List<String> allNames() {
        return List.copyOf(NAMED.keySet());
    }
}
