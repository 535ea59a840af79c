package ee.qmail.maildir;

import ee.qmail.files.EntryName;
import ee.qmail.files.OpenDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One look at a Maildir (POP-5). What is no regular file, or may not be read, is no message: passed over, and said
 * once.
 *
 * <p>Names of our own are believed to tell the sizes, but for some files, others each time: to look at each would take
 * longer than all the rest (ADR 21).
 */
final class MaildirListing {
    /** Files with names of our own that are looked at all the same. */
    static final int LOOKED_AT = 64;

    /** A larger one is no mail, and would take too long to be read. */
    private static final long LARGEST = 1L << 31;

    private static final Comparator<MaildirMessage> SEEN_FIRST =
            Comparator.comparing(MaildirMessage::fresh).thenComparing(MaildirMessage::name);

    private final Path path;
    private final OpenDirectory fresh;
    private final OpenDirectory cur;
    private final MessageSizes sizes;
    private final int most;
    private final Map<String, MessageAge> found = new HashMap<>();
    private final List<MaildirMessage> again = new ArrayList<>();

    MaildirListing(Path path, OpenDirectory fresh, OpenDirectory cur, MessageSizes sizes, int most) {
        this.path = path;
        this.fresh = fresh;
        this.cur = cur;
        this.sizes = sizes;
        this.most = most;
    }

    List<MaildirMessage> messages() throws IOException {
        scan(fresh, true);
        scan(cur, false); // second, so that a message moved meanwhile is not missed
        for (String base : sizes.doubted(path)) {
            MessageAge known = found.get(base);
            if (known == null) {
                sizes.forget(path, base);
            } else {
                replace(known.message());
            }
        }
        List<MessageAge> messages = namesakes();
        messages.addAll(found.values());
        List<MaildirMessage> sorted = MessageAge.sorted(messages);
        lookAtSome(sorted);
        return sorted;
    }

    private void scan(OpenDirectory directory, boolean isNew) throws IOException {
        directory.each((name, place) -> {
            if (name.startsWith(".")) {
                return true;
            }
            if (found.size() + again.size() >= most) {
                Remarks.once(path, "holds more than " + most + " messages; the others are shown when these are gone");
                return false;
            }
            add(directory, isNew, name, place);
            return true;
        });
    }

    private void add(OpenDirectory directory, boolean isNew, String name, Path place) throws IOException {
        String base = MaildirMessage.baseName(name);
        long[] named = OwnName.sizes(base);
        MaildirMessage message = named != null
                ? new MaildirMessage(name, isNew, named[0], named[1])
                : looked(directory, new MaildirMessage(name, isNew, 0, 0, escaped(name, place), 0));
        if (message != null) {
            MessageAge other = found.put(base, MessageAge.of(message));
            if (other != null) {
                again.add(other.message());
            }
        }
    }

    private static Path escaped(String name, Path place) {
        return EntryName.isEscaped(name) ? place.getFileName() : null;
    }

    /** The message with the sizes of its file, null if there is none. */
    private MaildirMessage looked(OpenDirectory directory, MaildirMessage message) throws IOException {
        Path entry = message.entry();
        Path file = directory.path().resolve(entry);
        try {
            BasicFileAttributes attributes = directory.attributes(entry);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
                Remarks.once(file, "is no message and passed over: must be a regular file of at most 2 GB");
                return null;
            }
            if (OwnName.sizesAt(message.baseName()) > 0 && attributes.size() == message.size()) {
                return message;
            }
            MessageSizes.Sizes now = sizes.of(path, message.baseName(), directory, entry, attributes);
            return message.withSizes(now.stored(), now.wire());
        } catch (NoSuchFileException | FileNotFoundException e) {
            // moved or gone meanwhile: it is found when it is read, or by the look into cur
            return OwnName.sizesAt(message.baseName()) > 0 ? message : null;
        } catch (AccessDeniedException | OpenDirectory.WrongTypeException e) {
            Remarks.once(file, "is passed over: this server may not read it");
            return null;
        } catch (FileSystemException e) {
            throw e; // no descriptors left, or the like: nothing about this file
        } catch (IOException e) {
            Remarks.once(file, "is passed over: it cannot be read (" + e.getMessage() + ")");
            return null;
        }
    }

    private OpenDirectory directory(MaildirMessage message) {
        return message.fresh() ? fresh : cur;
    }

    /** Replaces a message with doubtful sizes by one with the sizes of its file. */
    private void replace(MaildirMessage message) throws IOException {
        MaildirMessage now = looked(directory(message), message);
        if (now == null) {
            found.remove(message.baseName());
        } else {
            found.put(message.baseName(), MessageAge.of(now));
        }
    }

    /**
     * A message seen twice has been moved meanwhile, or another program has given its name to two files: both are shown
     * then.
     */
    private List<MessageAge> namesakes() throws IOException {
        Map<String, List<MaildirMessage>> groups = new HashMap<>();
        for (MaildirMessage one : again) {
            groups.computeIfAbsent(one.baseName(), base -> new ArrayList<>()).add(one);
        }
        List<MessageAge> all = new ArrayList<>();
        for (Map.Entry<String, List<MaildirMessage>> group : groups.entrySet()) {
            MessageAge last = found.remove(group.getKey());
            if (last != null) {
                group.getValue().add(last.message());
            }
            numbered(group.getValue()).forEach(one -> all.add(MessageAge.of(one)));
        }
        return all;
    }

    private List<MaildirMessage> numbered(List<MaildirMessage> sameName) throws IOException {
        List<MaildirMessage> there = new ArrayList<>();
        for (MaildirMessage one : sameName) {
            if (directory(one).exists(one.entry())) {
                there.add(one);
            }
        }
        if (there.isEmpty()) {
            return List.of(sameName.get(sameName.size() - 1)); // moved once more
        }
        if (there.size() == 1) {
            return there;
        }
        there.sort(SEEN_FIRST);
        List<MaildirMessage> numbered = new ArrayList<>();
        there.forEach(one -> numbered.add(one.asNamesake(numbered.size() + 1)));
        return numbered;
    }

    private void lookAtSome(List<MaildirMessage> messages) throws IOException {
        int count = Math.min(LOOKED_AT, messages.size());
        int next = messages.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(messages.size());
        Set<MaildirMessage> gone = new HashSet<>();
        for (int i = 0; i < count; i++, next++) {
            int at = next % messages.size();
            MaildirMessage message = messages.get(at);
            if (OwnName.sizesAt(message.baseName()) > 0) {
                MaildirMessage now = looked(directory(message), message);
                if (now == null) {
                    gone.add(message);
                } else {
                    messages.set(at, now);
                }
                if (now == null || now.size() != message.size()) {
                    sizes.doubt(path, message.baseName());
                }
            }
        }
        if (!gone.isEmpty()) {
            messages.removeAll(gone);
        }
    }
}
