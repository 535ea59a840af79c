package ee.qmail.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import jakarta.json.Json;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps openapi.json equal to the resources and to docs/rest.md, and both complete. */
class OpenApiTest {
    private static final java.nio.file.Path FILE =
            java.nio.file.Path.of("src", "main", "resources", "ee", "qmail", "web", "api", "openapi.json");
    private static final String COMMAND =
            "./mvnw -pl web -am test -Dtest=OpenApiTest -Dregenerate=true" + " -Dsurefire.failIfNoSpecifiedTests=false";

    /** All classes with a path, beside RestApi. */
    static List<Class<?>> resources() throws IOException, URISyntaxException, ClassNotFoundException {
        java.nio.file.Path classes = java.nio.file.Path.of(RestApi.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.list(classes.resolve("ee/qmail/web/api"))) {
            for (java.nio.file.Path file : files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString().replaceAll("\\.class$", "");
                Class<?> type = Class.forName("ee.qmail.web.api." + name);
                if (type.isAnnotationPresent(Path.class)) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    private static OpenApiDocument document() throws Exception {
        return new OpenApiDocument(resources(), RestPage.read());
    }

    private static String text() throws Exception {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(document().json());
        }
        return text.toString().strip() + "\n";
    }

    @Test
    void theDescriptionIsThatOfTheResources() throws Exception {
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text());
        }
        assertThat(FILE).as("out of date; to make it anew: " + COMMAND).hasContent(text());
    }

    /** In both directions: a request that the page does not tell of, and one that is no more. */
    @Test
    void docsRestTellsOfEachRequestAndOfNoOther() throws Exception {
        assertThat(RestPage.read().rows().keySet())
                .containsExactlyInAnyOrderElementsOf(document().requests());
    }

    @Test
    void aReaderOfOpenApiUnderstandsIt() throws Exception {
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(text());
        assertThat(result.getMessages()).isNullOrEmpty();
        assertThat(result.getOpenAPI().getPaths())
                .hasSameSizeAs(document().json().getJsonObject("paths"));
    }
}
