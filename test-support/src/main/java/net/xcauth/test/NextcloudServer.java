package net.xcauth.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Nextcloud with the accounts of {@code nextcloud/accounts.tsv} and the groups of {@code nextcloud/groups.tsv}: either
 * a private one of the release in {@code NEXTCLOUD_HOME}, which tests may change and {@link #close()} deletes, or the one at
 * {@code NEXTCLOUD_URL}. Tests are skipped if neither is set.
 */
public final class NextcloudServer implements AutoCloseable {
    private static final String URL_VARIABLE = "NEXTCLOUD_URL";
    private static final Map<String, String> PASSWORDS = readPasswords();
    private static final Pattern APP_PASSWORD = Pattern.compile("\"apppassword\":\"(\\w+)\"");
    private static final Pattern RELEASE = Pattern.compile("\"versionstring\":\"(\\d+)\\.");
    private static final String LETTERS = "abcdefgijkmnopqrstwxyzABCDEFGHJKLMNPQRSTWXYZ23456789";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI url;
    /** Empty for the one at {@code NEXTCLOUD_URL}. */
    private final Optional<Copy> copy;

    private final Map<String, String> appPasswords = new HashMap<>();
    private Optional<ManagedProcess> server = Optional.empty();
    private Optional<ManagedProcess> inFolder = Optional.empty();

    /** An installation that tests may change. */
    private record Copy(NextcloudRelease release, TempFolder folder) {}

    private NextcloudServer(URI url, Optional<Copy> copy) {
        this.url = url;
        this.copy = copy;
    }

    /** Starts a private Nextcloud, or uses the one at {@code NEXTCLOUD_URL}. */
    public static NextcloudServer launch() throws Exception {
        String elsewhere = System.getenv(URL_VARIABLE);
        boolean own = System.getenv(NextcloudRelease.VARIABLE) != null;
        Installed.skipUnless(
                own || elsewhere != null,
                "no Nextcloud: set " + NextcloudRelease.VARIABLE + " to the folder of an unpacked release, or "
                        + URL_VARIABLE + " to the URL of a Nextcloud with the tests' accounts (docs/testing.md)");
        return own ? launchOwn() : new NextcloudServer(URI.create(elsewhere), Optional.empty());
    }

    /** Starts a private Nextcloud, which the test may change; skips the test without {@code NEXTCLOUD_HOME}. */
    public static NextcloudServer launchOwn() throws Exception {
        NextcloudRelease release = NextcloudRelease.shared();
        TempFolder folder = new TempFolder("nextcloud");
        NextcloudServer started = new NextcloudServer(
                URI.create("http://127.0.0.1:" + Ports.free() + "/"), Optional.of(new Copy(release, folder)));
        try {
            release.copyTo(folder);
            started.start();
            return started;
        } catch (Throwable e) {
            try (started) {
                throw e;
            }
        }
    }

    /** The base URL, which ends with a slash. */
    public URI url() {
        return url;
    }

    /** The major release, for example 34. */
    public int release() throws Exception {
        String status = get("status.php", "").body();
        Matcher found = RELEASE.matcher(status);
        if (!found.find()) {
            throw new AssertionError(url + " is not a Nextcloud: " + status);
        }
        return Integer.parseInt(found.group(1));
    }

    /** True if tests may change this Nextcloud. */
    public boolean isOurs() {
        return copy.isPresent();
    }

    /** Starts a second web server with this Nextcloud in a folder below the host, and returns its base URL. */
    public URI serveInFolder() throws Exception {
        int port = Ports.free();
        Copy own = own();
        URI address = URI.create("http://127.0.0.1:" + port + '/' + own.release.folder() + '/');
        inFolder = Optional.of(ManagedProcess.start(own.release.serverOfParent(own.folder, port)));
        Eventually.until("Nextcloud answers", () -> answers(address));
        return address;
    }

    /** The login password of an account. */
    public static String password(String account) {
        return Optional.ofNullable(PASSWORDS.get(account))
                .orElseThrow(() -> new IllegalArgumentException("there is no account \"" + account + '"'));
    }

    /** An app password of an account, 72 letters and digits, the same at each call. The account must not have a second factor. */
    public synchronized String appPassword(String account) throws Exception {
        if (!appPasswords.containsKey(account)) {
            appPasswords.put(account, isOurs() ? newAppPassword(account) : askForAppPassword(account));
        }
        return appPasswords.get(account);
    }

    /** Creates an app password as an administrator; works for all accounts. */
    public String newAppPassword(String account) throws Exception {
        String printed = occ("user:auth-tokens:add", account).strip();
        return printed.substring(printed.lastIndexOf('\n') + 1);
    }

    /** Creates an app password in the format of the user settings, five groups of five. */
    public String newAppPasswordOfTheSettings(String account) throws Exception {
        String created = Stream.generate(() -> RANDOM.ints(5, 0, LETTERS.length())
                        .mapToObj(i -> LETTERS.substring(i, i + 1))
                        .collect(Collectors.joining()))
                .limit(5)
                .collect(Collectors.joining("-"));
        addAppPassword(account, created);
        return created;
    }

    /**
     * Adds an app password in any format.
     *
     * @param appPassword at least 22 letters, digits and dashes
     */
    public void addAppPassword(String account, String appPassword) throws Exception {
        php("""
                \\OCP\\Server::get(\\OC\\Authentication\\Token\\IProvider::class)
                    ->generateToken('%2$s', '%1$s', '%1$s', null, 'test', \\OCP\\Authentication\\Token\\IToken::PERMANENT_TOKEN);
                """.formatted(account.replace("'", "\\'"), appPassword));
    }

    /** Deletes all app passwords of an account. */
    public void revokeAppPasswords(String account) throws Exception {
        php("""
                $tokens = \\OCP\\Server::get(\\OC\\Authentication\\Token\\IProvider::class);
                foreach ($tokens->getTokenByUser('%1$s') as $token) {
                    $tokens->invalidateTokenById('%1$s', $token->getId());
                }
                """.formatted(account.replace("'", "\\'")));
    }

    /** Runs Nextcloud's command-line tool, and returns its output. */
    public String occ(String... arguments) throws Exception {
        Copy own = own();
        return own.release.occ(own.folder, arguments);
    }

    /** Runs PHP statements in Nextcloud, with {@code $users} and {@code $groups}, and returns their output, stripped. */
    public String php(String statements) throws Exception {
        Copy own = own();
        return own.release
                .run(own.folder, own.folder.write("statements.php", """
                <?php
                const OC_CONSOLE = 1;
                require $argv[1] . '/lib/base.php';
                OC_App::loadApps();
                $users = \\OCP\\Server::get(\\OCP\\IUserManager::class);
                $groups = \\OCP\\Server::get(\\OCP\\IGroupManager::class);
                """ + statements))
                .strip();
    }

    /** Switches the exemption of this machine from brute force protection, as in the guide. */
    public void exemptThisMachine(boolean exempt) throws Exception {
        if (exempt) {
            occ("config:app:set", "bruteForce", "whitelist_xcauth", "--value", "127.0.0.1/32");
        } else {
            occ("config:app:delete", "bruteForce", "whitelist_xcauth");
        }
        Eventually.until(
                "Nextcloud reports allow-listed: " + exempt,
                () -> get("ocs/v2.php/cloud/capabilities?format=json", "")
                        .body()
                        .contains("\"allow-listed\":" + exempt));
    }

    /** Registers failed logins from this machine, without sending any. */
    public void failLogins(int times) throws Exception {
        php("""
                $throttler = \\OCP\\Server::get(\\OCP\\Security\\Bruteforce\\IThrottler::class);
                for ($i = 0; $i < %d; $i++) {
                    $throttler->registerAttempt('login', '127.0.0.1');
                }
                """.formatted(times));
    }

    /** Resets the failed logins of this machine; Nextcloud does so only if the machine is not exempt. */
    public void forgetFailures() throws Exception {
        occ("security:bruteforce:reset", "127.0.0.1");
    }

    /** Switches maintenance mode. */
    public void maintenance(boolean on) throws Exception {
        occ("maintenance:mode", on ? "--on" : "--off");
    }

    /** Switches whether Nextcloud lacks the header {@code Authorization}, which some web servers withhold. */
    public void dropAuthorization(boolean drop) throws IOException {
        TempFolder folder = own().folder;
        if (drop) {
            folder.write("drop-authorization", "");
        } else {
            Files.deleteIfExists(folder.resolve("drop-authorization"));
        }
    }

    /** Locks the database until the lock is closed. Meanwhile only status.php answers; other requests hang for up to a minute. */
    public AutoCloseable lockDatabase() throws Exception {
        TempFolder folder = own().folder;
        ManagedProcess lock = ManagedProcess.start(new ProcessBuilder(
                "php", "-r", """
                $database = new SQLite3($argv[1]);
                $database->busyTimeout(30000);
                // Otherwise readers would not wait, because the database has a write-ahead log.
                $database->exec('PRAGMA locking_mode=EXCLUSIVE');
                $database->exec('BEGIN EXCLUSIVE');
                echo "locked\\n";
                sleep(600);
                """, folder.resolve("data/owncloud.db").toString()));
        try {
            lock.awaitLines(1, Pattern.compile("^locked"));
            return lock;
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
    }

    /** Adds the users of this LDAP server, with the defaults: their account ids are UUIDs. */
    public void connect(LdapServer ldap) throws Exception {
        Installed.require(
                php("echo extension_loaded('ldap') ? 'present' : 'missing';").equals("present"),
                "PHP has no LDAP (apt-get install php-ldap)");
        occ("app:enable", "user_ldap");
        occ("ldap:create-empty-config");
        // One program instead of several calls of occ, which take more than a second each.
        php("""
                $configuration = new \\OCA\\User_LDAP\\Configuration('s01');
                $configuration->setConfiguration([
                    'ldapHost' => '127.0.0.1',
                    'ldapPort' => '%d',
                    'ldapBase' => '%s',
                    'ldapUserFilter' => '(objectClass=inetOrgPerson)',
                    'ldapLoginFilter' => '(&(objectClass=inetOrgPerson)(uid=%%uid))',
                    'ldapConfigurationActive' => '1',
                ]);
                $configuration->saveConfiguration();
                """.formatted(ldap.port(), LdapServer.BASE));
    }

    /** Restarts Nextcloud after {@link #stop()} with the same data and URL. */
    public void start() throws Exception {
        Copy own = own();
        server = Optional.of(ManagedProcess.start(own.release.server(own.folder, url.getPort())));
        Eventually.until("Nextcloud answers", () -> answers(url));
    }

    /** Stops Nextcloud, so that connections are refused. */
    public void stop() {
        own();
        server.ifPresent(ManagedProcess::close);
        server = Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (copy.isPresent()) {
            TempFolder folder = copy.get().folder;
            try (folder) {
                server.ifPresent(ManagedProcess::close);
                inFolder.ifPresent(ManagedProcess::close);
            }
        }
    }

    private Copy own() {
        Installed.skipUnless(
                isOurs(),
                "the test needs a Nextcloud that it may change; set " + NextcloudRelease.VARIABLE
                        + " (docs/testing.md)");
        return copy.orElseThrow();
    }

    private static boolean answers(URI base) throws InterruptedException {
        try {
            return get(base, "status.php", "").statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private String askForAppPassword(String account) throws Exception {
        String credentials = account + ":" + password(account);
        HttpResponse<String> answer = get(
                "ocs/v2.php/core/getapppassword?format=json",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        Matcher found = APP_PASSWORD.matcher(answer.body());
        if (!found.find()) {
            throw new AssertionError(
                    "cannot create an app password for " + account + ": " + url + " answered " + answer.statusCode());
        }
        return found.group(1);
    }

    private HttpResponse<String> get(String path, String authorization) throws IOException, InterruptedException {
        return get(url, path, authorization);
    }

    private static HttpResponse<String> get(URI base, String path, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("OCS-APIRequest", "true");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static Map<String, String> readPasswords() {
        BufferedReader accounts = new BufferedReader(new InputStreamReader(
                NextcloudServer.class.getResourceAsStream("nextcloud/accounts.tsv"), StandardCharsets.UTF_8));
        return accounts.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .collect(Collectors.toMap(columns -> columns[0], columns -> columns[1]));
    }
}
