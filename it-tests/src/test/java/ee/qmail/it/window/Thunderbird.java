package ee.qmail.it.window;

import ee.qmail.it.harness.Program;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Thunderbird with a profile that nobody has used, on a screen of its own, used by mouse and keyboard. Parts of its
 * windows are named by CSS selectors. For one thread at a time.
 */
public final class Thunderbird implements AutoCloseable {
    /** The first start reads and writes many files. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String CONTROL = "\uE009";
    private static final String ENTER = "\uE007";

    /** Looks into the parts of a window that are documents of their own too. */
    private static final String FIND = """
            const inside = e => e.openOrClosedShadowRoot
                || (['browser', 'iframe'].includes(e.localName) && e.contentDocument);
            const find = (root, css) => {
                const found = [...root.querySelectorAll(css)].find(e => e.getClientRects().length);
                if (found) return found;
                for (const each of root.querySelectorAll('*')) {
                    const deeper = inside(each) && find(inside(each), css);
                    if (deeper) return deeper;
                }
                return null;
            };
            const found = find(document, arguments[0]);
            """;
    /** The middle of it, from the corner of the window. */
    private static final String PLACE = FIND + """
            if (!found || found.disabled) return null;
            let {left, top, width, height} = found.getBoundingClientRect();
            const frame = e => e.ownerDocument.defaultView.browsingContext.embedderElement;
            for (let f = frame(found); f; f = frame(f)) {
                left += f.getBoundingClientRect().left;
                top += f.getBoundingClientRect().top;
            }
            return [Math.round(left + width / 2), Math.round(top + height / 2)];
            """;

    private static final String TEXT = FIND + """
            return found ? (found.contentDocument ? found.contentDocument.body.textContent : found.textContent) : '';
            """;
    private static final String FILL_THE_SCREEN =
            "{\"%s\":{\"%s\":{\"screenX\":\"0\",\"screenY\":\"0\",\"width\":\"%d\",\"height\":\"%d\",\"sizemode\":\"normal\"}}}";

    private final Path profile;
    private final Process process;
    private final Marionette marionette;

    /**
     * @param directory for its profile, its home and its log
     * @param authority that it trusts, in PEM
     */
    public Thunderbird(Path directory, Screen screen, LoopbackNames names, Path authority) {
        profile = directory.resolve("profile");
        try {
            Files.createDirectories(profile);
            Files.write(profile.resolve("user.js"), preferences(names));
            Files.writeString(
                    profile.resolve("xulstore.json"),
                    FILL_THE_SCREEN.formatted(
                            "chrome://messenger/content/messenger.xhtml",
                            "messengerWindow",
                            Screen.WIDTH,
                            Screen.HEIGHT));
            Program certutil = new Program("certutil", directory);
            certutil.succeeds("", "-N", "-d", "sql:" + profile, "--empty-password");
            certutil.succeeds(
                    "", "-A", "-d", "sql:" + profile, "-n", "authority", "-t", "C,,", "-i", authority.toString());
            process = start(directory, screen);
            marionette = new Marionette(port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> preferences(LoopbackNames names) {
        List<String> lines = new ArrayList<>();
        Map.of(
                        "marionette.port",
                        0,
                        // otherwise it does not keep passwords
                        "remote.prefs.recommended",
                        false,
                        "network.proxy.type",
                        1,
                        "network.proxy.socks",
                        "\"127.0.0.1\"",
                        "network.proxy.socks_port",
                        names.port(),
                        "network.proxy.socks_version",
                        5,
                        "network.proxy.socks_remote_dns",
                        true,
                        "datareporting.policy.dataSubmissionEnabled",
                        false,
                        "mailnews.start_page.enabled",
                        false,
                        "mail.shell.checkDefaultClient",
                        false)
                .forEach((name, value) -> lines.add("user_pref(\"" + name + "\", " + value + ");"));
        // the rights that a first start shows have been read
        lines.add("user_pref(\"mail.rights.version\", 1);");
        return lines;
    }

    private Process start(Path directory, Screen screen) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        new Program("thunderbird", directory).path(),
                        "--marionette",
                        "--remote-allow-system-access",
                        "--no-remote",
                        "--profile",
                        profile.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("thunderbird.log").toFile());
        builder.environment().putAll(Map.of("DISPLAY", screen.name(), "HOME", directory.toString(), "LANG", "C.UTF-8"));
        return builder.start();
    }

    private int port() throws IOException {
        Path file = profile.resolve("MarionetteActivePort");
        Await.until("Thunderbird listens", PATIENCE, () -> isWritten(file), () -> "alive: " + process.isAlive());
        return Integer.parseInt(Files.readString(file).strip());
    }

    private static boolean isWritten(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is there and enabled, and clicks it. */
    public Thunderbird press(String css) {
        Await.until("there is " + css, PATIENCE, () -> place(css) != null, () -> "");
        List<?> place = place(css);
        act(
                "pointer",
                List.of(
                        Map.of("type", "pointerMove", "x", place.get(0), "y", place.get(1), "origin", "viewport"),
                        Map.of("type", "pointerDown", "button", 0),
                        Map.of("type", "pointerUp", "button", 0)));
        return this;
    }

    private List<?> place(String css) {
        return (List<?>) marionette.script(PLACE, css);
    }

    private void act(String device, List<Map<String, ?>> steps) {
        marionette.command(
                "WebDriver:PerformActions",
                Map.of("actions", List.of(Map.of("type", device, "id", device, "actions", steps))));
    }

    /** Types where the cursor is. */
    public Thunderbird type(String text) {
        List<Map<String, ?>> keys = new ArrayList<>();
        text.codePoints().mapToObj(Character::toString).forEach(key -> {
            keys.add(Map.of("type", "keyDown", "value", key));
            keys.add(Map.of("type", "keyUp", "value", key));
        });
        act("key", keys);
        return this;
    }

    /** Puts a text into a field in the place of the one that is there. */
    public Thunderbird fill(String css, String text) {
        press(css);
        act(
                "key",
                List.of(
                        Map.of("type", "keyDown", "value", CONTROL),
                        Map.of("type", "keyDown", "value", "a"),
                        Map.of("type", "keyUp", "value", "a"),
                        Map.of("type", "keyUp", "value", CONTROL)));
        return type(text);
    }

    public Thunderbird enter() {
        return type(ENTER);
    }

    /** Waits until something shows a text. */
    public Thunderbird awaitText(String css, String expected) {
        Await.until(css + " shows '" + expected + "'", PATIENCE, () -> text(css).contains(expected), () -> text(css));
        return this;
    }

    /** Nothing while it is not there. */
    public String text(String css) {
        return String.valueOf(marionette.script(TEXT, css));
    }

    /** Goes to the window of a kind, such as {@code msgcompose}, and waits until there is one. */
    public Thunderbird window(String kind) {
        Await.until("a window " + kind, PATIENCE, () -> isFound(kind), () -> "");
        return this;
    }

    private boolean isFound(String kind) {
        for (Object handle : (List<?>) marionette.command("WebDriver:GetWindowHandles", Map.of())) {
            marionette.command("WebDriver:SwitchToWindow", Map.of("handle", handle));
            if (kind.equals(marionette.script("return document.documentElement.getAttribute('windowtype')"))) {
                return true;
            }
        }
        return false;
    }

    /** Waits until all windows but one are closed, as those are in which something is being done. */
    public Thunderbird awaitOneWindow() {
        Await.until(
                "one window is left",
                PATIENCE,
                () -> ((List<?>) marionette.command("WebDriver:GetWindowHandles", Map.of())).size() == 1,
                () -> "");
        return this;
    }

    @Override
    public void close() {
        try {
            marionette.close();
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
