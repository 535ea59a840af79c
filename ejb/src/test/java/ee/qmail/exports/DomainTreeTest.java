package ee.qmail.exports;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.accounts.CatchAlls;
import ee.qmail.accounts.TestAccounts;
import ee.qmail.directory.Rights;
import ee.qmail.imports.AddressBook;
import ee.qmail.revision.Precondition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainTreeTest {
    private static final String DOMAIN = "example.org";
    private static final String CRYPTED = "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0";

    @TempDir
    Path mail;

    @TempDir
    Path unpacked;

    private TestAccounts t;
    private CatchAlls catchAlls;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        catchAlls = t.catchAlls;
        t.run(() -> t.accounts.createDomain(DOMAIN));
        t.run(() -> t.accounts.importMailbox(DOMAIN, "ana", CRYPTED, 5_000L, new Rights(true, false, false)));
        t.run(() -> t.mailboxes.setDisplayName(DOMAIN, "ana", "Ana: Núñez"));
        t.run(() -> t.accounts.createMailbox(DOMAIN, "bo", "correct horse"));
        t.run(() -> t.mailboxes.setForward(DOMAIN, "bo", List.of("ana@example.org", "=x@example.net"), false));
        t.run(() -> t.accounts.createAlias(DOMAIN, "first.last", List.of("ana@example.org", "jms:queue:orders")));
        t.run(() -> t.accounts.createAlias(DOMAIN, "orders", List.of("jms:queue:orders")));
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private Path message(String file, String text) throws IOException {
        Path path = mail.resolve(DOMAIN).resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
        return path;
    }

    /** As an administrator unpacks it. */
    private Path tree(OutputStream out, ByteArrayOutputStream archive) throws IOException, InterruptedException {
        new DomainTree(t.accounts, catchAlls, t.mail, TestAccounts.CLOCK).write(DOMAIN, out);
        Path file = Files.write(unpacked.resolve("tree.tar"), archive.toByteArray());
        Process tar = new ProcessBuilder("tar", "xf", file.toString(), "-C", unpacked.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(told).isZero();
        assertThat(told).isEmpty();
        return unpacked.resolve("vpopmail/domains").resolve(DOMAIN);
    }

    private Path tree() throws IOException, InterruptedException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        return tree(archive, archive);
    }

    @Test
    void vp1ADomainIsATreeOfQmailAndVpopmail() throws Exception {
        String longName = "1249625105.M1P2." + "h".repeat(150) + ",S=5:2,RS";
        message("ana/Maildir/cur/" + longName, "hello");
        message("ana/Maildir/new/2.x", "a".repeat(513));
        Path tree = tree();
        assertThat(tree.resolve("vpasswd")).hasContent("""
                ana:%s:1:2080:Ana  Núñez:/home/vpopmail/domains/example.org/ana:5000S
                bo:*:1:0::/home/vpopmail/domains/example.org/bo:NOQUOTA
                postmaster:*:1:0::/home/vpopmail/domains/example.org/postmaster:NOQUOTA
                """.formatted(CRYPTED));
        assertThat(tree.resolve("ana/Maildir/cur/" + longName)).hasContent("hello");
        assertThat(Files.getLastModifiedTime(tree.resolve("ana/Maildir/new/2.x"))
                        .toInstant())
                .isEqualTo(Instant.ofEpochSecond(1_000_000_000));
        assertThat(Files.size(tree.resolve("ana/Maildir/new/2.x"))).isEqualTo(513);
        assertThat(tree.resolve("bo/Maildir/tmp")).isDirectory();
        assertThat(tree.resolve("bo/.qmail")).hasContent("&ana@example.org\n&=x@example.net\n");
        assertThat(tree.resolve(".qmail-first:last")).hasContent("&ana@example.org\n");
        assertThat(tree.resolve(".qmail-orders")).doesNotExist();
        assertThat(tree.resolve(".qmail-default"))
                .hasContent("| /home/vpopmail/bin/vdelivermail '' bounce-no-mailbox\n");
        assertThat(unpacked.resolve("qmail/control/virtualdomains")).hasContent("example.org:example.org\n");
    }

    @Test
    void vp5ACatchAllIsInTheWordsOfVdelivermail() throws Exception {
        t.run(() -> catchAlls.set(DOMAIN, List.of("ana@example.org", "cy@example.net"), Precondition.NONE));
        message(".qmail-list", "|ezmlm\n");
        t.run(() -> t.accounts.createAlias(DOMAIN, "list", List.of("ana@example.org")));
        Path tree = tree();
        assertThat(tree.resolve(".qmail-default"))
                .hasContent("| /home/vpopmail/bin/vdelivermail '' qmail-catch-all@example.org\n");
        assertThat(tree.resolve(".qmail-qmail-catch-all")).hasContent("&ana@example.org\n&cy@example.net\n");
        assertThat(tree.resolve(".qmail-list")).hasContent("|ezmlm\n");
    }

    @Test
    void aCatchAllIsNoCommandOfAShell() throws Exception {
        t.run(() -> catchAlls.set(DOMAIN, List.of("x|id|@example.net"), Precondition.NONE));
        Path tree = tree();
        assertThat(tree.resolve(".qmail-default"))
                .hasContent("| /home/vpopmail/bin/vdelivermail '' qmail-catch-all@example.org\n");
        assertThat(tree.resolve(".qmail-qmail-catch-all")).hasContent("&x|id|@example.net\n");
    }

    /** At the first octets that are written of it, the reader of the mailbox is at work. */
    @Test
    void whatVanishesOrIsFlaggedMeanwhileDoesNotHurt() throws Exception {
        for (int i = 0; i < 20; i++) {
            message("ana/Maildir/cur/" + i + ".x", "message " + i);
        }
        Path outside = Files.writeString(unpacked.resolve("outside"), "secret");
        Files.createSymbolicLink(mail.resolve(DOMAIN).resolve("ana/Maildir/cur/99.x"), outside);
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        boolean[] isDone = new boolean[1];
        OutputStream out = new OutputStream() {
            @Override
            public void write(int octet) {
                archive.write(octet);
            }

            @Override
            public void write(byte[] octets, int from, int length) {
                archive.write(octets, from, length);
                if (!isDone[0] && new String(octets, from, length, StandardCharsets.US_ASCII).startsWith("message")) {
                    isDone[0] = true;
                    change();
                }
            }

            private void change() {
                try {
                    Path cur = mail.resolve(DOMAIN).resolve("ana/Maildir/cur");
                    Files.deleteIfExists(cur.resolve("7.x"));
                    for (int i = 10; i < 20; i++) {
                        Files.move(cur.resolve(i + ".x"), cur.resolve(i + ".x:2,S"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        Path cur = tree(out, archive).resolve("ana/Maildir/cur");
        assertThat(isDone[0]).isTrue();
        try (Stream<Path> files = Files.list(cur)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(":2,S", ""))
                            .filter(name -> !name.equals("7.x")))
                    .hasSize(19)
                    .doesNotHaveDuplicates()
                    .doesNotContain("99.x");
        }
    }

    @Test
    void aTableHasHashesWhereTheyAreAskedForOnlyAndNoFormula() throws IOException {
        StringWriter plain = new StringWriter();
        AddressTable.write(AddressBook.of(t.accounts, DOMAIN), false, plain);
        assertThat(plain.toString().lines())
                .containsExactly(
                        "address,quota,owner,forward,keep,targets",
                        "\"ana@example.org\",5000,\"Ana: Núñez\",,,",
                        "\"bo@example.org\",none,,\"ana@example.org =x@example.net\",no,",
                        "\"postmaster@example.org\",none,,,,",
                        "\"first.last@example.org\",,,,,\"ana@example.org jms:queue:orders\"",
                        "\"orders@example.org\",,,,,jms:queue:orders");
        StringWriter all = new StringWriter();
        AddressTable.write(AddressBook.of(t.accounts, DOMAIN), true, all);
        assertThat(all.toString()).contains(CRYPTED, "PBKDF2WithHmacSHA512:210000:");
    }
}
