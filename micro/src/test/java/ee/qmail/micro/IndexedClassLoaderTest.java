package ee.qmail.micro;

import static ee.qmail.micro.Jars.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedClassLoaderTest {
    private static final String CLASS = "ee/qmail/micro/IndexedClassLoaderTest$Carried.class";

    /** Stands for a class of the application server. */
    static final class Carried {}

    @TempDir
    Path directory;

    private IndexedClassLoader classes;
    private Path one;
    private Path two;

    @BeforeEach
    void makeJars() throws IOException {
        byte[] carried;
        try (InputStream in = IndexedClassLoaderTest.class.getClassLoader().getResourceAsStream(CLASS)) {
            carried = in.readAllBytes();
        }
        one = Files.write(
                directory.resolve("one.jar"),
                Jars.jar(Map.of(
                        CLASS,
                        carried,
                        "META-INF/services/x",
                        octets("one"),
                        "META-INF/versions/9/conf/both",
                        octets("for 9 and later"),
                        "conf/both",
                        octets("for 8"))));
        two = Files.write(
                directory.resolve("two.jar"),
                Jars.jar(Map.of("META-INF/services/x", octets("two"), "top", octets("at the top"))));
        classes = new IndexedClassLoader(
                List.of(one.toUri().toURL(), two.toUri().toURL()),
                Map.of(
                        "ee/qmail/micro", List.of(two, one),
                        "META-INF/services", List.of(one, two),
                        "conf", List.of(one),
                        "", List.of(two)));
    }

    @AfterEach
    void close() throws IOException {
        classes.close();
    }

    @Test
    void aClassIsDefinedWithItsPlaceAndItsPackage() throws Exception {
        Class<?> found = classes.findClass(Carried.class.getName());

        assertThat(found).isNotSameAs(Carried.class);
        assertThat(found.getClassLoader()).isSameAs(classes);
        assertThat(found.getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(one.toUri().toURL());
        assertThat(found.getPackage().getImplementationTitle()).isEqualTo("a small jar");
    }

    @Test
    void noClassIsThereWhereNoJarHasItsDirectory() {
        assertThatThrownBy(() -> classes.findClass("elsewhere.Unknown"))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessage("elsewhere.Unknown");
        assertThatThrownBy(() -> classes.findClass("ee.qmail.micro.Unknown"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void aResourceIsFoundInAllJarsInTheirOrder() throws IOException {
        assertThat(text(classes.findResource("META-INF/services/x"))).isEqualTo("one");
        List<String> all = new ArrayList<>();
        for (URL url : Collections.list(classes.findResources("META-INF/services/x"))) {
            all.add(text(url));
        }
        assertThat(all).containsExactly("one", "two");
        assertThat(classes.findResource("META-INF/services/none")).isNull();
    }

    @Test
    void aResourceForThisReleaseOfJavaIsPreferred() throws IOException {
        assertThat(text(classes.findResource("conf/both"))).isEqualTo("for 9 and later");
    }

    @Test
    void resourcesWithoutADirectoryAreSearchedInAllJars() throws IOException {
        assertThat(text(classes.findResource("top"))).isEqualTo("at the top");
    }

    @Test
    void theDirectoryOfAnEntry() {
        assertThat(IndexedClassLoader.directoryOf("a/b/C.class")).isEqualTo("a/b");
        assertThat(IndexedClassLoader.directoryOf("C.class")).isEmpty();
    }

    private static String text(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
