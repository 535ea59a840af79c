package ee.qmail.local;

import ee.qmail.control.ControlFiles;
import ee.qmail.dotqmail.DotQmail;
import ee.qmail.dotqmail.DotQmailFile;
import ee.qmail.dotqmail.Instruction;
import ee.qmail.dotqmail.LocalEnvironment;
import ee.qmail.dotqmail.UserHome;
import ee.qmail.home.PlainText;
import ee.qmail.lspawn.Assignment;
import ee.qmail.maildir.Maildir;
import ee.qmail.mbox.Mbox;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Reason;
import ee.qmail.programs.NotDeliveredException;
import ee.qmail.programs.Programs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/** qmail-local for an address that is ruled by a {@code .qmail} file (DQ). */
@ApplicationScoped
class DotQmailDelivery {
    private static final Logger LOG = Logger.getLogger(DotQmailDelivery.class.getName());
    /** Between the words of a program's line, whose quotes do not count. */
    private static final Pattern WORD_ENDS = Pattern.compile("[\\s\"']+");

    private static final Boolean GO_ON = true;
    private static final int STICKY = 01000;
    private static final int MAX_WARNINGS = 1_000;

    /** Files and programs of one {@code .qmail}: each takes its time, and others wait meanwhile. */
    private static final int MAX_DELIVERIES = 100;

    private final ControlFiles controlFiles;
    private final MaildirDelivery maildirs;
    private final Forwarding forwarding;
    private final Programs programs;

    final HomeGate gate = new HomeGate();
    private final Clock clock = Clock.systemUTC();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** For the container's proxies. */
    protected DotQmailDelivery() {
        this(null, null, null, null);
    }

    @Inject
    DotQmailDelivery(ControlFiles controlFiles, MaildirDelivery maildirs, Forwarding forwarding, Programs programs) {
        this.controlFiles = controlFiles;
        this.maildirs = maildirs;
        this.forwarding = forwarding;
        this.programs = programs;
    }

    /**
     * Follows the instructions in their order; the first that fails ends it. Forwards are sent when all the others are done
     * (DQ-6). Repeated as a whole if it is repeated: of what is done, Maildirs and forwards are not done again.
     */
    DeliveryReport deliver(LocalMail mail, Assignment assignment) throws IOException, NotDeliveredException {
        try (HomeGate.Permit ignored = gate.enter(assignment.home(), mostInAHome())) {
            return follow(mail, assignment);
        }
    }

    int mostInAHome() {
        return Math.max(1, controlFiles.current().concurrencylocal() / 2);
    }

    private DeliveryReport follow(LocalMail mail, Assignment assignment) throws IOException, NotDeliveredException {
        Plan plan = plan(assignment);
        String defaultPart = plan.file().map(DotQmailFile::defaultPart).orElse(null);
        return new Run(mail, assignment, plan.home(), defaultPart, plan.forwardOnly()).follow(plan.instructions());
    }

    /**
     * The instructions that would be done.
     *
     * @param home where it would be done
     * @param file empty: the default delivery
     * @param forwardOnly whether the file may only forward (DQ-9)
     */
    record Plan(UserHome home, Optional<DotQmailFile> file, boolean forwardOnly, DotQmail instructions) {}

    Plan plan(Assignment assignment) throws IOException, NotDeliveredException {
        checkHome(assignment.home());
        Optional<DotQmailFile> file = DotQmailFile.find(assignment.home(), assignment.dash(), assignment.ext());
        if (file.isEmpty() && !assignment.dash().isEmpty()) {
            throw new NotDeliveredException(Reason.NO_MAILBOX);
        }
        UserHome home = UserHome.of(assignment.home());
        if (file.isEmpty()) {
            return new Plan(home, file, false, defaultDelivery());
        }
        UserHome.Content content = read(home, file.get().path());
        return new Plan(
                home, file, content.forwardOnly(), parsed(content, file.get().path()));
    }

    private DotQmail parsed(UserHome.Content content, Path file) throws NotDeliveredException {
        PlainText plain = PlainText.of(content.text());
        plain.remarks().forEach(remark -> warnOnce(file + " " + remark));
        return plain.text().isEmpty() ? defaultDelivery() : parse(plain.text(), file.toString());
    }

    private static void checkHome(Path home) throws IOException, NotDeliveredException {
        if (!Files.isDirectory(home)) {
            LOG.log(Level.WARNING, "home directory {0} is not there: mail for its user is deferred", home);
            throw new NotDeliveredException(Reason.HOME_MISSING);
        }
        if (isWritableByOthers(home)) {
            throw new NotDeliveredException(Reason.HOME_WRITABLE);
        }
        if (home.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(home, "unix:mode") & STICKY) != 0) {
            throw new NotDeliveredException(Reason.HOME_STICKY);
        }
    }

    private static boolean isWritableByOthers(Path path) throws IOException {
        return permissions(path).contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static Set<PosixFilePermission> permissions(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? Files.getPosixFilePermissions(path)
                : Set.of();
    }

    private static UserHome.Content read(UserHome home, Path file) throws IOException, NotDeliveredException {
        try {
            return home.read(file);
        } catch (UserHome.NotTrustedException e) {
            throw notTrusted(e);
        }
    }

    /** The sender is not told what is in the home. */
    private static NotDeliveredException notTrusted(UserHome.NotTrustedException e) {
        LOG.log(Level.WARNING, "{0}: mail for its address is deferred", e.getMessage());
        return new NotDeliveredException(e.reason(), e);
    }

    /** Not with each mail. */
    private void warnOnce(String warning) {
        if (warned.size() < MAX_WARNINGS && warned.add(warning)) {
            LOG.warning(warning);
        }
    }

    private DotQmail defaultDelivery() throws NotDeliveredException {
        return parse(controlFiles.current().defaultdelivery(), "control/defaultdelivery");
    }

    /** The sender is not told what stands in the file. */
    private static DotQmail parse(String text, String where) throws NotDeliveredException {
        try {
            return DotQmail.parse(text);
        } catch (DotQmail.SyntaxException e) {
            LOG.log(Level.WARNING, "{0} {1}: mail for its address is deferred", new Object[] {where, e.getMessage()});
            throw new NotDeliveredException(Reason.DOT_QMAIL_NO_SENSE, e);
        }
    }

    /** One walk through the instructions; each says whether to go on. */
    private final class Run implements Instruction.Visitor<Boolean, IOException, NotDeliveredException> {
        private final LocalMail mail;
        private final Assignment assignment;
        private final UserHome home;
        private final LocalEnvironment environment;
        private final List<String> targets = new ArrayList<>();
        private final StringBuilder said = new StringBuilder();
        private boolean forwardOnly;
        private int files;
        private int programsRun;

        Run(LocalMail mail, Assignment assignment, UserHome home, String defaultPart, boolean forwardOnly)
                throws IOException {
            this.mail = mail;
            this.assignment = assignment;
            this.home = home;
            this.forwardOnly = forwardOnly;
            int at = mail.recipient().lastIndexOf('@');
            String local = mail.recipient().substring(0, at);
            String host = mail.recipient().substring(at + 1);
            this.environment = new LocalEnvironment(
                    mail.sender(),
                    forwardSender(local, host),
                    local,
                    host,
                    assignment.user(),
                    assignment.home(),
                    assignment.ext(),
                    defaultPart,
                    mail.returnPath(),
                    mail.deliveredTo(),
                    clock.instant());
        }

        /** The owner of a list gets its bounces, each member's to another address if there is an owner-default (DQ-12). */
        private String forwardSender(String local, String host) throws IOException {
            String sender = mail.sender();
            if (sender.isEmpty() || sender.equals(Envelope.DOUBLE_BOUNCE_SENDER)) {
                return sender;
            }
            String owner = assignment.ext() + "-owner";
            if (!DotQmailFile.exists(assignment.home(), assignment.dash(), owner)) {
                return sender;
            }
            return DotQmailFile.exists(assignment.home(), assignment.dash(), owner + "-default")
                    ? local + "-owner-@" + host + "-@[]"
                    : local + "-owner@" + host;
        }

        DeliveryReport follow(DotQmail dotQmail) throws IOException, NotDeliveredException {
            for (Instruction instruction : dotQmail.instructions()) {
                if (!instruction.accept(this)) {
                    break;
                }
            }
            Forwarding.Sent sent = forwarding.send(mail, environment.forwardSender(), targets, files + programsRun > 0);
            return sent.report(mail, files, programsRun, said.toString());
        }

        @Override
        public Boolean forward(Instruction.Forward forward) {
            targets.add(forward.target());
            return GO_ON;
        }

        @Override
        public Boolean forwardOnly(Instruction.ForwardOnly line) {
            forwardOnly = true;
            return GO_ON;
        }

        @Override
        public Boolean program(Instruction.Program program) throws IOException, NotDeliveredException {
            refuse("prog");
            return run(program);
        }

        @Override
        public Boolean maildir(Instruction.Maildir maildir) throws IOException, NotDeliveredException {
            refuse("file");
            maildirs.deliver(mail, Maildir.below(home.path(), below(maildir.path())));
            files++;
            return GO_ON;
        }

        @Override
        public Boolean mbox(Instruction.Mbox mbox) throws IOException, NotDeliveredException {
            refuse("file");
            append(below(mbox.path()));
            files++;
            return GO_ON;
        }

        private void refuse(String kind) throws NotDeliveredException {
            if (files + programsRun == MAX_DELIVERIES) {
                throw new NotDeliveredException(Reason.DOT_QMAIL_TOO_LONG, Integer.toString(MAX_DELIVERIES));
            }
            if (forwardOnly) {
                throw new NotDeliveredException(Reason.DOT_QMAIL_FORWARDS_ONLY, kind);
            }
        }

        private List<String> below(String line) throws NotDeliveredException {
            try {
                return home.below(line);
            } catch (UserHome.NotTrustedException e) {
                throw notTrusted(e);
            }
        }

        private void append(List<String> names) throws IOException, NotDeliveredException {
            if (names.isEmpty()) {
                throw new NotDeliveredException(Reason.DOT_QMAIL_NO_SENSE);
            }
            try {
                new Mbox(home.path(), names, home::isTrusted)
                        .append(
                                mail.sender(),
                                environment.now(),
                                mail.head(),
                                mail.job().body());
            } catch (Mbox.LockedException e) {
                throw new NotDeliveredException(Reason.MBOX_LOCKED, e);
            }
        }

        private void checkForwards(Instruction.Program program, List<String> forwards) throws NotDeliveredException {
            List<String> words = List.of(WORD_ENDS.split(program.command()));
            for (String forward : forwards) {
                Optional<String> problem = Forwarding.problemForGood(forward, words);
                if (problem.isPresent()) {
                    LOG.log(Level.WARNING, "{0}: a program forwards to {1}", new Object[] {
                        assignment.home(), problem.get()
                    });
                    throw new NotDeliveredException(Reason.BAD_FORWARD);
                }
            }
        }

        private boolean run(Instruction.Program program) throws IOException, NotDeliveredException {
            Programs.Result result =
                    programs.run(program.command(), environment, mail.job().body());
            programsRun++;
            checkForwards(program, result.forwards());
            targets.addAll(result.forwards());
            if (result.verdict() == Programs.Verdict.FAILURE || result.verdict() == Programs.Verdict.DEFERRAL) {
                throw result.trouble();
            }
            if (!result.output().isEmpty()) {
                said.append(result.output()).append('\n');
            }
            return result.verdict() == Programs.Verdict.SUCCESS;
        }
    }
}
