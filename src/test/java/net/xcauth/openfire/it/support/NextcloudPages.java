package net.xcauth.openfire.it.support;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.WebElement;

/** The plugin's pages in the console, in a browser with an administrator's session. */
public final class NextcloudPages {
    public static final String STATUS = "nextcloud-status";
    public static final String SETTINGS = "nextcloud-settings";
    public static final String TEST = "nextcloud-test";
    public static final String USERS = "nextcloud-users";
    /** The pages with HTML. */
    public static final List<String> ALL = List.of(STATUS, SETTINGS, TEST, USERS);

    private final Console console;
    private final Browser browser;

    public NextcloudPages(Console console, Browser browser) {
        this.console = console;
        this.browser = browser;
    }

    public void open(String page) throws Exception {
        browser.open(console.page(page));
        browser.find(".nextcloud");
        if (page.equals(SETTINGS)) {
            unfold();
        }
    }

    /** Unfolds the expert settings. */
    public void unfold() {
        browser.all("details:not([open]) > summary").forEach(WebElement::click);
    }

    // Settings

    /** The CSS selector of a setting's field, by the property without its prefix. */
    public static String field(String setting) {
        return "#field-" + setting.replace('.', '-');
    }

    /** The CSS selector of the field's error. */
    public static String error(String setting) {
        return "#error-" + setting.replace('.', '-');
    }

    /** Opens the settings, types these values, and saves; the address first, since that decides about the fields. */
    public void save(Map<String, String> values) throws Exception {
        open(SETTINGS);
        List<String> order = values.keySet().stream()
                .sorted(Comparator.comparing(name -> !name.equals("url")))
                .toList();
        for (String name : order) {
            browser.type(field(name), values.get(name));
        }
        save();
    }

    /** Saves the form. */
    public void save() throws Exception {
        browser.submit("#save");
    }

    // Test

    public void testConnection() throws Exception {
        open(TEST);
        browser.submit("#test-connection button");
    }

    public void testLogin(String user, String password) throws Exception {
        open(TEST);
        browser.type("#test-login [name=user]", user);
        browser.type("#test-login [name=password]", password);
        browser.submit("#test-login button");
    }

    public void testRoster(String user) throws Exception {
        open(TEST);
        browser.type("#test-roster [name=user]", user);
        browser.submit("#test-roster button");
    }

    /** The level of each finding: {@code ok}, {@code warn}, {@code fail} or {@code skip}. */
    public List<String> levels() throws Exception {
        browser.find("#findings");
        return browser.all("#findings .finding").stream()
                .map(finding -> finding.getDomAttribute("data-level"))
                .toList();
    }

    /** The members of a group in the displayed roster. */
    public List<String> membersOf(String group) {
        WebElement shown = browser.all("#roster .roster-group").stream()
                .filter(each ->
                        each.findElement(Browser.css(".group-name")).getText().equals(group))
                .findAny()
                .orElseThrow(() -> new AssertionError("no " + group + " in:\n" + browser.source()));
        return shown.findElements(Browser.css(".roster-member")).stream()
                .map(WebElement::getText)
                .toList();
    }

    // Status

    /** The total of a chart, once it has been drawn. */
    public int total(String chart) throws Exception {
        browser.find("figure.chart[data-chart=" + chart + "][data-total] svg");
        return Integer.parseInt(browser.attribute("figure.chart[data-chart=" + chart + "]", "data-total"));
    }

    /** For each step of the checklist, in order, whether it is done. */
    public List<Boolean> checklist() {
        return browser.all("#checklist li").stream()
                .map(item -> Boolean.valueOf(item.getDomAttribute("data-done")))
                .toList();
    }

    /** The ids of the current warnings, on a page that updates itself. */
    @SuppressWarnings("unchecked")
    public List<String> warnings() {
        return (List<String>) browser.evaluate(
                "Array.from(document.querySelectorAll('#warnings li')).map(item => item.getAttribute('data-warning'))");
    }

    // Users and groups

    public void search(String text) throws Exception {
        open(USERS);
        browser.type("#search [name=q]", text);
        browser.submit("#search button");
    }

    /** The users in the list. */
    public List<String> users() {
        return browser.all("#users tr[data-user]").stream()
                .map(row -> row.getDomAttribute("data-user"))
                .toList();
    }

    /** The groups in the list. */
    public List<String> groups() {
        return browser.all("#groups tr[data-group]").stream()
                .map(row -> row.getDomAttribute("data-group"))
                .toList();
    }

    /** Follows a link that leads to a confirmation. */
    public void ask(String link) throws Exception {
        browser.submit(link);
        browser.find("form#confirm");
    }

    /** Confirms, and waits for the result. */
    public void confirm() throws Exception {
        browser.submit("#confirm-yes");
        browser.find("#done");
    }
}
