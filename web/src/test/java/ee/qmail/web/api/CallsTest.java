package ee.qmail.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All that can be asked for by HTTP is in one list, {@code calls.txt}, with what each role is answered; {@code RolesIT} tries it. What is new, and not thought about, fails here.
 */
class CallsTest {
    private static final Path PAGES = Path.of("src", "main", "webapp", "console");
    private static final Path CLASSES = Path.of("target", "classes", "ee", "qmail", "web");

    /** @param answers by the roles of the first line of the list */
    private record Call(String request, List<String> answers) {}

    private static List<Call> calls() throws IOException {
        try (var list = CallsTest.class.getResourceAsStream("calls.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\\s+"))
                    .map(words -> new Call(
                            words[0] + " " + words[1].replaceAll("\\?.*", ""),
                            List.of(words).subList(2, words.length)))
                    .toList();
        }
    }

    @Test
    void eachRequestOfTheApiIsInTheList() throws Exception {
        Set<String> listed = new TreeSet<>();
        calls().stream()
                .map(Call::request)
                .filter(call -> call.contains(" /api/"))
                .forEach(listed::add);
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        new OpenApiDocument(OpenApiTest.resources(), RestPage.read()).requests());
    }

    @Test
    void eachPageAndServletIsInTheList() throws Exception {
        Set<String> expected = new TreeSet<>();
        try (Stream<Path> pages = Files.list(PAGES)) {
            pages.forEach(page -> expected.add("/console/" + page.getFileName()));
        }
        servlets()
                .forEach(type -> Arrays.stream(
                                type.getAnnotation(WebServlet.class).urlPatterns())
                        .forEach(expected::add));
        servlets()
                .forEach(type -> Arrays.stream(
                                type.getAnnotation(WebServlet.class).value())
                        .forEach(expected::add));
        Set<String> listed = new TreeSet<>();
        calls().stream()
                .map(Call::request)
                .filter(call -> !call.contains(" /api/"))
                .forEach(call -> listed.add(call.substring(call.indexOf(' ') + 1)));
        assertThat(listed).containsAll(expected);
    }

    private static List<Class<?>> servlets() throws Exception {
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = file.toString()
                        .substring(Path.of("target", "classes").toString().length() + 1)
                        .replace('/', '.')
                        .replaceAll("\\.class$", "");
                Class<?> type = Class.forName(name, false, CallsTest.class.getClassLoader());
                if (type.isAnnotationPresent(WebServlet.class)) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    @Test
    void theListSaysOfDomainAdministratorsWhatTheMethodsSay() throws Exception {
        Caller manager = new Caller(Role.DOMAIN, "bo", Set.of("example.org"), "192.0.2.1");
        Map<String, Boolean> open = new TreeMap<>();
        for (Class<?> resource : OpenApiTest.resources()) {
            for (Method method : resource.getDeclaredMethods()) {
                for (String request : new OpenApiDocument(List.of(resource), RestPage.read()).requestsOf(method)) {
                    open.merge(request, Roles.isOpen(method, manager), Boolean::logicalOr);
                }
            }
        }
        Map<String, Boolean> listed = new TreeMap<>();
        calls().stream()
                .filter(call -> call.request().contains(" /api/"))
                .forEach(
                        call -> listed.put(call.request(), call.answers().get(3).equals("ok")));
        assertThat(listed).isEqualTo(open);
    }

    @Test
    void anOwnerMayDoNothingByTheApi() throws Exception {
        Caller owner = new Caller(Role.OWNER, "ana@example.org", Set.of(), "192.0.2.1");
        for (Class<?> resource : OpenApiTest.resources()) {
            for (Method method : resource.getDeclaredMethods()) {
                assertThat(Roles.isOpen(method, owner)).as(method.toString()).isFalse();
            }
        }
    }
}
