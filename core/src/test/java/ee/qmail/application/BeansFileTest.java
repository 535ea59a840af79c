package ee.qmail.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.address.AddressPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeansFileTest {
    @TempDir
    private Path directory;

    private final List<String> warnings = new ArrayList<>();
    private final AtomicLong ticker = new AtomicLong();

    @Test
    void aRememberedPatternIsFoundAfterASecondAndWrittenOnce() throws IOException {
        Path path = directory.resolve("beans");
        BeansFile file = new BeansFile(path, warnings::add, ticker::get);
        assertThat(file.find("orders@example.org")).isEmpty();
        Files.writeString(path, "# mine");
        for (int i = 0; i < 2; i++) {
            file.remember(AddressPattern.parseAll("orders@example.org"), true);
            file.remember(AddressPattern.parseAll("*@example.org, orders@*"), false);
        }
        assertThat(path).hasContent("# mine\norders@example.org:commit\n*@example.org\norders@*\n");
        assertThat(file.find("orders@example.org"))
                .as("looked less than a second ago")
                .isEmpty();
        ticker.addAndGet(1_000_000_000);
        assertThat(file.find("orders@example.org"))
                .contains(new BeansFile.Known(AddressPattern.parse("orders@example.org"), true));
        assertThat(file.find("bob@example.org"))
                .hasValueSatisfying(known -> assertThat(known.atCommit()).isFalse());
        assertThat(warnings).isEmpty();
    }

    @Test
    void linesAreTakenOutAndAllElseStays() throws IOException {
        Path path = directory.resolve("beans");
        Files.writeString(path, "# mine\norders@*\nno pattern\n\nORDERS@*\norders@*:commit\nshop@*\n");
        BeansFile file = new BeansFile(path, warnings::add, ticker::get);
        BeansFile.Known orders = new BeansFile.Known(AddressPattern.parse("orders@*"), false);

        assertThat(file.all()).hasSize(4).startsWith(orders, orders);
        assertThat(file.forget(List.of(orders))).isEqualTo(2);
        assertThat(path).hasContent("# mine\nno pattern\n\norders@*:commit\nshop@*\n");
        assertThat(file.forget(List.of(orders))).isZero();
        assertThat(warnings).as("once for each reading for mail").hasSize(1);
        assertThat(file.all()).hasSize(2).doesNotContain(orders);
    }

    @Test
    void aBeanThatHasChangedItsAnswerHasOneLine() throws IOException {
        Path path = directory.resolve("beans");
        Files.writeString(path, "# mine\norders@*\nreturns@*:commit\nshop@*");
        BeansFile file = new BeansFile(path, warnings::add, ticker::get);
        file.remember(AddressPattern.parseAll("orders@*, returns@*"), true);
        assertThat(path).hasContent("# mine\nreturns@*:commit\nshop@*\norders@*:commit\n");
        file.remember(AddressPattern.parseAll("orders@*"), false);
        assertThat(path).hasContent("# mine\nreturns@*:commit\nshop@*\norders@*\n");
    }

    @Test
    void anApplicationMayBeThereBeforeTheHomeIs() throws IOException {
        Path path = directory.resolve("home/users/beans");
        new BeansFile(path, warnings::add, ticker::get).remember(AddressPattern.parseAll("orders@*"), false);
        assertThat(path).hasContent("orders@*\n");
        assertThat(Files.getPosixFilePermissions(directory.resolve("home")))
                .containsExactlyInAnyOrderElementsOf(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void evenTheFirstLookupsFindThePatternsOfTheFile() throws IOException {
        Path path = directory.resolve("beans");
        Files.writeString(path, "orders@*\n");
        BeansFile file = new BeansFile(path, warnings::add, ticker::get);
        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .allMatch(i -> file.find("orders@example.org").isPresent()))
                .isTrue();
    }

    @Test
    void aFileThatCouldNeverBeReadIsNotTakenForAnEmptyOne() throws IOException {
        Path path = Files.createDirectory(directory.resolve("beans"));
        BeansFile file = new BeansFile(path, warnings::add, ticker::get);
        assertThat(warnings).singleElement().asString().contains("users/beans: cannot be read");
        assertThatThrownBy(() -> file.find("orders@example.org")).isInstanceOf(UncheckedIOException.class);
        Files.delete(path);
        ticker.addAndGet(1_000_000_000);
        assertThat(file.find("orders@example.org")).isEmpty();
    }

    @Test
    void byteOrderMarkAndCrAreIgnored() throws IOException {
        Path path = directory.resolve("beans");
        Files.writeString(path, "\uFEFForders@example.org\r\nbob@example.org:commit\r\n");
        BeansFile file = new BeansFile(path, warnings::add, ticker::get);
        assertThat(file.find("orders@example.org")).isPresent();
        assertThat(file.find("bob@example.org"))
                .hasValueSatisfying(known -> assertThat(known.atCommit()).isTrue());
        assertThat(warnings)
                .hasSize(2)
                .first()
                .asString()
                .isEqualTo("users/beans: begins with a byte order mark, which does not count");
        file.remember(AddressPattern.parseAll("orders@example.org"), false);
        file.remember(AddressPattern.parseAll("new@example.org"), false);
        assertThat(Files.readString(path)).isEqualTo("orders@example.org\nbob@example.org:commit\nnew@example.org\n");
    }

    @Test
    void aWrongLineIsNamedAndTheOthersCount() throws IOException {
        Path path = directory.resolve("beans");
        Files.writeString(path, "nonsense\n\nbob@example.org\n");
        BeansFile file = new BeansFile(path, warnings::add, ticker::get);
        assertThat(file.find("bob@example.org")).isPresent();
        assertThat(warnings).singleElement().asString().startsWith("users/beans line 1: recipient 'nonsense': must be");
    }
}
