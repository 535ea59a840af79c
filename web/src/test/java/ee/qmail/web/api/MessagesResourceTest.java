package ee.qmail.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.QueueId;
import ee.qmail.submission.DirectInjection;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesResourceTest {
    private static final List<String> ANA = List.of("ana@example.org");

    private final List<DsnWishes> injected = new ArrayList<>();
    private final MessagesResource messages = new MessagesResource();

    @BeforeEach
    void inject() {
        messages.injection = new DirectInjection() {
            @Override
            public QueueId text(
                    String key, String text, String subject, String sender, List<String> recipients, DsnWishes wishes) {
                throw queued(wishes);
            }

            @Override
            public QueueId message(
                    String key, InputStream message, String sender, List<String> recipients, DsnWishes wishes) {
                throw queued(wishes);
            }
        };
    }

    /** The answer needs an implementation of JAX-RS, which is in the server. */
    private IllegalStateException queued(DsnWishes wishes) {
        injected.add(wishes);
        return new IllegalStateException("queued");
    }

    private void text(String notify, String ret, String envid) {
        messages.text(new MessagesResource.TextRequest("a@b", ANA, "x", "hi", notify, ret, envid), null);
    }

    private void message(String notify, String ret, String envid) throws IOException {
        messages.message(InputStream.nullInputStream(), "a@b", ANA, notify, ret, envid, null);
    }

    private static void assertQueued(ThrowingCallable request) {
        assertThatThrownBy(request).hasMessage("queued");
    }

    @Test
    void bothFormsSayOfWhatTheSenderIsToBeTold() {
        assertQueued(() -> text("delay,success", "hdrs", "order 17"));
        assertQueued(() -> message("delay,success", "hdrs", "order 17"));
        assertQueued(() -> text(null, null, null));
        assertQueued(() -> message(null, null, null));
        DsnWishes wishes = new DsnWishes("SUCCESS,DELAY", "HDRS", "order 17");
        assertThat(injected).containsExactly(wishes, wishes, DsnWishes.NONE, DsnWishes.NONE);
    }

    @ParameterizedTest
    @CsvSource({"notify,always,,", "ret,,all,", "envid,,,caf\u00e9"})
    void aWrongValueIsToldByTheNameOfItsMember(String field, String notify, String ret, String envid) {
        assertThatThrownBy(() -> text(notify, ret, envid))
                .isInstanceOfSatisfying(InvalidInputException.class, wrong -> {
                    assertThat(wrong.field()).contains(field);
                    assertThat(wrong).hasMessageStartingWith(field + " '").hasMessageContaining("must be ");
                });
        assertThatThrownBy(() -> message(notify, ret, envid)).isInstanceOf(InvalidInputException.class);
        assertThat(injected).isEmpty();
    }
}
