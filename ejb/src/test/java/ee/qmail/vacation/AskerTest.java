package ee.qmail.vacation;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.entity.HeaderField;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3834 section 2. */
class AskerTest {
    private static final String ANA = "ana@xn--bcher-kva.example";

    private static boolean isAnswered(String sender, String... fields) {
        List<HeaderField> header = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            header.add(new HeaderField(
                    field.substring(0, colon), field.substring(colon + 1).strip()));
        }
        return new Asker(sender, header)
                .whyNot(ANA, List.of("sales@example.org"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "To: ana@xn--bcher-kva.example",
                "cc: Bo <bo@x.example>, \"Ana, N.\" <ANA@Bücher.example>",
                "To: friends: bo@x.example,ana@bücher.example;",
                "Resent-To: ana@bücher.example",
                "To: Sales@example.org"
            })
    void mailToTheOwnerIsAnswered(String field) {
        assertThat(isAnswered("bo@far.example", field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "To: undisclosed recipients:;",
                "To: joana@bücher.example",
                "To: ana@bücher.example.net",
                "To: x-ana@xn--bcher-kva.example",
                "X-To: ana@bücher.example"
            })
    void mailThatDoesNotNameTheOwnerIsNot(String field) {
        assertThat(isAnswered("bo@far.example", field)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#@[]",
                "ANA@bücher.example",
                "sales@example.org",
                "MAILER-DAEMON@far.example",
                "owner-news@far.example",
                "news-owner@far.example",
                "news-request@far.example",
                "news-bounces+ana=x@far.example",
                "bounce-17@far.example",
                "no-reply@far.example",
                "shop.noreply@far.example",
                "donotreply-2@far.example",
                "postmaster@far.example"
            })
    void nobodyAndProgramsAreNotAnswered(String sender) {
        assertThat(isAnswered(sender, "To: " + ANA)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "AUTO-SUBMITTED: auto-generated; type=x",
                "Precedence: Bulk",
                "Precedence: junk",
                "Precedence: list",
                "List-Id: news <news.example>",
                "List-Unsubscribe: <mailto:x@far.example>",
                "X-Auto-Response-Suppress: DR, OOF",
                "X-Autoreply: yes",
                "Content-Type: multipart/report; report-type=delivery-status",
                "X-Spam-Flag: YES"
            })
    void mailOfListsAndProgramsIsNotAnswered(String field) {
        assertThat(isAnswered("bo@far.example", "To: " + ANA, field)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: no (by hand)",
                "Precedence: first-class",
                "X-Spam-Flag: NO",
                "Content-Type: text/plain"
            })
    void fieldsThatSayNothingOfAProgramDoNotCount(String field) {
        assertThat(isAnswered("bo@far.example", "To: " + ANA, field)).isTrue();
    }

    @Test
    void peopleWithSuchNamesAreAnswered() {
        for (String sender : List.of("bob@x.example", "lister@x.example", "noreen@x.example", "ownerly@x.example")) {
            assertThat(isAnswered(sender, "To: " + ANA)).as(sender).isTrue();
        }
    }
}
