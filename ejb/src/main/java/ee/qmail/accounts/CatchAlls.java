package ee.qmail.accounts;

import ee.qmail.accounts.AccountChange.Action;
import ee.qmail.accounts.AccountChange.Kind;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.directory.Domain;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Names;
import ee.qmail.dotqmail.DotQmail;
import ee.qmail.dotqmail.Instruction;
import ee.qmail.home.AtomicFile;
import ee.qmail.revision.Precondition;
import ee.qmail.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where mail goes for the names of a domain that nobody has. It stands where qmail and vpopmail have it, in the file {@code .qmail-default} of the domain
 * (VP-5), which may also be written by hand.
 */
@ApplicationScoped
@Transactional
public class CatchAlls {
    /** As a name, all that nobody has. */
    static final String ALL = "*";

    private final AccountRows rows;
    private final Accounts accounts;
    private final MailStore mail;

    /** For the container's proxies. */
    protected CatchAlls() {
        this(null, null, null);
    }

    @Inject
    public CatchAlls(AccountRows rows, Accounts accounts, MailStore mail) {
        this.rows = rows;
        this.accounts = accounts;
        this.mail = mail;
    }

    /**
     * What holds for a domain.
     *
     * @param text of the file; empty if there is none: mail for such names is refused
     * @param targets if the file does nothing but send mail on; none otherwise
     */
    public record CatchAll(Optional<String> text, List<String> targets) {
        /** Tells whether a file says something that only whoever knows {@code .qmail} files can change. */
        public boolean isByHand() {
            return text.isPresent() && targets.isEmpty();
        }

        /** Empty if there is no file. */
        public Optional<String> version() {
            return text.map(Sha256::hex).map(hash -> hash.substring(0, 32));
        }
    }

    public CatchAll of(String domain) {
        return read(mail, accounts.existingDomain(domain).getName());
    }

    /**
     * Sends mail for the names that nobody has to others, or refuses it from then on.
     *
     * @param targets as of an alias, at most 20; none: such mail is refused
     * @param precondition on {@link CatchAll#version}
     */
    @Audited(value = Deed.CATCH_ALL, to = Thing.DOMAIN, detail = 1)
    public void set(String domain, List<String> targets, Precondition precondition) {
        Domain existing = accounts.existingDomain(domain);
        String name = existing.getName();
        List<String> checked = targets.isEmpty() ? targets : Names.forwards(ALL + "@" + name, targets);
        Accounts.requirePermitted(read(mail, name).targets(), checked);
        rows.lockedSummary(name);
        precondition.require(read(mail, name).version(), "the catch-all of '" + name + "'");
        accounts.requireNoLoop(ALL + "@" + name, checked);
        write(file(mail, name), checked);
        accounts.announceAfterCommit(Kind.DOMAIN, Action.CHANGED, name);
    }

    private static void write(Path file, List<String> targets) {
        try {
            if (targets.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                AtomicFile.write(file, "&" + String.join("\n&", targets) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    private static Path file(MailStore mail, String domain) {
        return mail.home(domain).resolve(".qmail-default");
    }

    /** None if there is no such file, or it does something else. */
    static List<String> targets(MailStore mail, String domain) {
        return read(mail, domain).targets();
    }

    private static CatchAll read(MailStore mail, String domain) {
        Path file = file(mail, domain);
        try {
            Optional<String> text = AtomicFile.read(file);
            return new CatchAll(text, text.map(CatchAlls::forwards).orElse(List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    private static List<String> forwards(String text) {
        try {
            List<Instruction> instructions =
                    text.isEmpty() ? List.of() : DotQmail.parse(text).instructions();
            boolean isPlain = instructions.stream().allMatch(Instruction.Forward.class::isInstance);
            return isPlain
                    ? instructions.stream()
                            .map(each -> ((Instruction.Forward) each).target())
                            .toList()
                    : List.of();
        } catch (DotQmail.SyntaxException e) {
            return List.of(); // mail waits until somebody mends it
        }
    }
}
