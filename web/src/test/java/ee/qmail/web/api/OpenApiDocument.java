package ee.qmail.web.api;

import ee.qmail.web.Problem;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The description of the API, made from its resources and from docs/rest.md, which says in words what a request does. */
final class OpenApiDocument {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)\\}");
    private static final JsonObject TEXT =
            Json.createObjectBuilder().add("type", "string").build();

    private final RestPage page;
    private final OpenApiSchemas schemas = new OpenApiSchemas();
    /** By path, then by method in small letters; those of one that takes several kinds of bodies together. */
    private final Map<String, Map<String, List<Method>>> operations = new TreeMap<>();

    OpenApiDocument(Collection<Class<?>> resources, RestPage page) {
        this.page = page;
        for (Class<?> resource : resources) {
            for (Method method : resource.getDeclaredMethods()) {
                verb(method)
                        .forEach(verb -> operations
                                .computeIfAbsent(path(resource, method), path -> new TreeMap<>())
                                .computeIfAbsent(verb, name -> new ArrayList<>())
                                .add(method));
            }
        }
        operations
                .values()
                .forEach(verbs -> verbs.values()
                        .forEach(methods -> methods.sort((a, b) -> a.getName().compareTo(b.getName()))));
    }

    private static Stream<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value().toLowerCase(Locale.ROOT));
    }

    private static String path(Class<?> resource, Method method) {
        StringBuilder path = new StringBuilder("/api");
        Stream.of(resource.getAnnotation(Path.class), method.getAnnotation(Path.class))
                .filter(part -> part != null && !part.value().isEmpty())
                .forEach(part -> path.append('/').append(part.value()));
        return path.toString();
    }

    /** Such as {@code GET /api/domains}. */
    Set<String> requests() {
        Set<String> requests = new LinkedHashSet<>();
        operations.forEach((path, verbs) ->
                verbs.keySet().forEach(verb -> requests.add(verb.toUpperCase(Locale.ROOT) + " " + path)));
        return requests;
    }

    /** Those that a method answers; none if it is no method of a resource. */
    Set<String> requestsOf(Method method) {
        Set<String> requests = new LinkedHashSet<>();
        operations.forEach((path, verbs) -> verbs.forEach((verb, methods) -> {
            if (methods.contains(method)) {
                requests.add(verb.toUpperCase(Locale.ROOT) + " " + path);
            }
        }));
        return requests;
    }

    JsonObject json() {
        JsonObjectBuilder paths = Json.createObjectBuilder();
        operations.forEach((path, verbs) -> {
            JsonObjectBuilder some = Json.createObjectBuilder();
            verbs.forEach((verb, methods) -> some.add(verb, operation(path, verb, methods)));
            paths.add(path, some);
        });
        return Json.createObjectBuilder()
                .add("openapi", "3.1.0")
                .add(
                        "info",
                        Json.createObjectBuilder()
                                .add("title", "qmail EE")
                                .add("version", "1")
                                .add(
                                        "description",
                                        "Administers a qmail EE server, and sends mail. Explained with examples in docs/rest.md.")
                                .add(
                                        "license",
                                        Json.createObjectBuilder()
                                                .add("name", "Apache-2.0")
                                                .add("identifier", "Apache-2.0")))
                .add(
                        "servers",
                        Json.createArrayBuilder().add(Json.createObjectBuilder().add("url", "/")))
                .add(
                        "security",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder().add("basic", JsonValue.EMPTY_JSON_ARRAY)))
                .add("paths", paths)
                .add("components", components())
                .build();
    }

    private JsonObjectBuilder components() {
        JsonObject problem = Json.createObjectBuilder()
                .add("type", "object")
                .add(
                        "properties",
                        Json.createObjectBuilder()
                                .add("type", TEXT)
                                .add("title", TEXT)
                                .add("status", schemas.of(long.class))
                                .add("detail", TEXT)
                                .add(
                                        "errors",
                                        Json.createObjectBuilder()
                                                .add("type", "array")
                                                .add(
                                                        "items",
                                                        Json.createObjectBuilder()
                                                                .add("type", "object")
                                                                .add(
                                                                        "properties",
                                                                        Json.createObjectBuilder()
                                                                                .add("detail", TEXT)
                                                                                .add("pointer", TEXT)))))
                .build();
        return Json.createObjectBuilder()
                .add(
                        "responses",
                        Json.createObjectBuilder()
                                .add(
                                        Problem.class.getSimpleName(),
                                        Json.createObjectBuilder()
                                                .add(
                                                        "description",
                                                        "Says what is wrong and what would be right (RFC 9457).")
                                                .add("content", content("application/problem+json", problem))))
                .add("schemas", schemas.components())
                .add(
                        "securitySchemes",
                        Json.createObjectBuilder()
                                .add(
                                        "basic",
                                        Json.createObjectBuilder()
                                                .add("type", "http")
                                                .add("scheme", "basic")
                                                .add("description", "Name and password of an administrator.")));
    }

    private JsonObjectBuilder operation(String path, String verb, List<Method> methods) {
        String request = verb.toUpperCase(Locale.ROOT) + " " + path;
        RestPage.Row row = page.rows().getOrDefault(request, new RestPage.Row("", List.of()));
        JsonObjectBuilder operation =
                Json.createObjectBuilder().add("operationId", name(verb, path)).add("summary", row.does());
        JsonArrayBuilder parameters = parameters(path, verb, methods, row);
        operation.add("parameters", parameters);
        JsonObjectBuilder bodies = Json.createObjectBuilder();
        methods.forEach(method -> body(method, bodies));
        JsonObject content = bodies.build();
        if (!content.isEmpty()) {
            operation.add(
                    "requestBody",
                    Json.createObjectBuilder().add("required", true).add("content", content));
        }
        return operation.add("responses", responses(methods));
    }

    /** Such as {@code getDomainsByDomain}. */
    private static String name(String verb, String path) {
        return verb
                + Pattern.compile("/")
                        .splitAsStream(path.substring("/api/".length()))
                        .map(part -> part.startsWith("{")
                                ? "By" + capital(part.substring(1, part.length() - 1))
                                : capital(part))
                        .collect(Collectors.joining())
                        .replaceAll("[^A-Za-z]", "");
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private JsonArrayBuilder parameters(String path, String verb, List<Method> methods, RestPage.Row row) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        Matcher variable = VARIABLE.matcher(path);
        while (variable.find()) {
            all.add(parameter("path", variable.group(1), TEXT).add("required", true));
        }
        Set<String> seen = new LinkedHashSet<>();
        for (Method method : methods) {
            for (Parameter parameter : method.getParameters()) {
                QueryParam query = parameter.getAnnotation(QueryParam.class);
                HeaderParam header = parameter.getAnnotation(HeaderParam.class);
                if (query != null && seen.add(query.value())) {
                    all.add(parameter("query", query.value(), schemas.of(parameter.getParameterizedType())));
                }
                if (header != null && seen.add(header.value())) {
                    all.add(parameter("header", header.value(), TEXT));
                }
                if (parameter.getType() == UriInfo.class) {
                    row.parameters().stream()
                            .filter(seen::add)
                            .forEach(name -> all.add(parameter("query", name, TEXT)));
                }
            }
        }
        if (!verb.equals("get") && isTagged(path)) {
            all.add(parameter("header", "If-Match", TEXT)
                    .add("description", "The entity tag of what was read: 412 if somebody has changed it since."));
        }
        return all;
    }

    private static JsonObjectBuilder parameter(String in, String name, JsonObject schema) {
        return Json.createObjectBuilder().add("name", name).add("in", in).add("schema", schema);
    }

    /** Tells whether what is changed there, or the whole that it is a part of, is shown with an entity tag. */
    private boolean isTagged(String path) {
        return operations.entrySet().stream()
                .filter(other -> path.equals(other.getKey()) || path.startsWith(other.getKey() + "/"))
                .flatMap(other -> other.getValue().getOrDefault("get", List.of()).stream())
                .map(method -> method.getAnnotation(Answer.class))
                .anyMatch(answer -> answer != null && answer.tagged());
    }

    private void body(Method method, JsonObjectBuilder bodies) {
        for (Parameter parameter : method.getParameters()) {
            boolean named = Stream.of(QueryParam.class, PathParam.class, HeaderParam.class, Context.class)
                    .anyMatch(parameter::isAnnotationPresent);
            if (!named) {
                Consumes consumes = method.getAnnotation(Consumes.class);
                String type = consumes == null ? MediaType.APPLICATION_JSON : consumes.value()[0];
                boolean raw = parameter.getType() == InputStream.class;
                bodies.add(
                        type,
                        Json.createObjectBuilder()
                                .add("schema", raw ? TEXT : schemas.of(parameter.getParameterizedType())));
            }
        }
    }

    /** A success of the first of them, in the forms of all. */
    private JsonObjectBuilder responses(List<Method> methods) {
        Answer answer = methods.get(0).getAnnotation(Answer.class);
        JsonObjectBuilder contents = Json.createObjectBuilder();
        for (Method method : methods) {
            Type type = answered(method);
            if (type != void.class && type != Void.class) {
                Produces produces = method.getAnnotation(Produces.class);
                String form = produces == null ? MediaType.APPLICATION_JSON : produces.value()[0].replaceAll(";.*", "");
                contents.add(form, Json.createObjectBuilder().add("schema", schemas.of(type)));
            }
        }
        JsonObject content = contents.build();
        JsonObjectBuilder success =
                Json.createObjectBuilder().add("description", content.isEmpty() ? "Done." : "The answer.");
        if (answer != null && answer.tagged()) {
            success.add(
                    "headers",
                    Json.createObjectBuilder()
                            .add("ETag", Json.createObjectBuilder().add("schema", TEXT)));
        }
        if (!content.isEmpty()) {
            success.add("content", content);
        }
        int status = answer != null ? answer.status() : content.isEmpty() ? 204 : 200;
        return Json.createObjectBuilder()
                .add(String.valueOf(status), success)
                .add("default", Json.createObjectBuilder().add("$ref", "#/components/responses/Problem"));
    }

    private static Type answered(Method method) {
        Answer answer = method.getAnnotation(Answer.class);
        if (answer == null && method.getReturnType() == Response.class) {
            throw new AssertionError(method + ": returns a Response; say with @Answer what it answers");
        }
        return answer == null ? method.getGenericReturnType() : answer.value();
    }

    private static JsonObjectBuilder content(String type, JsonObject schema) {
        return Json.createObjectBuilder().add(type, Json.createObjectBuilder().add("schema", schema));
    }
}
