package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import net.xcauth.demo.LoggedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CloudCheckTest {
    @TempDir
    Path folder;

    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
        cloud.nextcloud().release(30); // the last one with the JSXC app
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void everyStepSucceedsWithAHealthyCloud() throws Exception {
        Findings findings = examine();

        assertThat(findings.titles())
                .containsExactly(
                        "address of " + cloud.url(),
                        "API at " + cloud.url().getAuthority(),
                        "password check at " + cloud.url().getAuthority(),
                        "shared roster at " + cloud.url().getAuthority(),
                        "clock of " + cloud.url().getAuthority(),
                        "response time of " + cloud.url().getAuthority());
        assertThat(findings.levels()).containsOnly(Level.OK);
    }

    @Test
    void onlyOneStrangerAndOneWrongPasswordAreUsed() throws Exception {
        examine();

        List<LoggedRequest> requests = cloud.requests();
        assertThat(requests)
                .extracting(LoggedRequest::operation)
                .containsExactly("isuser", "auth", "sharedroster", "isuser");
        assertThat(requests).allMatch(LoggedRequest::signatureValid);
        assertThat(requests)
                .extracting(LoggedRequest::username)
                .allMatch(name -> name.startsWith("xcauth-doctor-"))
                .containsOnly(requests.get(0).username());
    }

    @Test
    void aWrongSecretIsNamedAndDependentStepsAreSkipped() throws Exception {
        cloud.secret("another");

        Findings findings = examine();

        assertThat(findings.level("API")).isEqualTo(Level.FAIL);
        assertThat(findings.about("API").text().toString()).contains("signature");
        assertThat(findings.about("API").remedy().toString()).contains("API secret");
        assertThat(findings.level("password check")).isEqualTo(Level.SKIP);
        assertThat(findings.level("shared roster")).isEqualTo(Level.SKIP);
        assertThat(findings.level("response time")).isEqualTo(Level.SKIP);
        assertThat(findings.level("clock")).isEqualTo(Level.OK);
        assertThat(cloud.requestCount("auth")).isZero();
    }

    @Test
    void theFirstOfSeveralSecretsShouldBeAccepted() throws Exception {
        Findings findings = examine(config("secret=the-former-one"));

        assertThat(findings.levels()).containsOnly(Level.OK);
        assertThat(findings.about("API").text().toString()).contains("the first of 2 secrets");
    }

    @Test
    void anotherAcceptedSecretIsReportedWithTheRemainingSteps() throws Exception {
        cloud.secret("the-new-one");

        Findings findings = examine(config("secret=a-third", "secret=the-new-one"));

        assertThat(findings.level("API")).isEqualTo(Level.WARN);
        assertThat(findings.about("API").text().toString()).contains("secret number 3 of 3");
        assertThat(findings.about("API").remedy().toString())
                .contains("in the cloud now", "remove it here")
                .doesNotContain("the-new-one");
        assertThat(findings.level("password check")).isEqualTo(Level.OK);
        assertThat(findings.level("shared roster")).isEqualTo(Level.OK);
        assertThat(cloud.requestCount("auth")).as("wrong passwords").isEqualTo(1);
    }

    @Test
    void severalSecretsOfWhichNoneIsAcceptedAreAWrongSignature() throws Exception {
        cloud.secret("the-new-one");

        Findings findings = examine(config("secret=a-third"));

        assertThat(findings.level("API")).isEqualTo(Level.FAIL);
        assertThat(findings.about("API").remedy().toString()).contains("Compare the API secret");
    }

    @Test
    void aWrongPathIsNamed() throws Exception {
        Finding api =
                examine(Configured.cloud(folder, cloud.url().resolve("/wrong"))).about("API");

        assertThat(api.level()).isEqualTo(Level.FAIL);
        assertThat(api.text().toString()).contains("404");
        assertThat(api.remedy().toString()).contains("There is nothing at this address", "JSXC");
    }

    @Test
    void aWebPageInsteadOfAnAnswerIsReported() throws Exception {
        assertApi(Fault.GARBAGE, "text/html", "externalApi.php");
    }

    @Test
    void anotherApplicationIsNamed() throws Exception {
        assertApi(Fault.WRONG_JSON, "is not from the JSXC API", "version of the JSXC app");
    }

    @Test
    void maintenanceIsNamed() throws Exception {
        assertApi(Fault.MAINTENANCE, "maintenance", "occ maintenance:mode --off");
    }

    @Test
    void aProxyBeforeADeadCloudIsNamed() throws Exception {
        assertApi(Fault.BAD_GATEWAY, "502", "the cloud behind it does not answer");
    }

    @Test
    void aRedirectIsNamedAndNotFollowed() throws Exception {
        assertApi(Fault.REDIRECT, "redirects (302)", "final address");
        assertThat(cloud.redirectsFollowed()).isZero();
    }

    @Test
    void theTargetHostOfARedirectIsNamed() throws Exception {
        try (HttpStub stub = HttpStub.answering(301, "Location", "https://www.example.org/x?token=y")) {
            Finding api = examine(Configured.cloud(folder, stub.url())).about("API");

            assertThat(api.text().toString())
                    .contains("https://www.example.org")
                    .doesNotContain("token=y");
        }
    }

    @Test
    void aCloudThatClosesTheConnectionIsReported() throws Exception {
        assertApi(Fault.DOWN, "closed the connection", "web server");
        assertThat(examine().level("clock")).isEqualTo(Level.SKIP);
    }

    @Test
    void aCloudThatHangsIsReportedAfterTheConfiguredTimeout() throws Exception {
        cloud.fault(Fault.HANG_BEFORE_HEADER);

        Finding api = examine(config("timeout=1,1")).about("API");

        assertThat(api.level()).isEqualTo(Level.FAIL);
        assertThat(api.text().toString()).contains("did not answer", "2 s");
    }

    @Test
    void aClosedPortEndsTheExamination() throws Exception {
        cloud.stopListening();

        Findings findings = examine();

        assertThat(findings.level("address")).isEqualTo(Level.FAIL);
        assertThat(findings.levels())
                .containsExactly(Level.FAIL, Level.SKIP, Level.SKIP, Level.SKIP, Level.SKIP, Level.SKIP);
        assertThat(findings.about("API").text().toString()).isEqualTo("the connection failed");
    }

    @Test
    void aRequiredHttpLoginIsReported() throws Exception {
        try (HttpStub stub = HttpStub.answering(401, "WWW-Authenticate", "Basic")) {
            Finding api = examine(Configured.cloud(folder, stub.url())).about("API");

            assertThat(api.text().toString()).contains("401");
            assertThat(api.remedy().toString()).contains("without a login");
        }
    }

    @Test
    void aCloudThatAcceptsEveryAccountIsReported() throws Exception {
        try (HttpStub stub = HttpStub.answering(request -> "{\"result\":\"success\",\"data\":{\"uid\":\""
                + request.replaceAll(".*username=([^&]*).*", "$1") + "\",\"isUser\":true,\"sharedRoster\":[]}}")) {
            Findings findings = examine(Configured.cloud(folder, stub.url()));

            assertThat(findings.level("API")).isEqualTo(Level.WARN);
            assertThat(findings.level("password check")).isEqualTo(Level.FAIL);
            assertThat(findings.about("password check").remedy().toString()).contains("lets everyone in");
            assertThat(findings.level("shared roster")).isEqualTo(Level.WARN);
        }
    }

    @Test
    void anAppThatAnswersOnlyOneRequestIsReported() throws Exception {
        try (HttpStub stub = HttpStub.answering("{\"result\":\"success\",\"data\":{\"isUser\":false}}")) {
            Findings findings = examine(Configured.cloud(folder, stub.url()));

            assertThat(findings.level("API")).isEqualTo(Level.OK);
            assertThat(findings.level("shared roster")).isEqualTo(Level.FAIL);
            assertThat(findings.about("shared roster").remedy().toString()).contains("version of the JSXC app");
        }
    }

    @Test
    void differingClocksAreReported() throws Exception {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));

        Finding clock = Findings.of(new CloudCheck(ahead), config()).about("clock");

        assertThat(clock.level()).isEqualTo(Level.FAIL);
        assertThat(clock.text().toString()).contains("this machine's clock is ahead");
    }

    @Test
    void severalDomainsOfOneCloudAreExaminedOnce() throws Exception {
        Path domains = Files.write(
                folder.resolve("domains"),
                List.of(
                        "a.example " + DemoSettings.DEMO_SECRET + " " + cloud.url(),
                        "b.example " + DemoSettings.DEMO_SECRET + " " + cloud.url()));

        Findings findings = examine(config("per-domain-config=" + domains));

        assertThat(findings.titles()).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void eachSecretThatSignsIsExamined() throws Exception {
        Path domains = Files.writeString(folder.resolve("domains"), "a.example wrong-secret " + cloud.url());

        Findings findings = examine(config("per-domain-config=" + domains));

        assertThat(findings.level("address")).isEqualTo(Level.OK);
        assertThat(findings.level("API at " + cloud.url().getAuthority() + " (other domains)"))
                .isEqualTo(Level.OK);
        assertThat(findings.level("API at " + cloud.url().getAuthority() + " (a.example)"))
                .isEqualTo(Level.FAIL);
        assertThat(findings.titles()).doesNotHaveDuplicates();
    }

    @Test
    void aNextcloudThatCannotRunTheJsxcAppIsTheOnlyFault() throws Exception {
        cloud.nextcloud().release(34);
        cloud.fault(Fault.GARBAGE, "isuser");

        Findings findings = examine();

        assertThat(findings.levels()).filteredOn(level -> level == Level.FAIL).hasSize(1);
        assertThat(findings.about("product").remedy()).asString().contains("change url to " + cloud.baseUrl());
        assertThat(findings.level("API")).isEqualTo(Level.SKIP);
    }

    @Nested
    class NextcloudsOwnApi {
        private static final String NO_APP_PASSWORD = "service-password=the-login-password";
        private static final String REVOKED = "service-password=zzzzz-zzzzz-zzzzz-zzzzz-zzzzz";

        @BeforeEach
        void upgradeTheCloud() {
            cloud.nextcloud().release(34).exempt(true);
        }

        @Test
        void withoutAServiceAccountTheLimitsAreReportedOnce() throws Exception {
            Findings findings = nextcloud();

            assertThat(findings.level("service account")).isEqualTo(Level.WARN);
            assertThat(findings.level("password check")).isEqualTo(Level.OK);
            assertThat(findings.about("existence")).satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.SKIP);
                assertThat(finding.text()).asString().contains("until a user has logged in");
            });
        }

        @Test
        void aRefusedServicePasswordIsOneFault() throws Exception {
            assertOneFault(nextcloud(REVOKED), "service account", "does not accept its app password");
            assertThat(nextcloud(REVOKED).about("existence").text()).hasToString("the service account does not work");
        }

        @Test
        void aLoginPasswordOfTheServiceAccountIsOneFault() throws Exception {
            assertOneFault(nextcloud(NO_APP_PASSWORD), "service account", "looks like a login password");
        }

        @Test
        void aWebServerThatDropsTheAuthorizationHeaderIsOneFault() throws Exception {
            cloud.nextcloud().authorizationDropped(true);

            Findings findings = nextcloud("service-password=" + DemoAccounts.DEMO_SERVICE_PASSWORD);

            assertOneFault(findings, "password check", "drops the Authorization header");
            assertThat(findings.about("service account").text())
                    .hasToString("no password reaches the cloud, as the password check shows");
            assertThat(findings.level("existence")).isEqualTo(Level.SKIP);
        }

        @Test
        void anUntrustedHostNameIsReportedWithTheCommandThatTrustsIt() throws Exception {
            cloud.nextcloud().trustedDomains("cloud.example.org");

            Finding product = nextcloud().about("product");

            assertThat(product.text())
                    .hasToString("the cloud does not trust the host name "
                            + cloud.baseUrl().getHost());
            assertThat(product.remedy()).asString().contains("occ config:system:set trusted_domains 90");
        }

        @Test
        void aCloudThatHidesUsersIsAWarningWithARemedy() throws Exception {
            cloud.nextcloud().existenceHidden(true);
            cloud.accounts()
                    .addGroup("quiet", "Quiet")
                    .joinGroup("chat-service", "quiet")
                    .joinGroup("frank", "quiet");

            Finding existence = nextcloud("service-password=" + DemoAccounts.DEMO_SERVICE_PASSWORD)
                    .about("existence");

            assertThat(existence.level()).isEqualTo(Level.WARN);
            assertThat(existence.remedy()).asString().contains("group administrator");
        }

        @Test
        void withoutAKnownAccountExistenceCannotBeTested() throws Exception {
            Finding existence = nextcloud("service-password=" + DemoAccounts.DEMO_SERVICE_PASSWORD)
                    .about("existence");

            assertThat(existence.level())
                    .as("the service account manages groups, and is in none")
                    .isEqualTo(Level.SKIP);
            assertThat(existence.text()).asString().contains("cannot be checked until a user has logged in");
        }

        private void assertOneFault(Findings findings, String title, String words) {
            assertThat(findings.all())
                    .filteredOn(finding -> finding.level() == Level.FAIL || finding.level() == Level.WARN)
                    .filteredOn(finding -> !finding.title().toString().startsWith("brute force"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.title()).asString().startsWith(title);
                        assertThat(finding.text()).asString().contains(words);
                    });
        }

        private Findings nextcloud(String... lines) throws Exception {
            List<String> all = new ArrayList<>(List.of("url=" + cloud.baseUrl(), "log=" + folder, "timeout=60,60"));
            all.addAll(List.of(lines));
            return examine(Configured.of(folder, all.toArray(String[]::new)));
        }
    }

    private void assertApi(Fault fault, String text, String remedy) throws Exception {
        cloud.fault(fault);

        Finding api = examine().about("API");

        assertThat(api.level()).isEqualTo(Level.FAIL);
        assertThat(api.text().toString()).contains(text);
        assertThat(api.remedy().toString()).contains(remedy);
    }

    private Findings examine() throws Exception {
        return examine(config());
    }

    private static Findings examine(Config config) {
        return Findings.of(new CloudCheck(Clock.systemUTC()), config);
    }

    private Config config(String... lines) throws Exception {
        return Configured.cloud(folder, cloud.url(), lines);
    }
}
