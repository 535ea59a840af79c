package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client side as dialogues: what it writes, and what it reports (RM-7, RM-8). */
class SmtpClientSessionTest {
    private static final String ALL = "250-there\n250-PIPELINING\n250-SIZE 1000\n250-8bitmime\n250 SMTPUTF8";
    private static final BodyTraits TRAITS = new BodyTraits(42, false, false);

    /** The server's part: {@code hears} what the client wrote, {@code says} reply lines separated by LF. */
    static final class Server {
        final SmtpClientSession client;

        Server(SmtpClientSession client) {
            this.client = client;
        }

        static Server of(String... recipients) {
            return new Server(
                    new SmtpClientSession("me.example", "192.0.2.9", new Envelope("s@x", List.of(recipients)), TRAITS));
        }

        Server says(String lines) {
            byte[] octets = (lines.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            client.input(octets, octets.length);
            return this;
        }

        Server hears(String... lines) {
            String expected = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
            assertThat(new String(client.takeOutput(), StandardCharsets.UTF_8)).isEqualTo(expected);
            return this;
        }

        Server hearsBody() {
            assertThat(client.wantsBody()).isTrue();
            client.finalDot();
            assertThat(client.wantsBody()).isFalse();
            return this;
        }

        Server hearsNothingMore() {
            hears();
            assertThat(client.isDone()).isTrue();
            return this;
        }

        void reports(String... expected) {
            assertThat(client.isDone()).isTrue();
            assertThat(client.reports().stream().map(r -> r.outcome().letter() + r.text()))
                    .containsExactly(expected);
        }
    }

    @Test
    void rm7AServerOfOldIsSpokenToStepByStep() {
        Server server = Server.of("a@y", "b@y");
        server.hears().says("220 hi").hears("EHLO me.example").says("500 what?").hears("HELO me.example");
        server.says("250 there").hears("MAIL FROM:<s@x>").says("250 ok").hears("RCPT TO:<a@y>");
        server.says("250 ok")
                .hears("RCPT TO:<b@y>")
                .says("251 ok")
                .hears("DATA")
                .says("354 go")
                .hears();
        server.hearsBody().says("250 2.0.0 thanks").hears("QUIT");
        server.hearsNothingMore()
                .reports(
                        "K192.0.2.9 accepted message.\nRemote host said: 250 2.0.0 thanks",
                        "K192.0.2.9 accepted message.\nRemote host said: 250 2.0.0 thanks");
        assertThat(server.client.isNextHost()).isFalse();
    }

    @Test
    void extensionsAreUsedWhenOffered() throws IOException {
        BodyTraits eightBit = BodyTraits.of(Body.of("ñ\n\n"), 6);
        assertThat(eightBit).isEqualTo(new BodyTraits(6, true, true));
        Server server = new Server(
                new SmtpClientSession("me.example", "192.0.2.9", new Envelope("", List.of("ñ@y", "b c@y")), eightBit));
        server.says("220-hi\n220 there").hears("EHLO me.example").says(ALL);
        server.hears("MAIL FROM:<> SIZE=6 BODY=8BITMIME SMTPUTF8", "RCPT TO:<ñ@y>", "RCPT TO:<\"b c\"@y>", "DATA");
        server.says("250 a")
                .hears()
                .says("250 b\n250 c\n354 d")
                .hearsBody()
                .says("250 e")
                .hears("QUIT");
        assertThat(server.client.reports()).allMatch(r -> r.outcome() == Outcome.SUCCESS);
    }

    @Test
    void rm2And8EveryRecipientHasItsReport() {
        Server server = Server.of("good@y", "bad@y", "later@y");
        server.says("220 hi").says(ALL);
        server.says("250 ok\n250 ok\n550-no\n550 really no\n451 later\n354 go")
                .hearsBody()
                .says("250 ok");
        server.reports(
                "K192.0.2.9 accepted message.\nRemote host said: 250 ok",
                "D192.0.2.9 does not like recipient.\nRemote host said: 550-no\n550 really no",
                "Z192.0.2.9 does not like recipient.\nRemote host said: 451 later");
        assertThat(server.client.reports())
                .extracting(DeliveryReport::recipient)
                .containsExactly("good@y", "bad@y", "later@y");
    }

    @Test
    void rm7ItGivesUpWhenNobodyIsLiked() {
        Server server = Server.of("bad@y", "later@y");
        server.says("220 hi")
                .hears("EHLO me.example")
                .says("250 x")
                .hears("MAIL FROM:<s@x>")
                .says("250 ok");
        server.hears("RCPT TO:<bad@y>")
                .says("550 no")
                .hears("RCPT TO:<later@y>")
                .says("450 not now")
                .hears("QUIT");
        server.reports(
                "D192.0.2.9 does not like recipient.\nRemote host said: 550 no\nGiving up on 192.0.2.9.",
                "Z192.0.2.9 does not like recipient.\nRemote host said: 450 not now\nGiving up on 192.0.2.9.");
    }

    @Test
    void refusedRecipientsBehindPipelinedData() {
        Server server = Server.of("bad@y", "later@y");
        server.says("220 hi").says(ALL).says("250 ok\n550 no\n450 not now\n503 RCPT first");
        assertThat(new String(server.client.takeOutput(), StandardCharsets.US_ASCII))
                .endsWith("DATA\r\nQUIT\r\n");
        server.reports(
                "D192.0.2.9 does not like recipient.\nRemote host said: 550 no\nGiving up on 192.0.2.9.",
                "Z192.0.2.9 does not like recipient.\nRemote host said: 450 not now\nGiving up on 192.0.2.9.");
    }

    @Test
    void dataForNobodyIsEndedAtOnce() {
        Server server = Server.of("bad@y");
        server.says("220 hi").says(ALL).hears("EHLO me.example", "MAIL FROM:<s@x> SIZE=42", "RCPT TO:<bad@y>", "DATA");
        server.says("250 ok\n550 no\n354 go").hears(".", "QUIT");
        assertThat(server.client.wantsBody()).isFalse();
        server.reports("D192.0.2.9 does not like recipient.\nRemote host said: 550 no\nGiving up on 192.0.2.9.");
    }

    @Test
    void groupsAreBounded() {
        String[] recipients =
                IntStream.range(0, 250).mapToObj(i -> "r" + i + "@y").toArray(String[]::new);
        Server server = Server.of(recipients);
        server.says("220 hi").hears("EHLO me.example").says(ALL);
        int commands = 0;
        for (int group : new int[] {100, 100, 52}) {
            String[] lines = new String(server.client.takeOutput(), StandardCharsets.US_ASCII).split("\r\n");
            assertThat(lines).hasSize(group);
            commands += lines.length;
            for (String line : lines) {
                server.says(line.equals("DATA") ? "354 go" : "250 ok");
            }
        }
        assertThat(commands).isEqualTo(252);
        server.hearsBody().says("250 ok");
        assertThat(server.client.reports()).allMatch(r -> r.outcome() == Outcome.SUCCESS);
    }

    @Test
    void senderDataAndTextMayBeRefused() {
        Server.of("a@y")
                .says("220 hi")
                .says("250 x")
                .says("553 no")
                .reports("DConnected to 192.0.2.9 but sender was rejected.\nRemote host said: 553 no");
        Server.of("a@y")
                .says("220 hi")
                .says(ALL)
                .says("451 no\n503 MAIL first\n503 MAIL first")
                .reports("ZConnected to 192.0.2.9 but sender was rejected.\nRemote host said: 451 no");
        Server.of("a@y")
                .says("220 hi")
                .says(ALL)
                .says("250 ok\n250 ok\n451 no")
                .reports("Z192.0.2.9 failed on DATA command.\nRemote host said: 451 no");
        Server.of("a@y")
                .says("220 hi")
                .says(ALL)
                .says("250 ok\n250 ok\n354 go")
                .hearsBody()
                .says("554 spam")
                .reports("D192.0.2.9 failed after I sent the message.\nRemote host said: 554 spam");
    }

    /** What is said to DATA is said of those who were taken. */
    @Test
    void aRefusalOfDataLeavesTheOthersTheirOwnReplies() {
        Server server = Server.of("a@y", "b@y", "c@y").says("220 hi").says(ALL);
        server.says("250 ok\n250 ok\n450 later\n550 no\n554 not today");
        server.reports(
                "D192.0.2.9 failed on DATA command.\nRemote host said: 554 not today",
                "Z192.0.2.9 does not like recipient.\nRemote host said: 450 later",
                "D192.0.2.9 does not like recipient.\nRemote host said: 550 no");
        Server closing = Server.of("a@y", "b@y").says("220 hi").says(ALL);
        closing.says("250 ok\n250 ok\n550 no\n421 closing");
        closing.reports(
                "Z192.0.2.9 failed on DATA command.\nRemote host said: 421 closing",
                "D192.0.2.9 does not like recipient.\nRemote host said: 550 no");
        Server odd = Server.of("a@y").says("220 hi").says(ALL).says("250 ok\n250 ok\n250 ok");
        assertThat(odd.client.reports().get(0).outcome()).isEqualTo(Outcome.DEFERRAL);
        Server early = Server.of("a@y").says("220 hi").says(ALL).says("250 ok\n354 go\n354 go");
        assertThat(early.client.reports().get(0).outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 busy", "450 no", "\0\0\0", "HTTP/1.1 400 Bad Request", "", "99 x", "699 x"})
    void aBadMoodAtTheGreetingMeansTheNextHost(String greeting) {
        Server server = Server.of("a@y").says(greeting);
        assertThat(server.client.isDone()).isTrue();
        assertThat(server.client.isNextHost()).isTrue();
        assertThat(server.client.reports().get(0).outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void helloRefusals() {
        Server later = Server.of("a@y").says("220 hi").says("421 no");
        assertThat(later.client.isNextHost()).isTrue();
        later.reports("ZConnected to 192.0.2.9 but my name was rejected.\nRemote host said: 421 no");
        Server never = Server.of("a@y").says("220 hi").says("550 no").says("550 still no");
        assertThat(never.client.isNextHost()).isTrue();
        never.reports("DConnected to 192.0.2.9 but my name was rejected.\nRemote host said: 550 still no");
        Server greeting = Server.of("a@y").says("554 go away");
        assertThat(greeting.client.isNextHost()).isTrue();
        greeting.reports("DConnected to 192.0.2.9 but greeting failed.\nRemote host said: 554 go away");
    }

    /** What follows of a reply in the same packet would be the answer to a command that is not sent yet. */
    @ParameterizedTest
    @ValueSource(strings = {"220 hi\n220 hi again", "220 hi\n2"})
    void aServerThatSaysMoreThanItIsAskedIsLeft(String greeting) {
        Server server = Server.of("a@y").says(greeting);
        server.hearsNothingMore().reports("ZConnected to 192.0.2.9 but it says more than it is asked. (#4.5.0)");
        assertThat(server.client.isNextHost()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"354 go\n250 ok", "354 go\n2", "354 go|250 ok", "354 go|250-o", "354 go|421 closing"})
    void aReplyBeforeTheFinalDotDoesNotAnswerIt(String replies) {
        Server server = Server.of("a@y").says("220 hi").says(ALL).says("250 ok\n250 ok");
        for (String reply : replies.split("\\|")) {
            server.says(reply);
        }
        assertThat(server.client.isDone()).isTrue();
        assertThat(server.client.wantsBody()).isFalse();
        assertThat(server.client.reports().get(0).outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    private static Server sendingText(String... recipients) {
        return Server.of(recipients)
                .says("220 hi")
                .says(ALL)
                .says("250 ok\n250 ok\n354 go")
                .hears("EHLO me.example", "MAIL FROM:<s@x> SIZE=42", "RCPT TO:<a@y>", "DATA");
    }

    @Test
    void aTextThatIsCutCanBeRefusedAndNotTaken() {
        for (String reply : List.of("550 no", "550-no\n550 no", "550 no\n421 closing")) {
            Server server = sendingText("a@y");
            server.client.textCut();
            assertThat(server.client.wantsBody()).isFalse();
            server.says(reply);
            assertThat(server.client.reports().get(0).outcome()).isEqualTo(Outcome.FAILURE);
            assertThat(server.client.isNextHost()).isFalse();
        }
        for (String reply : List.of("250 ok", "354 go", "421 closing", "450 later", "x", "250 ok\n550 no")) {
            for (boolean dotted : new boolean[] {false, true}) {
                Server server = sendingText("a@y");
                if (dotted) {
                    server.hearsBody();
                }
                server.client.textCut();
                server.says(reply).hearsNothingMore();
                assertThat(server.client.reports().get(0).outcome()).as(reply).isEqualTo(Outcome.DEFERRAL);
            }
        }
    }

    @Test
    void aTextThatIsCutWithoutAWordIsALostConnection() {
        Server server = sendingText("a@y");
        server.client.textCut();
        byte[] half = "55".getBytes(StandardCharsets.US_ASCII);
        server.client.input(half, half.length);
        server.client.connectionLost();
        server.reports("ZConnected to 192.0.2.9 but connection died. (#4.4.2)");
    }

    /** RFC 5321 4.5.3.1.10. */
    @Test
    void recipientsThatAreTooManyAreForAnotherSession() {
        Server server =
                Server.of("a@y", "b@y", "c@y", "d@y", "e@y").says("220 hi").says(ALL);
        server.says("250 ok\n250 ok\n552 too many\n452 4.5.3 too many\n552 5.2.2 mailbox full\n550 no\n354 go")
                .hearsBody()
                .says("250 ok");
        assertThat(server.client.reports())
                .extracting(DeliveryReport::outcome)
                .containsExactly(Outcome.SUCCESS, Outcome.DEFERRAL, Outcome.DEFERRAL, Outcome.FAILURE, Outcome.FAILURE);
        assertThat(server.client.tooMany()).containsExactly(1, 2);
    }

    @Test
    void aFirstRecipientIsNotOneTooMany() {
        Server server = Server.of("a@y", "b@y").says("220 hi").says(ALL);
        server.says("250 ok\n552 no room\n452 later\n503 no");
        assertThat(server.client.reports())
                .extracting(DeliveryReport::outcome)
                .containsExactly(Outcome.FAILURE, Outcome.DEFERRAL);
        assertThat(server.client.tooMany()).isEmpty();
    }

    /** A message that was not taken for anybody is not sent once more at once. */
    @Test
    void withoutASuccessThereIsNoOtherSession() {
        Server server = Server.of("a@y", "b@y").says("220 hi").says(ALL);
        server.says("250 ok\n250 ok\n552 too many\n354 go").hearsBody().says("451 later");
        assertThat(server.client.reports()).allMatch(r -> r.outcome() == Outcome.DEFERRAL);
        assertThat(server.client.tooMany()).isEmpty();
    }

    @Test
    void theServerClosesInTheMiddleOfTheRecipients() {
        Server server = Server.of("a@y", "b@y", "c@y").says("220 hi").says(ALL);
        server.says("250 ok\n250 ok\n421 closing");
        server.client.connectionLost();
        assertThat(server.client.reports()).allMatch(r -> r.outcome() == Outcome.DEFERRAL);
    }

    @Test
    void bn1ADoubleBounceHasTheEmptySenderElsewhere() {
        Envelope envelope = new Envelope(Envelope.DOUBLE_BOUNCE_SENDER, List.of("postmaster@y"));
        Server server = new Server(new SmtpClientSession("me", "192.0.2.9", envelope, TRAITS));
        server.says("220 hi").hears("EHLO me").says("250 x").hears("MAIL FROM:<>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Subject: Grüße\\n\\nx\\n|true",
                "Subject: x\\n\\nGrüße\\n|false",
                "Subject: x\\n folded ü\\nA: b|true",
                "\\nü|false",
                "|false"
            })
    void utf8InAHeaderIsToldToWhoeverKnowsIt(String text, boolean declared) throws IOException {
        Body body = Body.of((text == null ? "" : text).replace("\\n", "\n"));
        SmtpClientSession client =
                new SmtpClientSession("me", "192.0.2.9", new Envelope("s@x", List.of("a@y")), BodyTraits.of(body, 7));
        Server server = new Server(client).says("220 hi").says("250-x\n250 SMTPUTF8");
        assertThat(new String(client.takeOutput(), StandardCharsets.UTF_8))
                .endsWith("MAIL FROM:<s@x>" + (declared ? " SMTPUTF8" : "") + "\r\n");
        server.says("250 ok").says("250 ok").says("354 go").hearsBody().says("250 ok");
        assertThat(client.reports()).allMatch(r -> r.outcome() == Outcome.SUCCESS);
    }

    @Test
    void aHeaderInUtf8IsSentAsItIsWhereSmtpUtf8IsUnknown() throws IOException {
        BodyTraits traits = BodyTraits.of(Body.of("Subject: ñ\n\n"), 14);
        Envelope envelope = new Envelope("s@x", List.of("a@y"));
        new Server(new SmtpClientSession("me", "192.0.2.9", envelope, traits))
                .says("220 hi")
                .hears("EHLO me")
                .says("250 x")
                .hears("MAIL FROM:<s@x>");
        new Server(new SmtpClientSession("me", "192.0.2.9", envelope, traits))
                .says("220 hi")
                .hears("EHLO me")
                .says("250-x\n250 SMTPUTF8")
                .hears("MAIL FROM:<s@x> SMTPUTF8");
    }

    /** RFC 6532 knows UTF-8 only. */
    @Test
    void aHeaderInAnotherCharacterSetIsNotDeclaredUtf8() throws IOException {
        for (String octets : List.of("\u00fc", "\u00c3", "\u00c3\u00bc \u00ff", "\u00e2\u0082", "\u00c0\u0080")) {
            byte[] text = ("Subject: " + octets + "\n\nx\n").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(BodyTraits.of(Body.of(text), 1).utf8Header()).isFalse();
            assertThat(BodyTraits.of(Body.of(text), 1).eightBit()).isTrue();
        }
    }

    @Test
    void aReplyWithoutEndIsNotWaitedFor() {
        Server server = Server.of("a@y").says("220 hi").says(ALL).says("250 ok");
        byte[] endless = "550-x\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        int said = 0;
        while (!server.client.isDone()) {
            server.client.input(endless, endless.length);
            said += endless.length;
            assertThat(said).isLessThan(2 * ReplyReader.ENDLESS);
        }
        assertThat(server.client.reports().get(0).outcome()).isEqualTo(Outcome.DEFERRAL);
        byte[] endlessLine = new byte[ReplyReader.ENDLESS + 1];
        Server other = Server.of("a@y");
        other.client.input(endlessLine, endlessLine.length);
        assertThat(other.client.isDone()).isTrue();
    }

    /** It goes into logs and on screens. */
    @Test
    void aReplyCarriesNoControlCharacters() {
        Server server = Server.of("a@y").says("554-\u001b]0;x\u0007\tno\u000b\n554 \u00c2\u0085end\u007f");
        server.reports("DConnected to 192.0.2.9 but greeting failed.\nRemote host said: 554-?]0;x? no?\n554 ?end?");
    }

    @Test
    void lostConnections() {
        Server early = Server.of("a@y").says("220 hi");
        early.client.connectionLost();
        assertThat(early.client.isNextHost()).isTrue();
        early.reports("ZConnected to 192.0.2.9 but connection died. (#4.4.2)");

        Server middle = Server.of("a@y", "b@y").says("220 hi").says(ALL).says("250 ok\n550 no");
        middle.client.connectionLost();
        assertThat(middle.client.isNextHost()).isFalse();
        middle.reports(
                "D192.0.2.9 does not like recipient.\nRemote host said: 550 no",
                "ZConnected to 192.0.2.9 but connection died. (#4.4.2)");

        Server text = Server.of("a@y").says("220 hi").says(ALL).says("250 ok\n250 ok\n354 go");
        text.client.connectionLost();
        text.reports("ZConnected to 192.0.2.9 but connection died. (#4.4.2)");

        Server late = Server.of("a@y")
                .says("220 hi")
                .says(ALL)
                .says("250 ok\n250 ok\n354 go")
                .hearsBody();
        late.client.connectionLost();
        late.client.connectionLost();
        late.reports("ZConnected to 192.0.2.9 but connection died. Possible duplicate! (#4.4.2)");
    }

    @Test
    void nonAsciiAddressesNeedSmtpUtf8() {
        Server server = Server.of("ñ@y", "a@y");
        server.says("220 hi")
                .hears("EHLO me.example")
                .says("250-x\n250 8BITMIME")
                .hears("MAIL FROM:<s@x>");
        server.says("250 ok")
                .hears("RCPT TO:<a@y>")
                .says("250 ok")
                .says("354 go")
                .hearsBody()
                .says("250 ok");
        server.reports(
                "D192.0.2.9 does not take non-ASCII addresses. (#5.6.7)",
                "K192.0.2.9 accepted message.\nRemote host said: 250 ok");
        Server all = new Server(new SmtpClientSession("me", "192.0.2.9", new Envelope("ñ@x", List.of("a@y")), TRAITS));
        all.says("220 hi").hears("EHLO me").says("250 x").hears("QUIT");
        all.reports("D192.0.2.9 does not take non-ASCII addresses, and the sender has one. (#5.6.7)");
    }

    @Test
    void commandsCannotBeSmuggledInAddresses() {
        Server server = Server.of("a@y\r\nRCPT TO:<b@y>");
        server.says("220 hi").hears("EHLO me.example").says(ALL).hears("QUIT");
        assertThat(server.client.reports().get(0).outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void longRepliesAreCut() {
        Server server = Server.of("a@y");
        server.says(("554-" + "x".repeat(90) + "\n").repeat(10_000) + "554 \0end");
        String text = server.client.reports().get(0).text();
        assertThat(text.length()).isBetween(ReplyReader.MAX_TEXT, ReplyReader.MAX_TEXT + 100);
        assertThat(Server.of("a@y").says("554 a\0b").client.reports().get(0).text())
                .endsWith("554 a?b");
    }

    @Test
    void randomServersNeverBreakIt() {
        Random random = new Random(5);
        String[] lines = {"220 x", "250 x", "250-x", "250-PIPELINING", "354 x", "421 x", "550 x", "x", "", "250 SIZE"};
        for (int round = 0; round < 20_000; round++) {
            SmtpClientSession client = Server.of("a@y", "b@y").client;
            for (int i = 0; i < 12 && !client.isDone(); i++) {
                byte[] line = (lines[random.nextInt(lines.length)] + "\r\n").getBytes(StandardCharsets.US_ASCII);
                client.input(line, line.length);
                client.takeOutput();
                if (client.wantsBody()) {
                    client.finalDot();
                }
            }
            client.connectionLost();
            assertThat(client.reports()).hasSize(2);
        }
    }

    private static Server withWishes(String keywords) {
        Envelope envelope = new Envelope(
                "s@x",
                List.of("a@y", "b@y", "c@y"),
                Attributes.NONE.with(Attribute.RET, "HDRS").with(Attribute.ENVID, "q+20x"),
                Map.of("a@y", new Notify("SUCCESS,DELAY", "rfc822;old@y"), "b@y", Notify.NEVER));
        Server server = new Server(new SmtpClientSession("me.example", "192.0.2.9", envelope, TRAITS));
        return server.says("220 hi").hears("EHLO me.example").says(keywords);
    }

    @Test
    void wishesAboutNotificationsAreHandedToAServerThatOffersDsn() {
        Server server = withWishes("250-there\n250-PIPELINING\n250 DSN")
                .hears(
                        "MAIL FROM:<s@x> RET=HDRS ENVID=q+20x",
                        "RCPT TO:<a@y> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;old@y",
                        "RCPT TO:<b@y> NOTIFY=NEVER",
                        "RCPT TO:<c@y>",
                        "DATA");
        server.says("250 ok\n250 ok\n250 ok\n250 ok\n354 go")
                .hearsBody()
                .says("250 taken")
                .hears("QUIT");
        assertThat(server.client.reports()).extracting(DeliveryReport::reason).containsOnly(Reason.ACCEPTED_WITH_DSN);
    }

    @Test
    void wishesAboutNotificationsAreKeptFromAServerThatDoesNot() {
        Server server = withWishes("250-there\n250 PIPELINING")
                .hears("MAIL FROM:<s@x>", "RCPT TO:<a@y>", "RCPT TO:<b@y>", "RCPT TO:<c@y>", "DATA");
        server.says("250 ok\n250 ok\n250 ok\n250 ok\n354 go")
                .hearsBody()
                .says("250 taken")
                .hears("QUIT");
        assertThat(server.client.reports()).extracting(DeliveryReport::reason).containsOnly(Reason.ACCEPTED);
    }
}
