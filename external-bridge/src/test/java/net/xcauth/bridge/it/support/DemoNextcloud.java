package net.xcauth.bridge.it.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.nextcloud.Installation;
import net.xcauth.test.NextcloudServer;

/** The demo cloud, with the accounts and groups of the real Nextcloud for tests. */
public final class DemoNextcloud implements LabNextcloud {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DemoAccounts accounts = DemoAccounts.empty();
    private final DemoCloud cloud = DemoCloud.start(DemoSettings.defaults().withAccounts(accounts));
    private final Map<String, String> appPasswords = new HashMap<>();

    private DemoNextcloud() {}

    public static DemoNextcloud launch() throws IOException {
        DemoNextcloud nextcloud = new DemoNextcloud();
        try {
            nextcloud.fill();
            return nextcloud;
        } catch (Throwable e) {
            try (nextcloud) {
                throw e;
            }
        }
    }

    private void fill() throws IOException {
        for (String[] row : rows("accounts.tsv")) {
            addUser(row[0], row[2].isEmpty() ? row[0] : unescaped(row[2]), row[1]);
            if (!row[3].isEmpty()) {
                accounts.setEmail(row[0], row[3]);
            }
        }
        for (String[] row : rows("groups.tsv")) {
            accounts.addGroup(unescaped(row[0]), unescaped(row[1]));
            for (String member : row[2].split(", ")) {
                if (!member.isEmpty()) {
                    accounts.joinGroup(member, unescaped(row[0]));
                }
            }
        }
        for (int i = 1; i <= 25; i++) {
            String id = "u%03d".formatted(i);
            addUser(id, "User Number " + i, "User-secret-" + id);
            accounts.joinGroup(id, "everyone").joinGroup(id, "dept" + (i - 1) / 10);
        }
        accounts.renameGroup("everyone", "Everyone").setTwoFactor("erin", true).disableUser("dora");
    }

    @Override
    public URI url() {
        return cloud.baseUrl();
    }

    @Override
    public int release() {
        return Installation.DEFAULT_RELEASE;
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public synchronized String appPassword(String account) {
        return appPasswords.computeIfAbsent(account, id -> {
            String text = ("Of" + Integer.toHexString(id.hashCode())).repeat(36).substring(0, 72);
            accounts.addAppPassword(id, text);
            return text;
        });
    }

    @Override
    public String newAppPassword(String account) {
        return accounts.createAppPassword(account);
    }

    @Override
    public void addAppPassword(String account, String appPassword) {
        accounts.addAppPassword(account, appPassword);
    }

    @Override
    public void revokeAppPasswords(String account) {
        Account owner = accounts.find(account).orElseThrow();
        owner.appPasswords().keySet().forEach(each -> accounts.revokeAppPassword(account, each));
    }

    @Override
    public void addUser(String id, String displayName, String password) {
        accounts.addUser(id, displayName, password);
    }

    @Override
    public void setDisplayName(String id, String displayName) {
        accounts.setDisplayName(id, displayName);
    }

    @Override
    public void setPassword(String id, String password) {
        accounts.setPassword(id, password);
    }

    @Override
    public void disable(String id) {
        accounts.disableUser(id);
    }

    @Override
    public void delete(String id) {
        accounts.deleteUser(id);
    }

    @Override
    public void exemptThisMachine(boolean exempt) {
        cloud.nextcloud().exempt(exempt);
    }

    @Override
    public void failLogins(int times) throws IOException, InterruptedException {
        HttpRequest wrong = HttpRequest.newBuilder(url().resolve("ocs/v2.php/cloud/user?format=json"))
                .header("OCS-APIRequest", "true")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("nobody:wrong".getBytes(StandardCharsets.US_ASCII)))
                .build();
        for (int i = 0; i < times; i++) {
            HttpClient.newHttpClient().send(wrong, BodyHandlers.discarding());
        }
    }

    @Override
    public void forgetFailures() {
        cloud.nextcloud().forgetFailedLogins();
    }

    @Override
    public void maintenance(boolean on) {
        cloud.nextcloud().maintenance(on);
    }

    @Override
    public void close() {
        cloud.close();
    }

    private static List<String[]> rows(String file) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                NextcloudServer.class.getResourceAsStream("nextcloud/" + file), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isEmpty())
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    private static String unescaped(String text) throws JsonProcessingException {
        return JSON.readValue('"' + text + '"', String.class);
    }
}
