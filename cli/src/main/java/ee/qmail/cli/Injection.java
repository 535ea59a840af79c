package ee.qmail.cli;

import ee.qmail.address.AddressRules;
import ee.qmail.cli.api.ApiException;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.entity.MailLimits;
import ee.qmail.home.QmailHome;
import ee.qmail.inject.HeaderException;
import ee.qmail.inject.InjectOptions;
import ee.qmail.inject.InjectOptions.From;
import ee.qmail.inject.Injector;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.UnixLines;
import ee.qmail.pickup.PickupDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The common part of bin/qmail-inject and bin/sendmail: completes a message from standard input and leaves it in the
 * maildrop, from where the server takes it, at once or when it is started.
 */
final class Injection {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss -0000", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The variables that replace control files (IN-3). */
    private static final Map<Setting, String> VARIABLES = Map.of(
            Setting.DEFAULTHOST, "QMAILDEFAULTHOST",
            Setting.DEFAULTDOMAIN, "QMAILDEFAULTDOMAIN",
            Setting.PLUSDOMAIN, "QMAILPLUSDOMAIN",
            Setting.IDHOST, "QMAILIDHOST");

    /** Octets in which a header that may be taken apart ends, also when each LF has a CR in front of it. */
    private static final int BEGINNING = 2 * MailLimits.HEADER_OCTETS + 2;

    private final Map<String, String> environment;
    private final Clock clock;
    private final DsnWishes wishes;

    Injection(Map<String, String> environment, Clock clock) {
        this(environment, clock, DsnWishes.NONE);
    }

    /** @param wishes about each message that is left */
    Injection(Map<String, String> environment, Clock clock, DsnWishes wishes) {
        this.environment = environment;
        this.clock = clock;
        this.wishes = wishes;
    }

    /**
     * @param print write the message instead of leaving it
     * @throws ApiException with what is wrong, and whether it will be
     */
    void inject(InputStream in, OutputStream out, From from, String sender, List<String> recipients, boolean print)
            throws ApiException {
        QmailHome home = new QmailHome(Path.of(environment.getOrDefault("QMAIL_HOME", "var")));
        if (!print) {
            requireHome(home);
        }
        try {
            byte[] beginning = Injector.withUnixLines(beginning(in));
            Instant now = clock.instant();
            String unique = DateTimeFormatter.ofPattern("uuuuMMddHHmmss")
                            .withZone(ZoneOffset.UTC)
                            .format(now)
                    + "." + ProcessHandle.current().pid();
            Injector.Injected injected =
                    new Injector(controls(home), options(from, sender, recipients)).inject(beginning, now, unique);
            AddressRules.of(injected.envelope()).ifPresent(problem -> {
                throw new IllegalArgumentException(problem.text());
            });
            if (print) {
                out.write(("Return-Path: <" + injected.envelope().sender() + ">\n").getBytes(StandardCharsets.UTF_8));
                write(injected, beginning, in, out);
                out.flush();
                return;
            }
            if (injected.envelope().recipients().isEmpty()) {
                throw new ApiException(ApiException.PERMANENT, "nobody would get this message: no recipients");
            }
            new PickupDirectory(home.maildrop()).leave(wishes.of(injected.envelope()), file -> {
                file.write(received(now).getBytes(StandardCharsets.UTF_8));
                write(injected, beginning, in, file);
            });
        } catch (HeaderException | IllegalArgumentException e) {
            throw new ApiException(ApiException.PERMANENT, e.getMessage(), e);
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.TEMPORARY,
                    "the message cannot be left in " + home.maildrop() + " (QMAIL_HOME tells where): " + e,
                    e);
        }
    }

    /** In a directory that is none no server would ever find the message; a group that may leave mail sees these two. */
    private static void requireHome(QmailHome home) throws ApiException {
        if (!Files.isDirectory(home.control()) || !Files.isDirectory(home.maildrop())) {
            throw new ApiException(
                    ApiException.TEMPORARY,
                    home.root() + " is not the home of a server that has been started, or is closed to this user:"
                            + " QMAIL_HOME must tell where it is");
        }
    }

    private static byte[] beginning(InputStream in) throws ApiException {
        try {
            return in.readNBytes(BEGINNING);
        } catch (IOException e) {
            throw new ApiException(ApiException.TEMPORARY, "the message on standard input cannot be read: " + e, e);
        }
    }

    /** The Received line that names the user who left the message, as qmail-queue's (QQ-2). */
    private static String received(Instant now) {
        return "Received: (qmail " + ProcessHandle.current().pid() + " invoked by "
                + System.getProperty("user.name", "unknown").replaceAll("[^A-Za-z0-9._-]", "?") + "); "
                + DATE.format(now) + "\n";
    }

    /** The body is not held in memory. */
    private static void write(Injector.Injected injected, byte[] beginning, InputStream rest, OutputStream out)
            throws IOException {
        out.write(injected.head());
        UnixLines lines = new UnixLines(out);
        lines.write(beginning, injected.bodyBegin(), beginning.length - injected.bodyBegin());
        rest.transferTo(lines);
        lines.end();
    }

    /** Of the control files only those that a header needs, so that trouble with another one stops no mail. */
    private Controls controls(QmailHome home) throws ApiException {
        Map<Setting, String> contents = new EnumMap<>(Setting.class);
        for (Setting setting :
                List.of(Setting.ME, Setting.DEFAULTHOST, Setting.DEFAULTDOMAIN, Setting.PLUSDOMAIN, Setting.IDHOST)) {
            String variable = environment.get(VARIABLES.getOrDefault(setting, ""));
            Path file = home.control().resolve(setting.fileName());
            if (variable != null) {
                contents.put(setting, variable);
            } else if (Files.exists(file)) {
                contents.put(setting, read(file));
            }
        }
        return Controls.of(contents);
    }

    private static String read(Path file) throws ApiException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ApiException(ApiException.TEMPORARY, file + ": must be UTF-8", e);
        } catch (IOException e) {
            throw new ApiException(ApiException.TEMPORARY, file + ": cannot be read: " + e, e);
        }
    }

    private InjectOptions options(From from, String sender, List<String> recipients) throws ApiException {
        return new InjectOptions(
                new InjectOptions.Recipients(from, recipients),
                new InjectOptions.User(
                        first("anonymous", "QMAILUSER", "MAILUSER", "USER", "LOGNAME"),
                        first(null, "QMAILHOST", "MAILHOST"),
                        first(null, "QMAILNAME", "MAILNAME", "NAME")),
                new InjectOptions.Sender(sender, environment.get("QMAILSUSER"), environment.get("QMAILSHOST"), false),
                environment.getOrDefault("QMAILINJECT", ""),
                lists());
    }

    private String first(String fallback, String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null) {
                return value;
            }
        }
        return fallback;
    }

    private Set<String> lists() throws ApiException {
        String file = environment.get("QMAILMFTFILE");
        if (file == null) {
            return Set.of();
        }
        return read(Path.of(file))
                .lines()
                .filter(line -> !line.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
