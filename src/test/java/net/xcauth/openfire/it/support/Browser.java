package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.TempFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.ImmutableCapabilities;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.remote.RemoteWebDriver;

/**
 * A headless Chromium with its own profile. Methods wait for the elements that they use. Nothing of it is left
 * after {@link #close()}, or after the tests, however they end.
 */
public final class Browser implements AutoCloseable {
    private static final String RECIPE = "apt-get install chromium chromium-driver";
    private static final Pattern LISTENING = Pattern.compile("started successfully on port (\\d+)");
    private static final List<String> OPTIONS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-breakpad",
            "--no-first-run",
            "--window-size=1280,1024");

    private final TempFolder profile;
    private final ManagedProcess process;
    private final URI driverUrl;
    private final RemoteWebDriver driver;

    private Browser(TempFolder profile, ManagedProcess process, URI driverUrl, RemoteWebDriver driver) {
        this.profile = profile;
        this.process = process;
        this.driverUrl = driverUrl;
        this.driver = driver;
    }

    /** Starts Chromium, or skips the test if there is none. */
    public static Browser start() throws Exception {
        String chromium = Installed.require("chromium", RECIPE);
        String chromedriver = Installed.require("chromedriver", RECIPE);
        TempFolder profile = new TempFolder("browser");
        ManagedProcess process =
                ManagedProcess.start(new ProcessBuilder(chromedriver, "--port=0", "--log-level=SEVERE"));
        try {
            URI url = URI.create("http://127.0.0.1:"
                    + process.awaitLines(1, LISTENING).get(0).group(1));
            List<String> options = Stream.concat(OPTIONS.stream(), Stream.of("--user-data-dir=" + profile.path()))
                    .toList();
            return new Browser(
                    profile,
                    process,
                    url,
                    new RemoteWebDriver(
                            url.toURL(),
                            new ImmutableCapabilities(Map.of(
                                    "browserName",
                                    "chrome",
                                    "goog:chromeOptions",
                                    Map.of("binary", chromium, "args", options),
                                    "goog:loggingPrefs",
                                    Map.of(LogType.BROWSER, "ALL"))),
                            false));
        } catch (Throwable e) {
            process.close();
            profile.close();
            throw e;
        }
    }

    /** Opens a page, and returns when it has been loaded. */
    public void open(URI url) {
        driver.get(url.toString());
    }

    /** The current address. */
    public URI url() {
        return URI.create(driver.getCurrentUrl());
    }

    public String title() {
        return driver.getTitle();
    }

    /** The page's HTML, including changes by scripts. */
    public String source() {
        return driver.getPageSource();
    }

    /** Waits for an element that matches the CSS selector. */
    public WebElement find(String css) throws Exception {
        await(css + " is there", () -> has(css));
        return driver.findElement(css(css));
    }

    /** The elements that match now. */
    public List<WebElement> all(String css) {
        return driver.findElements(css(css));
    }

    /** True if an element matches now. */
    public boolean has(String css) {
        return !all(css).isEmpty();
    }

    /** The element's visible text. */
    public String text(String css) throws Exception {
        return find(css).getText();
    }

    /** The visible texts of all elements that match now. */
    public List<String> texts(String css) {
        return all(css).stream().map(WebElement::getText).toList();
    }

    /** The field's value. */
    public String value(String css) throws Exception {
        return find(css).getDomProperty("value");
    }

    /** An attribute's value; null if it is missing. */
    public String attribute(String css, String name) throws Exception {
        return find(css).getDomAttribute(name);
    }

    /** Replaces the field's value by typing. */
    public void type(String css, String text) throws Exception {
        WebElement field = find(css);
        field.clear();
        field.sendKeys(text);
    }

    /** Ticks or unticks the box. */
    public void tick(String css, boolean ticked) throws Exception {
        WebElement box = find(css);
        if (box.isSelected() != ticked) {
            box.click();
        }
    }

    /** Clicks an element that leads to another page, and waits for that. */
    public void submit(String css) throws Exception {
        WebElement page = driver.findElement(By.tagName("html"));
        find(css).click();
        await(
                "another page comes",
                () -> isGone(page) && "complete".equals(driver.executeScript("return document.readyState")));
    }

    /** Presses Tab, and returns the id of the element that gets the focus; empty if it has none. */
    public String tab() {
        driver.switchTo().activeElement().sendKeys(Keys.TAB);
        return focus();
    }

    /** The id of the element that has the focus; empty if it has none. */
    public String focus() {
        return driver.switchTo().activeElement().getDomProperty("id");
    }

    /** Evaluates a JavaScript expression in the page. */
    public Object evaluate(String expression) {
        return driver.executeScript("return " + expression);
    }

    /** Shows pages as on a screen of this size, which may be smaller than the smallest window. */
    public void resize(int width, int height) throws IOException, InterruptedException {
        command(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}".formatted(width, height));
    }

    /** Shows pages in the window again. */
    public void restoreSize() throws IOException, InterruptedException {
        command("Emulation.clearDeviceMetricsOverride", "{}");
    }

    /** Deletes all cookies, which logs the user out. */
    public void deleteCookies() {
        driver.manage().deleteAllCookies();
    }

    /** The browser's errors since the last call, such as failed scripts and violated policies. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** A screenshot of the window, as PNG. */
    public void screenshot(Path file) {
        try {
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a condition. */
    public void await(String what, Callable<Boolean> condition) throws Exception {
        try {
            Eventually.until(what, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; at " + url() + ":\n" + source(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try (profile;
                process) {
            driver.quit();
        }
    }

    /** Sends a command of Chromium's own protocol, beyond WebDriver. */
    private void command(String name, String parameters) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        driverUrl.resolve("/session/" + driver.getSessionId() + "/goog/cdp/execute"))
                .POST(BodyPublishers.ofString("{\"cmd\":\"%s\",\"params\":%s}".formatted(name, parameters)))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(name + ": " + answer.body());
        }
    }

    static By css(String selector) {
        return By.cssSelector(selector);
    }

    private static boolean isGone(WebElement element) {
        try {
            element.isEnabled();
            return false;
        } catch (StaleElementReferenceException e) {
            return true;
        } catch (WebDriverException e) {
            // While pages change, Chromium's driver does not recognize its own error.
            if (String.valueOf(e.getMessage()).contains("does not belong to the document")) {
                return true;
            }
            throw e;
        }
    }
}
