package ee.qmail.local;

import ee.qmail.address.DomainName;
import ee.qmail.caller.Caller;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.directory.LocalUser;
import ee.qmail.dotqmail.Instruction;
import ee.qmail.dotqmail.UserHome;
import ee.qmail.home.FileNames;
import ee.qmail.lspawn.Assign;
import ee.qmail.lspawn.Assignment;
import ee.qmail.message.Channel;
import ee.qmail.message.Reason;
import ee.qmail.programs.NotDeliveredException;
import ee.qmail.routing.Rewriting;
import ee.qmail.routing.Route;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Traces the way of mail for an address, without any mail: {@code qmail-local -n} (DQ-14), and all that is decided before it. */
@ApplicationScoped
public class AddressTrace {
    private final ControlFiles controlFiles;
    private final LocalUserSearch users;
    private final DotQmailDelivery dotQmail;

    /** For the container's proxies. */
    protected AddressTrace() {
        this(null, null, null);
    }

    @Inject
    AddressTrace(ControlFiles controlFiles, LocalUserSearch users, DotQmailDelivery dotQmail) {
        this.controlFiles = controlFiles;
        this.users = users;
        this.dotQmail = dotQmail;
    }

    /**
     * @param fromAnybody whether anybody may send to it by SMTP; else only clients that may relay
     * @param channel {@code local} or {@code remote}
     * @param rewritten as qmail-send rewrites it
     * @param by what decides: {@code mailbox}, {@code alias}, the path of a {@code .qmail} file, {@code control/...}, {@code DNS}
     * @param deliveries {@code maildir X}, {@code mbox X}, {@code program X}, {@code forward X}, {@code relay HOST:PORT}, {@code bean PATTERN}
     * @param problem null, or why mail is deferred or refused
     */
    public record Trace(
            String address,
            boolean fromAnybody,
            String channel,
            String rewritten,
            String by,
            List<String> deliveries,
            String problem) {}

    private record Decision(String by, List<String> deliveries, String problem) {
        static Decision trouble(String problem) {
            return new Decision("", List.of(), problem);
        }
    }

    /** @param address {@code user@domain}, or, for administrators, a user alone */
    public Trace of(String address) {
        Caller.current().mustManage(DomainName.canonical(address.substring(address.lastIndexOf('@') + 1)));
        Controls controls = controlFiles.current();
        Rewriting rewriting = new Rewriting(controls);
        String plain = withoutQuotes(address);
        Route route = rewriting.route(plain);
        Caller.current().mustManage(DomainName.canonical(route.domain())); // control/percenthack leads elsewhere
        Decision decision = route.channel() == Channel.LOCAL ? local(route) : remote(controls, route);
        return new Trace(
                address,
                rewriting.isForAnybody(plain),
                route.channel() == Channel.LOCAL ? "local" : "remote",
                route.address(),
                decision.by,
                decision.deliveries,
                decision.problem);
    }

    /** As SMTP takes it out of {@code RCPT TO:<"a b"@example.org>}. */
    private static String withoutQuotes(String address) {
        int at = address.lastIndexOf('@');
        boolean quoted = at > 1 && address.startsWith("\"") && address.charAt(at - 1) == '"';
        return quoted ? address.substring(1, at - 1).replaceAll("\\\\(.)", "$1") + address.substring(at) : address;
    }

    private static Decision remote(Controls controls, Route route) {
        return controls.smtproutes()
                .find(route.domain())
                .map(relay -> new Decision(
                        "control/smtproutes", List.of("relay " + relay.relay() + ":" + relay.port()), null))
                .orElseGet(() -> new Decision("DNS", List.of("mail exchangers of " + route.domain()), null));
    }

    private Decision local(Route route) {
        try {
            Optional<LocalUser> user = users.find(route.address());
            return user.orElseThrow(() -> new NotDeliveredException(Reason.NO_MAILBOX))
                    .accept(new Local());
        } catch (Assign.BrokenEntryException | UncheckedIOException e) {
            return Decision.trouble(e.getMessage() + ": mail is deferred");
        } catch (NotDeliveredException e) {
            return Decision.trouble(
                    e.getCause() == null
                            ? e.getMessage()
                            : e.getMessage() + " " + e.getCause().getMessage());
        } catch (IOException e) {
            return Decision.trouble("a file cannot be read: " + e.getMessage() + ": mail is deferred");
        }
    }

    private final class Local implements LocalUser.Visitor<Decision, IOException, NotDeliveredException> {
        @Override
        public Decision mailbox(LocalUser.MailboxUser mailbox) throws IOException, NotDeliveredException {
            Optional<Assignment> ruled = LocalDelivery.ruledByFile(mailbox);
            return ruled.isPresent() ? decided(ruled.get()) : new Decision("mailbox", deliveries(mailbox), null);
        }

        private static List<String> deliveries(LocalUser.MailboxUser mailbox) {
            Stream<String> kept = mailbox.forward().keeps() ? Stream.of("maildir " + mailbox.maildir()) : Stream.of();
            return Stream.concat(kept, mailbox.forward().targets().stream().map("forward "::concat))
                    .toList();
        }

        @Override
        public Decision dotQmail(LocalUser.DotQmailUser user) throws IOException, NotDeliveredException {
            return decided(user.assignment());
        }

        @Override
        public Decision bean(LocalUser.BeanUser bean) {
            return bean.consumer() == null
                    ? new Decision("users/beans", List.of(), "its application is not running: mail is deferred")
                    : new Decision(
                            "bean of an application",
                            List.of("bean " + bean.consumer().pattern()),
                            null);
        }

        @Override
        public Decision alias(LocalUser.AliasUser alias) {
            return new Decision(
                    "alias", alias.targets().stream().map("forward "::concat).toList(), null);
        }
    }

    /** By a {@code .qmail} file, or the default delivery. */
    private Decision decided(Assignment assignment) throws IOException, NotDeliveredException {
        DotQmailDelivery.Plan plan = dotQmail.plan(assignment);
        Texts texts = new Texts(assignment);
        List<String> deliveries = plan.instructions().instructions().stream()
                .flatMap(instruction -> instruction.accept(texts).stream())
                .toList();
        String by = plan.file().map(file -> file.path().toString()).orElse("control/defaultdelivery");
        return new Decision(by, deliveries, outside(plan));
    }

    /** Null if all lines lead to places in the home. */
    private static String outside(DotQmailDelivery.Plan plan) {
        try {
            for (Instruction instruction : plan.instructions().instructions()) {
                Optional<String> place = instruction.place();
                if (place.isPresent()) {
                    plan.home().below(place.get());
                }
            }
            return null;
        } catch (UserHome.NotTrustedException e) {
            return e.getMessage() + ": mail is deferred";
        }
    }

    /** The description of an instruction; empty for one that delivers nothing. */
    private record Texts(Assignment assignment)
            implements Instruction.Visitor<Optional<String>, RuntimeException, RuntimeException> {
        @Override
        public Optional<String> program(Instruction.Program program) {
            return Optional.of("program " + program.command());
        }

        @Override
        public Optional<String> maildir(Instruction.Maildir maildir) {
            return Optional.of("maildir " + place(maildir.path()));
        }

        @Override
        public Optional<String> mbox(Instruction.Mbox mbox) {
            return Optional.of("mbox " + place(mbox.path()));
        }

        @Override
        public Optional<String> forward(Instruction.Forward forward) {
            return Optional.of("forward " + forward.target());
        }

        @Override
        public Optional<String> forwardOnly(Instruction.ForwardOnly forwardOnly) {
            return Optional.empty();
        }

        private String place(String path) {
            return FileNames.find(assignment.home(), path)
                    .map(file -> file.normalize().toString())
                    .orElse(path + " (no file can have this name here)");
        }
    }
}
