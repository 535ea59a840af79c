package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one JSON object into a record, as its parser goes along: members that are not wanted are not built. Everything that could
 * be understood in two ways is refused and named: a member twice, text behind the object, a number that does not fit,
 * half a character.
 */
final class JsonRecord {
    private static final Map<Class<?>, String> WANTED = Map.of(
            String.class,
            "a string without NUL",
            List.class,
            "an array of strings",
            Boolean.class,
            "true or false",
            Long.class,
            "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE + ", in digits");
    /** Made once, as {@link RecordJson}'s generators are. */
    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NAME = 64;

    private final Class<Record> type;
    private final JsonParser parser;
    private final List<RecordComponent> components;
    private final Object[] values;
    private final Set<String> seen = new HashSet<>();

    private JsonRecord(Class<Record> type, JsonParser parser) {
        this.type = type;
        this.parser = parser;
        this.components = List.of(type.getRecordComponents());
        this.values = new Object[components.size()];
    }

    /**
     * @param body UTF-8
     * @throws InvalidInputException whose message names the member and says what would be right
     */
    static Record read(Class<Record> type, byte[] body) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text(body)))) {
            return new JsonRecord(type, parser).record();
        } catch (JsonException | NoSuchElementException | IllegalStateException e) {
            throw new InvalidInputException("body: cannot be read; must be one JSON object with the members "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getRecordComponents())
                                    .map(JsonRecord::name)
                                    .toList()));
        }
    }

    /** The name of a member: that of its component, unless it is one that no component may have. */
    static String name(RecordComponent component) {
        JsonbProperty other = component.getAccessor().getAnnotation(JsonbProperty.class);
        return other == null ? component.getName() : other.value();
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("body: must be UTF-8");
        }
    }

    private Record record() {
        if (parser.next() != Event.START_OBJECT) {
            throw new JsonException("no object");
        }
        for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
            member(parser.getString());
        }
        // asks for what is behind the object, too
        if (parser.hasNext()) {
            throw new JsonException("more than an object");
        }
        return made();
    }

    private void member(String name) {
        if (!seen.add(name)) {
            throw new InvalidInputException(shown(name) + ": must be there once");
        }
        Event event = parser.next();
        for (int i = 0; i < values.length; i++) {
            if (name(components.get(i)).equals(name)) {
                values[i] = value(components.get(i), event);
                return;
            }
        }
        skip(name, event);
    }

    /** Skips a member that a later version might know. */
    private void skip(String name, Event first) {
        int depth = depth(first);
        while (depth > 0) {
            depth += depth(parser.next());
            if (depth > MAX_DEPTH) {
                throw new InvalidInputException(shown(name) + ": must be at most " + MAX_DEPTH + " deep");
            }
        }
    }

    private static int depth(Event event) {
        return switch (event) {
            case START_ARRAY, START_OBJECT -> 1;
            case END_ARRAY, END_OBJECT -> -1;
            default -> 0;
        };
    }

    private Object value(RecordComponent component, Event event) {
        if (event == Event.VALUE_NULL) {
            return null;
        }
        if (component.getType() == String.class && event == Event.VALUE_STRING) {
            return text(component);
        }
        if (component.getType() == List.class && event == Event.START_ARRAY) {
            return texts(component);
        }
        if (component.getType() == Boolean.class && (event == Event.VALUE_TRUE || event == Event.VALUE_FALSE)) {
            return event == Event.VALUE_TRUE;
        }
        if (component.getType() == Long.class && event == Event.VALUE_NUMBER) {
            return whole(component);
        }
        throw wrong(component);
    }

    private List<String> texts(RecordComponent component) {
        List<String> texts = new ArrayList<>();
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            if (event != Event.VALUE_STRING) {
                throw wrong(component);
            }
            texts.add(text(component));
        }
        return texts;
    }

    private String text(RecordComponent component) {
        String text = parser.getString();
        if (text.indexOf('\0') >= 0) {
            throw wrong(component);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidInputException(name(component), name(component) + ": must not have half a surrogate pair");
        }
        return text;
    }

    /** By its digits: as a number a short text may be larger than the memory. */
    private Long whole(RecordComponent component) {
        String digits = parser.getString();
        if (!WHOLE.matcher(digits).matches()) {
            throw wrong(component);
        }
        BigInteger number = new BigInteger(digits);
        if (number.bitLength() >= Long.SIZE) {
            throw wrong(component);
        }
        return number.longValue();
    }

    private static InvalidInputException wrong(RecordComponent component) {
        return new InvalidInputException(
                name(component), name(component) + ": must be " + WANTED.get(component.getType()));
    }

    private static String shown(String name) {
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "..." : name;
    }

    private Record made() {
        try {
            Constructor<Record> constructor = type.getDeclaredConstructor(
                    components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + ": must be a public record", e);
        }
    }
}
