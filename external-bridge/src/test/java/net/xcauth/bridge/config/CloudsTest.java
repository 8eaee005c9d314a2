package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudsTest {
    private static final String URL = "url=" + Given.URL;

    @TempDir
    Path folder;

    @Nested
    class Secrets {
        @Test
        void severalInTheFileAreTriedInTheirOrder() throws Exception {
            assertThat(secrets(Given.onlyFile(folder, URL, "secret=new", "secret=old")
                            .load()))
                    .containsExactly("new", "old");
            assertThat(secrets(Given.onlyFile(folder, URL, "secret=[new, old]").load()))
                    .containsExactly("new", "old");
        }

        @Test
        void theEnvironmentWinsOverTheFile() throws Exception {
            Given given = Given.onlyFile(folder, URL, "secret=of-file").environment("XCAUTH_SECRET", "of-environment");

            assertThat(secrets(given.load())).containsExactly("of-environment");
        }

        @Test
        void theVariableMayHoldSeveralWithSpacesBetween() throws Exception {
            Given given = Given.onlyFile(folder, URL).environment("XCAUTH_SECRET", " new  old ");

            assertThat(secrets(given.load())).containsExactly("new", "old");
        }

        @Test
        void theCommandLineWinsOverTheEnvironment() throws Exception {
            Given given = Given.onlyFile(folder, URL, "secret=of-file").environment("XCAUTH_SECRET", "of-environment");

            assertThat(secrets(given.load("-s", "new", "-s", "old"))).containsExactly("new", "old");
        }

        @Test
        void aSecretFileOnTheCommandLineWinsOverEnvironmentAndFile() throws Exception {
            Given given = Given.onlyFile(folder, URL, "secret=of-file").environment("XCAUTH_SECRET", "of-environment");

            assertThat(secrets(given.load("--secret-file", secretFile("of-secret-file"))))
                    .containsExactly("of-secret-file");
        }

        @Test
        void aSecretOnTheCommandLineWinsOverASecretFileInTheFile() throws Exception {
            Given given = Given.onlyFile(folder, URL, "secret-file=" + secretFile("of-secret-file"));

            assertThat(secrets(given.load("-s", "of-command-line"))).containsExactly("of-command-line");
        }

        @Test
        void theEnvironmentWinsOverASecretFileInTheFile() throws Exception {
            Given given = Given.onlyFile(folder, URL, "secret-file=" + secretFile("of-secret-file"));

            assertThat(secrets(
                            given.environment("XCAUTH_SECRET", "of-environment").load()))
                    .containsExactly("of-environment");
        }

        @Test
        void anEmptyVariableIsIgnored() throws Exception {
            Given given = Given.onlyFile(folder, URL, "secret=of-file").environment("XCAUTH_SECRET", " ");

            assertThat(secrets(given.load())).containsExactly("of-file");
        }

        @Test
        void aSecretFileHasOneSecretPerLineWithoutSurroundingSpace() throws Exception {
            Given given = Given.onlyFile(folder, URL, "secret-file=" + secretFile(" new \n\n old\r\n"));

            assertThat(secrets(given.load())).containsExactly("new", "old");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\n", "  \n\n"})
        void anEmptySecretFileIsRefused(String content) throws Exception {
            assertThat(Given.onlyFile(folder, URL, "secret-file=" + secretFile(content))
                            .complaint())
                    .contains("secret file")
                    .contains("is empty");
        }

        @Test
        void aMissingSecretFileIsNamed() throws Exception {
            assertThat(Given.onlyFile(folder, URL, "secret-file=/nowhere/secret")
                            .complaint())
                    .contains("/nowhere/secret does not exist");
        }

        @Test
        void aSecretAndASecretFileInTheSameSourceContradictEachOther() throws Exception {
            Given given = Given.file(folder, "secret-file=" + secretFile("other"));

            assertThat(given.complaint()).contains(given.path() + " line 3", given.path() + " line 2", "keep one");
        }

        @Test
        void anEmptySecretIsRefused() throws Exception {
            assertThat(Given.onlyFile(folder, URL).complaint("--secret", ""))
                    .startsWith("option --secret: ")
                    .contains("empty");
        }

        @Test
        void aUrlWithoutSecretAndASecretWithoutUrlAreRefused() throws Exception {
            assertThat(Given.onlyFile(folder, URL).complaint())
                    .contains("needs a secret", "XCAUTH_SECRET", "secret-file", "Nextcloud's base address");
            assertThat(Given.onlyFile(folder, "secret=" + Given.SECRET).complaint())
                    .contains("no url");
        }

        @Test
        void aMissingCloudIsReportedWithPlaceAndRemedy() throws Exception {
            Given given = Given.onlyFile(folder);

            assertThat(given.load().endpoints().isEmpty()).isTrue();
            assertThat(given.load().endpoints()).hasToString("none");
            assertThat(given.load().missingCloud().text()).isEqualTo("no cloud is configured in " + given.path());
            assertThat(given.load().missingCloud().remedy())
                    .contains(
                            "url in " + given.path(),
                            "https://cloud.example.org/",
                            "systemctl restart xcauth",
                            "xcauth domain add");
        }

        @Test
        void withoutAFileTheDefaultFileIsNamed() {
            MissingCloud missing = new MissingCloud(new ConfigSources(Map.of(), Optional.empty()).source(), true);

            assertThat(missing.text())
                    .isEqualTo("no cloud is configured, and there is no configuration file; none is "
                            + "known from the database either");
            assertThat(missing.remedy()).startsWith("Set url in /etc/xcauth.conf ");
        }

        @Test
        void anExampleValueIsRefusedWithItsLine() throws Exception {
            Given url = Given.onlyFile(folder, sample("url"), "secret=" + Given.SECRET);
            assertThat(url.complaint()).startsWith(url.path() + " line 1: url still has the example value");

            Given secret = Given.onlyFile(folder, URL, "secret=" + Given.SECRET, sample("secret"));
            assertThat(secret.complaint()).startsWith(secret.path() + " line 3: secret still has the example value");
        }

        @Test
        void anExampleValueThatIsOverriddenIsIgnored() throws Exception {
            Given given = Given.onlyFile(folder, sample("url"), sample("secret"));

            assertThat(secrets(
                            given.environment("XCAUTH_SECRET", "of-environment").load("-u", Given.URL)))
                    .containsExactly("of-environment");
        }

        /** As somebody leaves it who took the sign of a comment away and nothing else. */
        private String sample(String key) throws IOException {
            return Files.readAllLines(Path.of("xcauth.conf")).stream()
                    .filter(line -> line.startsWith("#" + key + "="))
                    .findFirst()
                    .orElseThrow()
                    .substring(1);
        }

        private String secretFile(String content) throws IOException {
            return Files.writeString(folder.resolve("secret"), content).toString();
        }

        private List<String> secrets(Config config) {
            List<ApiSecret> found =
                    config.endpoints().forDomain("example.org").orElseThrow().secrets();
            return found.stream()
                    .map(secret ->
                            List.of("new", "old", "of-file", "of-environment", "of-command-line", "of-secret-file")
                                    .stream()
                                    .filter(text -> ApiSecret.of(text).equals(secret))
                                    .findFirst()
                                    .orElse("another"))
                    .toList();
        }
    }

    @Nested
    class PerDomain {
        @Test
        void aDomainHasItsOwnCloudAndOthersTheDefault() throws Exception {
            DomainEndpoints clouds = withDefault(
                    "a.example s1 https://a.cloud.example/externalApi.php",
                    "b.example\ts2\t https://b.cloud.example/externalApi.php  accounts.example");

            assertThat(clouds.forDomain("a.example"))
                    .contains(endpoint("https://a.cloud.example/externalApi.php", "a.example", "s1"));
            assertThat(clouds.forDomain("b.example"))
                    .contains(endpoint("https://b.cloud.example/externalApi.php", "accounts.example", "s2"));
            assertThat(clouds.forDomain("c.example")).contains(endpoint(Given.URL, "c.example", Given.SECRET));
        }

        @Test
        void withoutADefaultOtherDomainsHaveNone() throws Exception {
            Path file = perDomain("a.example s1 https://a.cloud.example/externalApi.php");
            DomainEndpoints clouds =
                    Given.onlyFile(folder).load("-p", file.toString()).endpoints();

            assertThat(clouds.forDomain("a.example")).isPresent();
            assertThat(clouds.forDomain("b.example")).isEmpty();
            assertThat(clouds.forDomain("b.example")).isEmpty();
        }

        @Test
        void domainsAreFoundInAnyCase() throws Exception {
            assertThat(withDefault("A.Example s1 https://a.cloud.example/externalApi.php")
                            .forDomain("a.EXAMPLE"))
                    .contains(endpoint("https://a.cloud.example/externalApi.php", "a.example", "s1"));
        }

        @Test
        void aRepeatedLineAddsASecret() throws Exception {
            assertThat(withDefault(
                                    "a.example new https://a.cloud.example/externalApi.php",
                                    "a.example old https://a.cloud.example/externalApi.php")
                            .forDomain("a.example"))
                    .contains(endpoint("https://a.cloud.example/externalApi.php", "a.example", "new", "old"));
        }

        @Test
        void commentsAndEmptyLinesAreSkipped() throws Exception {
            assertThat(withDefault("# a.example s1 https://a.cloud.example/externalApi.php", "", "   # b")
                            .all())
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://b.cloud.example/externalApi.php",
                    "https://a.cloud.example/externalApi.php other.example"
                })
        void aRepeatedDomainWithADifferentCloudIsRefused(String url) throws Exception {
            assertThat(refused(
                            "a.example s1 https://a.cloud.example/externalApi.php",
                            "a.example " + Given.SECRET + " " + url))
                    .contains("domains line 2")
                    .contains("a.example");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a.example",
                    "a.example vErYsEcReT-7",
                    "a.example vErYsEcReT-7 https://a.example/ b.example c",
                    "a.example https://a.example/ vErYsEcReT-7",
                    "a.example vErYsEcReT-7 ftp://a.example/",
                    "a.example vErYsEcReT-7 https://u:vErYsEcReT-7@a.example/",
                    "a.example s https://vErYsEcReT-7|x/"
                })
        void aWrongLineIsNamedWithoutItsSecret(String line) throws Exception {
            assertThat(refused("# first", line)).contains("domains line 2");
        }

        @Test
        void aMissingFileIsNamed() throws Exception {
            assertThat(Given.file(folder).complaint("-p", "/nowhere/domains"))
                    .contains("/nowhere/domains does not exist");
        }

        @Test
        void theDescriptionNamesCloudsAndNoSecrets() throws Exception {
            assertThat(withDefault("a.example s1secret https://a.cloud.example/externalApi.php"))
                    .asString()
                    .isEqualTo("a.example at https://a.cloud.example/externalApi.php, others at " + Given.URL);
        }

        private DomainEndpoints withDefault(String... lines) throws Exception {
            return Given.file(folder, "per-domain-config=" + perDomain(lines))
                    .load()
                    .endpoints();
        }

        @Test
        void unicodeAndPunycodeNameTheSameDomain() throws Exception {
            Path file = perDomain(
                    "xn--exmple-cua.org s https://wölke.example.org/externalApi.php",
                    "Straße.example s http://next_cloud:8080/externalApi.php");
            DomainEndpoints endpoints =
                    Given.onlyFile(folder).load("-p", file.toString()).endpoints();

            for (String spelling : List.of("exämple.org", "Exämple.ORG", "xn--exmple-cua.org")) {
                assertThat(endpoints.forDomain(spelling).orElseThrow().url())
                        .as(spelling)
                        .isEqualTo(URI.create("https://xn--wlke-5qa.example.org/externalApi.php"));
                assertThat(endpoints.hasOwn(spelling)).isTrue();
            }
            assertThat(endpoints.forDomain("straße.example").orElseThrow().url())
                    .isEqualTo(URI.create("http://next_cloud:8080/externalApi.php"));
            assertThat(endpoints.forDomain("strasse.example"))
                    .as("another domain")
                    .isEmpty();
        }

        private String refused(String... lines) throws IOException {
            return Given.file(folder, "per-domain-config=" + perDomain(lines)).complaint();
        }

        private Path perDomain(String... lines) throws IOException {
            return Files.write(folder.resolve("domains"), List.of(lines));
        }

        private Endpoint endpoint(String url, String authenticationDomain, String... secrets) {
            return new Endpoint.Jsxc(
                    URI.create(url),
                    List.of(secrets).stream().map(ApiSecret::of).toList(),
                    authenticationDomain);
        }
    }
}
