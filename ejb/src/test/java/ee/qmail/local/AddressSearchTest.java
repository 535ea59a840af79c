package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.accounts.TestAccounts;
import ee.qmail.address.AddressPattern;
import ee.qmail.application.BeansFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressSearchTest {
    @TempDir
    private Path directory;

    private TestAccounts t;
    private AddressSearch search;

    @BeforeEach
    void start() throws IOException {
        t = new TestAccounts(directory.resolve("mail"));
        for (String domain : List.of("example.org", "bücher.example")) {
            t.run(() -> t.accounts.createDomain(domain));
            t.run(() -> t.accounts.createMailbox(domain, "ana", null));
        }
        t.run(() -> t.accounts.createMailbox("example.org", "joana", null));
        t.run(() -> t.accounts.createMailbox("example.org", "a_b", null));
        t.run(() -> t.accounts.createAlias("example.org", "banana", List.of("ana@example.org")));
        t.run(() -> t.mailboxes.setDisplayName("example.org", "joana", "Núñez"));
        BeansFile beans = new BeansFile(directory.resolve("beans"), warning -> {});
        beans.remember(List.of(AddressPattern.parse("banal*@example.org")), false);
        search = new AddressSearch(t.entities, beans);
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private List<String> found(String text) {
        return t.commit(() -> search.find(text, 20)).matches().stream()
                .map(match -> match.kind().label() + " " + match.text())
                .toList();
    }

    @Test
    void whatBeginsWithTheTextComesFirstKindByKind() {
        assertThat(found("ANA"))
                .containsExactly(
                        "mailbox ana@example.org",
                        "mailbox ana@xn--bcher-kva.example",
                        "mailbox joana@example.org",
                        "alias banana@example.org",
                        "bean banal*@example.org");
        assertThat(found("bana")).containsExactly("alias banana@example.org", "bean banal*@example.org");
    }

    @Test
    void domainsAreFoundInBothSpellingsAndOwnersByTheirNames() {
        assertThat(found("Büch")).containsExactly("domain xn--bcher-kva.example");
        assertThat(found("ana@Bücher.example")).containsExactly("mailbox ana@xn--bcher-kva.example");
        assertThat(found("xn--")).contains("domain xn--bcher-kva.example", "mailbox postmaster@xn--bcher-kva.example");
        assertThat(found("NÚÑ")).containsExactly("mailbox joana@example.org");
    }

    @Test
    void aTextIsNoPatternAndBlankIsNothing() {
        assertThat(found("_")).containsExactly("mailbox a_b@example.org");
        assertThat(found("%")).isEmpty();
        assertThat(found("!")).isEmpty();
        assertThat(found("  ")).isEmpty();
        assertThat(found("a".repeat(1_000))).isEmpty();
    }

    @Test
    void thereIsAnEndOfTheListAndItSaysSo() {
        AddressSearch.Found some = t.commit(() -> search.find("a", 2));
        assertThat(some.matches()).hasSize(2);
        assertThat(some.isMore()).isTrue();
    }
}
