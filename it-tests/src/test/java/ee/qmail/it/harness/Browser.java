package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.Alert;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Chromium, used as a person uses it: by labels, the words on buttons and what can be read. */
public final class Browser implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final int HEIGHT = 900;
    private static final int MAX_TABS = 150;

    /** From the library's jar. */
    private static final String AXE = resource("/axe.min.js");

    private final ChromeDriver driver;
    private final String root;
    private int width;

    /** @param profile a directory that does not exist yet */
    public Browser(String root, Path profile) {
        this(root, profile, "en");
    }

    /** @param language that its user wants */
    public Browser(String root, Path profile, String language) {
        this.root = root;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(Program.path("chromium"));
        options.addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + profile);
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(Program.path("chromedriver")))
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        // as if its window were in front of all others
        driver.executeCdpCommand("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        width(1280);
    }

    public void width(int pixels) {
        width = pixels;
        size(HEIGHT);
    }

    private void size(long height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Forgets the session, and what the browser had to say so far. */
    public void fresh() {
        driver.manage().deleteAllCookies();
        complaints();
    }

    /** @param page such as {@code domain.xhtml?domain=example.org} */
    public Browser open(String page) {
        driver.get(root + "/console/" + page);
        return this;
    }

    public Browser login(String password) {
        return open("login.xhtml")
                .fill("Name", "admin")
                .fill("Password", password)
                .press("Log in");
    }

    public Browser fill(String label, String value) {
        return fill("", label, value);
    }

    /** @param form its id, where more than one has such a label */
    public Browser fill(String form, String label, String value) {
        String scope = form.isEmpty() ? "" : "//form[@id='" + form + "']";
        WebElement named = driver.findElement(By.xpath(scope + "//label[normalize-space()='" + label + "']"));
        WebElement field = driver.findElement(By.id(named.getDomAttribute("for")));
        field.clear();
        field.sendKeys(value);
        return this;
    }

    /** As {@link #fill(String, String)}, in one step: the page may be another one as soon as it notices. */
    public Browser change(String label, String value) {
        WebElement named = driver.findElement(By.xpath("//label[normalize-space()='" + label + "']"));
        driver.executeScript("""
                const field = document.getElementById(arguments[0]);
                field.value = arguments[1];
                field.dispatchEvent(new Event('input', {bubbles: true}));
                field.dispatchEvent(new Event('change', {bubbles: true}));
                """, named.getDomAttribute("for"), value);
        return this;
    }

    /** Chooses a file in the field of this label. */
    public Browser attach(String label, Path file) {
        WebElement named = driver.findElement(By.xpath("//label[normalize-space()='" + label + "']"));
        driver.findElement(By.id(named.getDomAttribute("for")))
                .sendKeys(file.toAbsolutePath().toString());
        return this;
    }

    /** The text in a field. */
    public String value(String label) {
        return String.valueOf(driver.findElement(By.xpath("//*[@id=//label[normalize-space()='" + label + "']/@for]"))
                .getDomProperty("value"));
    }

    /** @param words those on the button, or its name where more than one has such words */
    public Browser press(String words) {
        driver.findElement(By.xpath("//input[@type='submit' and (@value='" + words + "' or @aria-label='" + words
                        + "')] | //button[@type='button' and normalize-space()='" + words + "']"))
                .click();
        return this;
    }

    /** The button of this name, for what is in its row. */
    public Browser pressNamed(String name) {
        driver.findElement(By.xpath("//button[@aria-label='" + name + "']")).click();
        return this;
    }

    /** Ticks the box in the row of a table in which these words stand. */
    public Browser choose(String words) {
        driver.findElement(By.xpath("//tr[contains(., '" + words + "')]//input[@type='checkbox']"))
                .click();
        return this;
    }

    /** @param question what the page asks before it goes on; the answer is yes */
    public Browser confirm(String question) {
        Alert asked = driver.switchTo().alert();
        if (!String.valueOf(asked.getText()).contains(question)) {
            throw new AssertionError("expected '" + question + "' but the page asks: " + asked.getText());
        }
        asked.accept();
        return this;
    }

    /** @param words those of the link, or its name where more than one has such words */
    public Browser follow(String words) {
        driver.findElement(By.xpath("//a[normalize-space()='" + words + "' or @aria-label='" + words + "']"))
                .click();
        return this;
    }

    /** Follows the first link in the row of a table in which these words stand. */
    public Browser openRow(String words) {
        driver.findElement(By.xpath("//tr[contains(., '" + words + "')]//a")).click();
        return this;
    }

    /** Turns the switch of this label on or off. */
    public Browser tick(String label) {
        driver.findElement(By.xpath("//label[normalize-space()='" + label + "']"))
                .click();
        return this;
    }

    /** As somebody types them, wherever the cursor is. */
    public Browser type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
        return this;
    }

    /** Shows a form that is folded. */
    public Browser unfold(String words) {
        driver.findElement(By.xpath("//summary[normalize-space()='" + words + "']"))
                .click();
        return this;
    }

    public Browser back() {
        driver.navigate().back();
        return this;
    }

    /** Goes to a button or link with the Tab key; where it arrives can be seen. */
    public Browser tabTo(String name) {
        return tabUntil(name, () -> name.equals(focusedName()));
    }

    /** Goes to the field of this label with the Tab key, and types. */
    public Browser tabAndType(String label, CharSequence text) {
        return tabUntil(label, () -> label.equals(focused())).type(text);
    }

    /** Goes to the first control of the row of a table in which these words stand. */
    public Browser tabToRow(String words) {
        return tabUntil(words, () -> (Boolean) driver.executeScript(
                "const row = document.activeElement.closest('tr'); return !!row && row.innerText.includes(arguments[0])",
                words));
    }

    private Browser tabUntil(String name, BooleanSupplier there) {
        for (int i = 0; i < MAX_TABS; i++) {
            if (there.getAsBoolean()) {
                if (!isFocusVisible()) {
                    throw new AssertionError("the focus cannot be seen on " + name);
                }
                return this;
            }
            driver.switchTo().activeElement().sendKeys(Keys.TAB);
        }
        throw new AssertionError("the Tab key does not lead to " + name);
    }

    private boolean isFocusVisible() {
        return (Boolean) driver.executeScript("""
                const style = getComputedStyle(document.activeElement);
                return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
                """);
    }

    public Browser enter() {
        driver.switchTo().activeElement().sendKeys(Keys.ENTER);
        return this;
    }

    /** The name of the button or link that has the focus. */
    public String focusedName() {
        return String.valueOf(driver.executeScript(
                "const e = document.activeElement; return e.getAttribute('aria-label') || e.value || e.innerText"));
    }

    public Browser awaitText(String expected) {
        Await.until("the page says '" + expected + "'", Await.PATIENCE, () -> text().contains(expected), this::text);
        return this;
    }

    public Browser awaitPage(String page) {
        String address = root + "/console/" + page;
        Await.until("the page is " + page, Await.PATIENCE, () -> address().startsWith(address), this::address);
        return this;
    }

    /** What {@link #open} would take to come here again. */
    public String page() {
        return address().substring((root + "/console/").length());
    }

    private String address() {
        return String.valueOf(driver.getCurrentUrl());
    }

    /** What can be read; nothing while a page is being replaced by another. */
    public String text() {
        try {
            return String.valueOf(driver.executeScript("return document.body ? document.body.innerText : ''"));
        } catch (WebDriverException e) {
            return "";
        }
    }

    /** The label of the field that has the cursor. */
    public String focused() {
        return String.valueOf(driver.executeScript(
                "const all = document.activeElement.labels; return all && all.length ? all[0].innerText : ''"));
    }

    /** How many fields are marked as wrong. */
    public int wrongFields() {
        return driver.findElements(By.cssSelector("[aria-invalid=true]")).size();
    }

    /** By how many pixels the page is wider than the window; 0 or less is right. */
    public long overhang() {
        return (Long) driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** Controls that a screen reader could not name. */
    public List<?> namelessControls() {
        return (List<?>) driver.executeScript("""
                const named = e => (e.labels && e.labels.length) || e.getAttribute('aria-label')
                    || (e.type === 'submit' && e.value) || (e.tagName === 'A' && e.innerText.trim()) || e.tagName === 'BUTTON';
                return [...document.querySelectorAll('a[href], button, textarea, select, input:not([type=hidden])')]
                    .filter(e => !e.hidden && !named(e)).map(e => e.outerHTML);
                """);
    }

    /**
     * What axe-core finds serious or critical, each with its rule and the elements; it knows contrast, names, roles, order of
     * headings, languages and more.
     */
    public List<String> accessibilityFaults() {
        driver.executeScript(AXE);
        Object faults = driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run().then(found => done(found.passes.length === 0 ? ['nothing was looked at'] : found.violations
                    .filter(fault => fault.impact === 'serious' || fault.impact === 'critical')
                    .map(fault => fault.impact + ' ' + fault.id + ': ' + fault.nodes.map(node => node.html).join(' '))),
                    error => done([String(error)]));
                """);
        return ((List<?>) faults).stream().map(String::valueOf).toList();
    }

    /** Light or dark, as the user's desktop asks for it. */
    public Browser dark(boolean dark) {
        Map<String, Object> feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
        return this;
    }

    /** @param language chosen by hand, from the next page on */
    public Browser speak(String language) {
        driver.manage().addCookie(new Cookie("language", language));
        return this;
    }

    private static String resource(String name) {
        try (InputStream in = Browser.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a page again and again in the same session, as in other tabs. */
    public void meanwhile(String page, int times) {
        driver.executeAsyncScript("""
                const [address, times, done] = arguments;
                (async () => {
                  for (let i = 0; i < times; i++) {
                    await (await fetch(address)).text();
                  }
                })().then(done, done);
                """, root + "/console/" + page, times);
    }

    /** What a link of the page leads to, if it is a file that the browser would keep. */
    public String fetched(String file) {
        return String.valueOf(driver.executeAsyncScript("""
                const [address, done] = arguments;
                fetch(address).then(answer => answer.arrayBuffer())
                    .then(octets => done(new TextDecoder("utf-8", {ignoreBOM: true}).decode(octets)), done);
                """, root + "/console/" + file));
    }

    /** What a button answers, if it is a file that the browser would keep. */
    public String submitted(String words) {
        return String.valueOf(driver.executeAsyncScript("""
                const [words, done] = arguments;
                const button = [...document.querySelectorAll('input[type=submit]')].find(each => each.value === words);
                const fields = new URLSearchParams(new FormData(button.form));
                fields.append(button.name, button.value);
                fetch(button.form.action, {method: 'POST', body: fields}).then(answer => answer.text()).then(done, done);
                """, words));
    }

    /** Makes the page one that the server has forgotten, as after a new start. */
    public void forgetState() {
        driver.executeScript("""
                document.querySelectorAll("input[name='jakarta.faces.ViewState']").forEach(state =>
                  state.value = (state.value.startsWith('A') ? 'B' : 'A') + state.value.slice(1));
                """);
    }

    /** As somebody would who found a way to write into a page. */
    public void plant(String script) {
        driver.executeScript("""
                const planted = document.createElement('script');
                planted.textContent = arguments[0];
                document.body.append(planted);
                """, script);
    }

    /** Makes the page worse: an element without attributes at its end. */
    public void append(String element) {
        driver.executeScript("document.body.append(document.createElement(arguments[0]))", element);
    }

    /** What went wrong in the browser since the last call: scripts, what a policy forbids, what could not be loaded. */
    public List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    /** The whole page, as high as it is. */
    public void screenshot(Path file) {
        size((Long) driver.executeScript("return document.documentElement.scrollHeight"));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            size(HEIGHT);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
