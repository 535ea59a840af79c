package ee.qmail.cli.moving;

import ee.qmail.address.AddressRules;
import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.cli.moving.Sources.Line;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.home.OwnerOnly;
import ee.qmail.message.Envelope;
import ee.qmail.pickup.PickupDirectory;
import ee.qmail.routing.Rewriting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the messages in qmail's queue (QS-1 to QS-4): each goes into the maildrop, for the recipients that have not got
 * it. Nothing is taken while qmail-send runs. Which messages were taken stands in a file, so that a second run does not
 * take them again.
 */
final class QueueImport {
    private final Target target;
    private final Sources sources;
    private final Report report;
    private final Path takenFile;

    QueueImport(Target target, Sources sources, Report report) {
        this.target = target;
        this.sources = sources;
        this.report = report;
        this.takenFile = target.home().maildrop().resolve("imported");
    }

    void take(Path qmail) throws IOException {
        Path queue = qmail.resolve("queue");
        Optional<String> sender = QmailSend.of(queue);
        if (sender.isPresent()) {
            report.tell(
                    Fate.LATER,
                    "queue",
                    "qmail-send is at work on it (" + sender.get()
                            + "), and both would send: stop it and run this again");
            return;
        }
        Rewriting rewriting = new Rewriting(controls(qmail.resolve("control")));
        Set<String> taken = Files.exists(takenFile) ? new HashSet<>(Files.readAllLines(takenFile)) : new HashSet<>();
        for (Path split : Sources.directories(queue.resolve("mess"))) {
            for (Path message : Sources.files(split)) {
                Step.of(
                        report,
                        "queue message " + message.getFileName(),
                        () -> takeOrTell(queue, split.getFileName().toString(), message, rewriting, taken));
            }
        }
    }

    /** Only to know which prefix a virtual domain has put in front. */
    private Controls controls(Path directory) throws IOException {
        Map<Setting, String> contents = new EnumMap<>(Setting.class);
        for (Setting setting : List.of(Setting.ME, Setting.LOCALS, Setting.VIRTUALDOMAINS)) {
            Path file = directory.resolve(setting.fileName());
            if (Files.exists(file)) {
                contents.put(
                        setting,
                        String.join(
                                "\n",
                                sources.lines(file).stream().map(Line::text).toList()));
            }
        }
        return Controls.of(contents);
    }

    private void takeOrTell(Path queue, String split, Path message, Rewriting rewriting, Set<String> taken)
            throws IOException {
        try {
            take(queue, split, message, rewriting, taken);
            if (Files.exists(takenFile)) {
                OwnerOnly.keep(takenFile);
            }
        } catch (IllegalArgumentException e) {
            report.tell(Fate.NOT_UNDERSTOOD, "queue message " + message.getFileName(), e.getMessage());
        }
    }

    private void take(Path queue, String split, Path message, Rewriting rewriting, Set<String> taken)
            throws IOException {
        String id = message.getFileName().toString();
        String what = "queue message " + id;
        // an inode is used again, its time tells the messages apart
        String key = id + " " + Files.getLastModifiedTime(message).toMillis();
        if (taken.contains(key)) {
            report.tell(Fate.THERE, what);
            return;
        }
        Envelope envelope = envelope(queue, split, id, rewriting);
        if (envelope == null) {
            report.tell(Fate.NOT_UNDERSTOOD, what, "neither info nor todo tells whose it is: qmail had not taken it");
            return;
        }
        Optional<AddressRules.Problem> sender = AddressRules.ofSender(envelope.sender());
        if (sender.isPresent()) {
            report.tell(Fate.NOT_UNDERSTOOD, what, "sender: " + sender.get().text());
            return;
        }
        if (envelope.recipients().isEmpty()) {
            report.tell(Fate.NOT_NEEDED, what, "everybody has got it");
            return;
        }
        List<String> recipients = understood(envelope.recipients(), what);
        if (recipients.isEmpty()) {
            return;
        }
        if (!target.dry()) {
            Envelope taking = envelope.to(recipients);
            new PickupDirectory(target.home().maildrop()).leave(taking, out -> Files.copy(message, out));
            Files.writeString(takenFile, key + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        report.tell(Fate.TAKEN, what, recipients.size() + " recipients");
    }

    /** Each of the others is told by name; what is right goes on its way. */
    private List<String> understood(List<String> recipients, String what) {
        List<String> right = new ArrayList<>();
        for (String recipient : recipients) {
            AddressRules.ofRecipient(recipient)
                    .ifPresentOrElse(
                            problem -> report.tell(Fate.NOT_UNDERSTOOD, what, "recipient: " + problem.text()),
                            () -> right.add(recipient));
        }
        return right;
    }

    /** Null if it has none. */
    private Envelope envelope(Path queue, String split, String id, Rewriting rewriting) throws IOException {
        Path todo = existing(
                queue.resolve("todo").resolve(id),
                queue.resolve("todo").resolve(split).resolve(id));
        if (todo != null) {
            List<String> records = records(todo);
            return envelope(only(records, 'F'), only(records, 'T'));
        }
        Path info = queue.resolve("info").resolve(split).resolve(id);
        if (!Files.exists(info)) {
            return null;
        }
        List<String> recipients = new ArrayList<>();
        for (String channel : List.of("local", "remote")) {
            Path file = queue.resolve(channel).resolve(split).resolve(id);
            if (Files.exists(file)) {
                for (String address : only(records(file), 'T')) {
                    recipients.add(channel.equals("local") ? rewriting.display(address) : address);
                }
            }
        }
        return envelope(only(records(info), 'F'), recipients);
    }

    private static Envelope envelope(List<String> senders, List<String> recipients) {
        return senders.isEmpty() ? null : new Envelope(senders.get(0), recipients);
    }

    private static Path existing(Path first, Path second) {
        if (Files.isRegularFile(first)) {
            return first;
        }
        return Files.isRegularFile(second) ? second : null;
    }

    /** @throws IllegalArgumentException if it is not known what the octets of an address mean */
    private List<String> records(Path file) throws IOException {
        String text = sources.text(Files.readAllBytes(file))
                .orElseThrow(() -> new IllegalArgumentException(file + " " + Sources.UNKNOWN_OCTETS));
        return List.of(text.split("\0"));
    }

    /** Those of a kind, without the letter; done recipients have another one. */
    private static List<String> only(List<String> records, char kind) {
        return records.stream()
                .filter(record -> !record.isEmpty() && record.charAt(0) == kind)
                .map(record -> record.substring(1))
                .toList();
    }
}
