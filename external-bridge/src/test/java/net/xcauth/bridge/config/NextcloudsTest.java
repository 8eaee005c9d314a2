package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clouds that are queried through Nextcloud's own API. */
class NextcloudsTest {
    private static final String URL = "url=https://nextcloud.example.org/";
    private static final String PASSWORD = "aaaaa-bbbbb-ccccc-ddddd-eeeee";

    @TempDir
    Path folder;

    @Test
    void onlyTheAddressOfANextcloudIsRequired() throws Exception {
        Endpoint.Nextcloud cloud = cloud(Given.onlyFile(folder, URL));

        assertThat(cloud.base()).isEqualTo(URI.create("https://nextcloud.example.org/"));
        assertThat(cloud.serviceAccount()).isEmpty();
        assertThat(cloud.accountName()).isEqualTo(AccountName.LOCAL);
        assertThat(cloud.appPasswordsOnly()).isFalse();
        assertThat(cloud.allowHttp()).isFalse();
        assertThat(cloud.secrets()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://n.example,https://n.example/",
        "https://n.example/cloud,https://n.example/cloud/",
        "https://n.example/cloud/index.php/apps/files/?dir=/,https://n.example/cloud/",
        "https://n.example/index.php,https://n.example/",
        "http://127.0.0.1:8080/,http://127.0.0.1:8080/",
        "http://localhost/,http://localhost/",
        "http://[::1]:80/,http://[::1]:80/"
    })
    void theAddressMayBeCopiedFromTheBrowser(String written, String base) throws Exception {
        assertThat(cloud(Given.onlyFile(folder, "url=" + written)).base()).hasToString(base);
    }

    @ParameterizedTest
    @CsvSource({
        "https://n.example/index.php/apps/ojsxc/ajax/externalApi.php,auto,false",
        "https://n.example/ojsxc-api,jsxc,false",
        "https://n.example/,auto,true",
        "https://n.example/index.php/apps/ojsxc/ajax/externalApi.php,nextcloud,true"
    })
    void theApiFollowsFromTheAddressUnlessItIsConfigured(String url, String api, boolean nextcloud) throws Exception {
        Config config = Given.onlyFile(folder, "url=" + url, "secret=" + Given.SECRET, "api=" + api)
                .load();

        assertThat(config.endpoints().forDomain("example.org").orElseThrow() instanceof Endpoint.Nextcloud)
                .isEqualTo(nextcloud);
    }

    @Test
    void everyOptionReachesTheCloud() throws Exception {
        Endpoint.Nextcloud cloud = cloud(Given.onlyFile(
                folder,
                "url=http://nextcloud.example.org/",
                "service-password=" + PASSWORD,
                "service-account=admin",
                "account-name=local@domain",
                "passwords=app-only",
                "allow-http",
                "secret=" + Given.SECRET));

        assertThat(cloud.serviceAccount().orElseThrow().password()).isEqualTo(PASSWORD);
        assertThat(cloud.serviceAccount().orElseThrow().administrator()).isTrue();
        assertThat(cloud.accountName()).isEqualTo(AccountName.LOCAL_AT_DOMAIN);
        assertThat(cloud.appPasswordsOnly()).isTrue();
        assertThat(cloud.allowHttp()).isTrue();
        assertThat(cloud.secrets()).containsExactly(ApiSecret.of(Given.SECRET));
        assertThat(cloud).asString().doesNotContain(PASSWORD, Given.SECRET);
    }

    @Test
    void appPasswordsHaveATtlOfTheirOwn() throws Exception {
        assertThat(Given.onlyFile(folder, URL, "app-password-ttl=10m")
                        .load()
                        .cache()
                        .appPasswordTtl())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Nested
    class ServicePassword {
        @Test
        void theEnvironmentWinsOverTheFileAndTheCommandLineOverBoth() throws Exception {
            Given given = Given.onlyFile(folder, URL, "service-password=of-file")
                    .environment("XCAUTH_SERVICE_PASSWORD", "of-env");

            assertThat(password(given.load())).isEqualTo("of-env");
            assertThat(password(given.load("--service-password", "of-command-line")))
                    .isEqualTo("of-command-line");
            assertThat(password(given.load("--service-password-file", file("of-its-file\n"))))
                    .isEqualTo("of-its-file");
        }

        @Test
        void onTheCommandLineItCausesAWarning() throws Exception {
            assertThat(Given.onlyFile(folder, URL)
                            .load("--service-password", PASSWORD)
                            .warnings())
                    .anyMatch(warning -> warning.contains("service password is on the command line"))
                    .noneMatch(warning -> warning.contains(PASSWORD));
        }

        @Test
        void aFileThatEveryoneCanReadCausesAWarning() throws Exception {
            Path file = Path.of(file(PASSWORD));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

            assertThat(Given.onlyFile(folder, URL, "service-password-file=" + file)
                            .load()
                            .warnings())
                    .anyMatch(warning -> warning.contains("service password file " + file));
        }

        @Test
        void anExampleValueIsRefused() throws Exception {
            assertThat(Given.onlyFile(folder, URL, "service-password=put-the-app-password-here")
                            .complaint())
                    .contains("line 2: service-password still has the example value");
        }

        @Test
        void itNeedsACloud() throws Exception {
            assertThat(Given.onlyFile(folder, "service-password=" + PASSWORD).complaint())
                    .contains("service-password but no url")
                    .doesNotContain(PASSWORD);
        }

        @Test
        void anEmptyFileIsNamed() throws Exception {
            assertThat(Given.onlyFile(folder, URL, "service-password-file=" + file(" \n"))
                            .complaint())
                    .contains("service password file")
                    .contains("is empty");
        }

        private String password(Config config) {
            return ((Endpoint.Nextcloud)
                            config.endpoints().forDomain("a.example").orElseThrow())
                    .serviceAccount()
                    .orElseThrow()
                    .password();
        }

        private String file(String content) throws IOException {
            return Files.writeString(folder.resolve("service-password"), content)
                    .toString();
        }
    }

    @Nested
    class WhatDoesNotFit {
        @ParameterizedTest
        @CsvSource({
            "service-password=aaaaa-bbbbb-ccccc-ddddd-eeeee,service-password",
            "passwords=app-only,passwords=app-only",
            "account-name=local@domain,account-name",
            "service-account=admin,service-account"
        })
        void settingsOfNextcloudsApiAreRefusedWithTheJsxcApi(String line, String named) throws Exception {
            assertThat(Given.file(folder, line).complaint())
                    .contains(named + " has no effect with the JSXC API", "base address")
                    .doesNotContain(PASSWORD);
        }

        @Test
        void plainHttpToAnotherMachineIsRefused() throws Exception {
            assertThat(Given.onlyFile(folder, "url=http://nextcloud.example.org/")
                            .complaint())
                    .contains("http://nextcloud.example.org/", "unencrypted", "https://", "allow-http");
        }

        @Test
        void anAdministratorNeedsAPassword() throws Exception {
            assertThat(Given.onlyFile(folder, URL, "service-account=admin").complaint())
                    .contains("no service-password");
        }

        @Test
        void anIncompleteAddressOfTheJsxcAppIsRefused() throws Exception {
            assertThat(Given.onlyFile(folder, "url=https://n.example/index.php/apps/ojsxc/", "secret=x")
                            .complaint())
                    .contains("externalApi.php", "https://n.example/");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "api=ocs",
                    "service-account=root",
                    "account-name=mail",
                    "passwords=none",
                    "existence=yes",
                    "allow-http=perhaps",
                    "app-password-ttl=soon",
                    "url=https://n.example/?x=1",
                    "url=ftp://n.example/"
                })
        void anInvalidValueIsReportedWithItsLineAndTheValidOnes(String line) throws Exception {
            Given given = Given.onlyFile(folder, URL, line);

            assertThat(given.complaint())
                    .startsWith(given.path() + " line 2")
                    .contains(line.split("=")[1].split("\\?")[0]);
        }
    }

    @Nested
    class PerDomain {
        @Test
        void aLineContainsAllSettingsOfItsCloud() throws Exception {
            DomainEndpoints clouds = perDomain(
                    "a.example - https://n.example/ service-password=" + PASSWORD
                            + " account-name=local@domain passwords=app-only",
                    "b.example " + Given.SECRET + " " + Given.URL,
                    "c.example " + Given.SECRET + " https://n.example/");

            Endpoint.Nextcloud a =
                    (Endpoint.Nextcloud) clouds.forDomain("a.example").orElseThrow();
            assertThat(a.serviceAccount().orElseThrow().password()).isEqualTo(PASSWORD);
            assertThat(a.accountName()).isEqualTo(AccountName.LOCAL_AT_DOMAIN);
            assertThat(a.appPasswordsOnly()).isTrue();
            assertThat(a.secrets()).isEmpty();
            assertThat(clouds.forDomain("b.example")).containsInstanceOf(Endpoint.Jsxc.class);
            Endpoint.Nextcloud c =
                    (Endpoint.Nextcloud) clouds.forDomain("c.example").orElseThrow();
            assertThat(c.secrets()).hasSize(1);
            assertThat(c.serviceAccount()).isEmpty();
        }

        @Test
        void settingsOfTheDefaultCloudDoNotApplyToOthers() throws Exception {
            Path file = Files.writeString(folder.resolve("domains"), "a.example - https://n.example/");
            DomainEndpoints clouds = Given.onlyFile(
                            folder,
                            URL,
                            "service-password=" + PASSWORD,
                            "passwords=app-only",
                            "per-domain-config=" + file)
                    .load()
                    .endpoints();

            Endpoint.Nextcloud a =
                    (Endpoint.Nextcloud) clouds.forDomain("a.example").orElseThrow();
            assertThat(a.serviceAccount()).isEmpty();
            assertThat(a.appPasswordsOnly()).isFalse();
        }

        @Test
        void plainHttpMayBeAllowedForAllOrForOne() throws Exception {
            assertThat(perDomain("a.example - http://n.example/ allow-http=true")
                            .all())
                    .hasSize(1);
            Path file = Files.writeString(folder.resolve("domains"), "a.example - http://n.example/");
            assertThat(Given.onlyFile(folder, "allow-http", "per-domain-config=" + file)
                            .load()
                            .endpoints()
                            .all())
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a.example - https://n.example/ service-pasword=vErYsEcReT-7",
                    "a.example - http://n.example/ service-password=vErYsEcReT-7",
                    "a.example - https://n.example/ passwords=vErYsEcReT",
                    "a.example - https://n.example/ timeout=5,5",
                    "a.example - https://n.example/index.php/apps/ojsxc/ajax/externalApi.php",
                    "a.example vErYsEcReT-7 https://n.example/externalApi.php passwords=app-only",
                    "a.example - https://n.example/ a.example b.example",
                    "a.example - https://n.example/ service-password-file=/nowhere"
                })
        void aLineThatCannotBeUsedIsNamed(String line) throws Exception {
            Path file = Files.writeString(folder.resolve("domains"), line);

            assertThat(Given.onlyFile(folder, "per-domain-config=" + file).complaint())
                    .contains("domains line 1");
        }

        private DomainEndpoints perDomain(String... lines) throws Exception {
            Path file = Files.write(folder.resolve("domains"), List.of(lines));
            return Given.onlyFile(folder, "per-domain-config=" + file).load().endpoints();
        }
    }

    private static Endpoint.Nextcloud cloud(Given given) throws ConfigException {
        return (Endpoint.Nextcloud)
                given.load().endpoints().forDomain("example.org").orElseThrow();
    }
}
