package net.xcauth.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An unpacked release of Nextcloud, never modified, and an installation of it with the tests' accounts. Installing takes
 * long, so each test gets a copy.
 */
final class NextcloudRelease {
    static final String VARIABLE = "NEXTCLOUD_HOME";

    /** Enough for an installation on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String PACKAGES =
            "apt-get install php-cli php-sqlite3 php-xml php-mbstring php-curl php-zip php-gd "
                    + "php-intl php-bcmath php-gmp php-ldap";
    private static final List<String> SEED = List.of("seed.php", "accounts.tsv", "groups.tsv");
    /** Read after config.php, to set the data folder of each copy. Hashes are cheap. */
    private static final String CONFIGURATION = """
            <?php
            $CONFIG = [
                'datadirectory' => dirname(__DIR__) . '/data',
                'skeletondirectory' => '',
                'has_internet_connection' => false,
                'appstoreenabled' => false,
                'hashingThreads' => 1,
                'hashingMemoryCost' => 8,
                'hashingTimeCost' => 1,
            ];
            """;
    /** Imitates a web server that withholds the header from PHP. */
    private static final String DROP_AUTHORIZATION = """
            <?php
            if (is_file(__DIR__ . '/drop-authorization')) {
                unset($_SERVER['HTTP_AUTHORIZATION'], $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW']);
            }
            """;

    private static Optional<NextcloudRelease> shared = Optional.empty();

    private final Path home;
    private final String php;
    private final TempFolder template = new TempFolder("nextcloud-template");

    private NextcloudRelease(Path home, String php) throws IOException {
        this.home = home;
        this.php = php;
    }

    /** The release named by the environment, installed once per JVM; skips the test if none is named. */
    static synchronized NextcloudRelease shared() throws Exception {
        if (shared.isEmpty()) {
            String home = System.getenv(VARIABLE);
            Installed.skipUnless(
                    home != null, VARIABLE + " is not set to the folder of an unpacked Nextcloud (docs/testing.md)");
            Path folder = Path.of(home).toAbsolutePath();
            if (!Files.exists(folder.resolve("status.php"))) {
                throw new IllegalStateException(VARIABLE + " must be the folder of an unpacked Nextcloud, got " + folder
                        + ", which has no status.php");
            }
            NextcloudRelease release = new NextcloudRelease(folder, Installed.require("php", PACKAGES));
            release.install();
            shared = Optional.of(release);
        }
        return shared.get();
    }

    /** Copies the installation into an empty folder. */
    void copyTo(TempFolder instance) throws Exception {
        Command.run("cp", "-a", template.path() + "/.", instance.path().toString())
                .requireSuccess();
    }

    /** The name of the release's folder. */
    String folder() {
        return home.getFileName().toString();
    }

    /** PHP's built-in web server for the instance. */
    ProcessBuilder server(TempFolder instance, int port) {
        return server(instance, home, port);
    }

    /** PHP's built-in web server with Nextcloud in a folder below the host. */
    ProcessBuilder serverOfParent(TempFolder instance, int port) {
        return server(instance, home.resolveSibling(""), port);
    }

    private ProcessBuilder server(TempFolder instance, Path root, int port) {
        ProcessBuilder server = php(
                instance,
                "-d",
                "auto_prepend_file=" + instance.resolve("prepend.php"),
                "-t",
                root.toString(),
                "-S",
                "127.0.0.1:" + port);
        server.environment().put("PHP_CLI_SERVER_WORKERS", "4");
        return server;
    }

    /** Runs Nextcloud's command-line tool, and returns its output. */
    String occ(TempFolder instance, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(home.resolve("occ").toString(), "--no-ansi", "--no-interaction"));
        all.addAll(Arrays.asList(arguments));
        return Command.run(php(instance, all.toArray(String[]::new)), PATIENCE)
                .requireSuccess()
                .out();
    }

    /** Runs a PHP program with Nextcloud's folder as its first argument, and returns its output. */
    String run(TempFolder instance, Path program) throws Exception {
        return Command.run(php(instance, program.toString(), home.toString()), PATIENCE)
                .requireSuccess()
                .out();
    }

    private ProcessBuilder php(TempFolder instance, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                php,
                "-d",
                "memory_limit=512M",
                "-d",
                "apc.enable_cli=0",
                // Changes of the configuration by occ must take effect with the next request.
                "-d",
                "opcache.enable_cli=1",
                "-d",
                "opcache.revalidate_freq=0",
                "-d",
                "session.save_path=" + instance.resolve("sessions"),
                "-d",
                "upload_tmp_dir=" + instance.path(),
                "-d",
                "sys_temp_dir=" + instance.path()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment()
                .put("NEXTCLOUD_CONFIG_DIR", instance.resolve("config").toString());
        return builder;
    }

    private void install() throws Exception {
        for (String folder : List.of("config", "data", "sessions")) {
            template.folder(folder);
        }
        template.write("prepend.php", DROP_AUTHORIZATION);
        template.write("config/test.config.php", CONFIGURATION);
        occ(
                template,
                "maintenance:install",
                "--database",
                "sqlite",
                "--data-dir",
                template.resolve("data").toString(),
                "--admin-user",
                "admin",
                "--admin-pass",
                "Admin-secret-1");
        occ(template, "config:system:set", "trusted_domains", "0", "--value", "127.0.0.1");
        occ(template, "app:disable", "password_policy");
        for (String file : SEED) {
            try (InputStream resource = NextcloudRelease.class.getResourceAsStream("nextcloud/" + file)) {
                Files.copy(resource, template.resolve(file));
            }
        }
        run(template, template.resolve("seed.php"));
        occ(template, "twofactorauth:enforce", "--on", "--group", "mfa-enforced");
    }
}
