package net.xcauth.openfire.it.support;

import java.net.URI;
import java.nio.file.Path;
import net.xcauth.test.Eventually;

/**
 * The admin console of an Openfire: that of an installed one, or the replacement for Maven Central's, which has
 * the login and the pages of plugins, but nothing around them.
 */
public final class Console {
    private static final String LOGIN = "form[name=loginForm]";

    private final OpenfireServer openfire;

    private Console(OpenfireServer openfire) {
        this.openfire = openfire;
    }

    public static Console of(OpenfireServer openfire) {
        return new Console(openfire);
    }

    /** The address of a page of the console, {@code /index.jsp} for example. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + openfire.consolePort() + path);
    }

    /** The address of a page of the plugin under test. */
    public URI page(String name) {
        return url("/plugins/nextcloudauth/" + name);
    }

    /** Logs the administrator in, through the form. */
    public void login(Browser browser) throws Exception {
        login(browser, OpenfireServer.ADMIN_PASSWORD);
    }

    /** Submits the login form; if the password is wrong, the browser stays there. */
    public void login(Browser browser, String password) throws Exception {
        browser.open(url("/login.jsp"));
        browser.type(LOGIN + " [name=username]", OpenfireServer.ADMIN);
        browser.type(LOGIN + " [name=password]", password);
        browser.submit(LOGIN + " [type=submit]");
    }

    /** True if the browser shows the login form. */
    public boolean asksToLogIn(Browser browser) {
        return browser.has(LOGIN);
    }

    /**
     * Installs a plugin, through the console's form if it has one, and waits until it is loaded. The browser
     * must be logged in.
     *
     * @param name the jar's file name
     */
    public void install(Browser browser, Path jar, String name) throws Exception {
        if (OpenfireServer.isInstalled()) {
            browser.open(url("/plugin-admin.jsp"));
            browser.find("input[name=uploadfile]").sendKeys(jar.toString());
            browser.submit("form[enctype='multipart/form-data'] [type=submit]");
        } else {
            openfire.control().installPlugin(jar);
        }
        Eventually.until(
                "the plugin is there", () -> openfire.control().plugins().contains(name));
    }
}
