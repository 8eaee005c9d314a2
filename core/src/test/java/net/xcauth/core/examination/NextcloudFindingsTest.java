package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import net.xcauth.core.cloud.nextcloud.Inspection.Rights;
import net.xcauth.core.cloud.nextcloud.Inspection.ServiceView;
import net.xcauth.core.cloud.nextcloud.ServerStatus;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.text.Text;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextcloudFindingsTest {
    private static final Text TITLE = Text.plain("title");
    private static final URI BASE = URI.create("https://cloud.example.org/");

    @Nested
    class Product {
        @ParameterizedTest
        @CsvSource({
            "35.0.0,OK,not been tested",
            "34.0.1,OK,Nextcloud 34.0.1",
            "33.0.2,OK,Nextcloud 33.0.2",
            "36.0.0,OK,newer than any",
            "32.0.1,WARN,no longer supports",
            "31.0.2,WARN,group administrator",
            "27.1.0,WARN,do not say whether",
            "26.0.0,WARN,no display names"
        })
        void everyReleaseIsJudgedByWhatItCanDo(String version, Level level, String words) {
            Finding finding = judge(new ServerStatus(false, false, version, "Nextcloud"));

            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.text() + " " + finding.remedy()).contains(version, words);
        }

        @Test
        void maintenanceAndAPendingUpgradeAreFailures() {
            assertThat(judge(new ServerStatus(true, false, "34.0.1", "Nextcloud")))
                    .satisfies(finding -> assertFails(finding, "maintenance", "maintenance:mode --off"));
            assertThat(judge(new ServerStatus(false, true, "34.0.1", "Nextcloud")))
                    .satisfies(finding -> assertFails(finding, "upgrade", "occ upgrade"));
        }

        @Test
        void theCommandThatTrustsTheHostNameReplacesNothing() {
            Finding finding =
                    ProductStep.judge(TITLE, new Answer.Unreachable<>(Cause.UNTRUSTED_DOMAIN, "it says so"), BASE);

            assertFails(
                    finding,
                    "trust",
                    "occ config:system:set trusted_domains 90 --value=cloud.example.org",
                    "occ config:system:get trusted_domains 90");
        }

        @Test
        void ifTheJsxcAppCannotRunTheBaseAddressIsSuggested() {
            Endpoint.Jsxc app = new Endpoint.Jsxc(
                    URI.create("https://cloud.example.org/nc/index.php/apps/ojsxc/ajax/externalApi.php"),
                    List.of(ApiSecret.of("s")),
                    "");

            assertThat(ProductStep.cloudOf(app).base()).hasToString("https://cloud.example.org/nc/");
            assertThat(withoutJsxc("31.0.2"))
                    .hasValueSatisfying(finding -> assertFails(
                            finding, "supports Nextcloud 30 and older", "change url to https://cloud.example.org/"));
            assertThat(withoutJsxc("30.0.5")).isEmpty();
        }

        private Finding judge(ServerStatus page) {
            return ProductStep.judge(TITLE, new Answer.Yes<>(page), BASE);
        }

        private Optional<Finding> withoutJsxc(String version) {
            return ProductStep.judgeWithoutJsxc(
                    TITLE, new Answer.Yes<>(new ServerStatus(false, false, version, "Nextcloud")), BASE);
        }
    }

    @Nested
    class BruteForceProtection {
        @Test
        void anExemptMachineIsFine() throws Exception {
            assertThat(judge(34, 0, Optional.of(true), "10.0.0.5", false).level())
                    .isEqualTo(Level.OK);
        }

        @Test
        void anExemptLoopbackAddressIsAWarning() throws Exception {
            Finding finding = judge(34, 0, Optional.of(true), "127.0.0.1", false);

            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.text() + " " + finding.remedy()).contains("127.0.0.1", "trusted_proxies");
        }

        @ParameterizedTest
        @CsvSource({
            "34,0,10.0.0.5,10.0.0.5/32,30 minutes",
            "34,400,10.0.0.5,10.0.0.5/32,have been counted",
            "31,3200,fd00::5,fd00:0:0:0:0:0:0:5/128,3.2 s"
        })
        void otherwiseTheCommandToExemptItIsShownWithItsMask(
                int release, int delay, String here, String value, String words) throws Exception {
            assertFails(
                    judge(release, delay, Optional.of(false), here, false),
                    words,
                    "occ config:app:set bruteForce whitelist_xcauth --value " + value);
        }

        @Test
        void appPasswordsAreNotCounted() throws Exception {
            assertThat(judge(34, 0, Optional.of(false), "10.0.0.5", true).level())
                    .isEqualTo(Level.OK);
        }

        @Test
        void anOlderReleaseThatDoesNotReportItIsNotANo() throws Exception {
            assertThat(judge(27, 0, Optional.empty(), "10.0.0.5", false).level())
                    .isEqualTo(Level.WARN);
        }

        private Finding judge(int release, int delay, Optional<Boolean> exempt, String here, boolean appOnly)
                throws Exception {
            return BruteForceStep.judge(
                    TITLE,
                    new Answer.Yes<>(new BruteForce(release, Duration.ofMillis(delay), exempt)),
                    Optional.of(InetAddress.getByName(here)),
                    appOnly);
        }
    }

    @Nested
    class ServiceAccount {
        private final List<Finding> findings = new ArrayList<>();

        @Test
        void anOrdinaryMemberOfTheGroupsSuffices() {
            judge(34, Rights.PLAIN, false, Map.of("team", OptionalInt.of(12)), Map.of("team", "Team Blue"), true);

            assertThat(findings).extracting(Finding::level).containsOnly(Level.OK);
            assertThat(findings.get(1).text()).hasToString("these can be shared, with their members: Team Blue (12)");
        }

        @Test
        void unneededRightsAreAWarning() {
            assertThat(rights(34, Rights.GROUP_ADMINISTRATOR, false)).isEqualTo(Level.WARN);
            assertThat(rights(31, Rights.GROUP_ADMINISTRATOR, false)).isEqualTo(Level.OK);
            assertThat(rights(34, Rights.DELEGATED, false)).isEqualTo(Level.WARN);
            assertThat(rights(34, Rights.ADMINISTRATOR, true)).isEqualTo(Level.WARN);
            assertThat(rights(34, Rights.ADMINISTRATOR, false)).isEqualTo(Level.FAIL);
        }

        @Test
        void aGroupThatMayNotBeListedIsReportedWithTheRemedyForTheRelease() {
            Map<String, OptionalInt> groups = new TreeMap<>(Map.of("a", OptionalInt.of(2), "b", OptionalInt.empty()));

            judge(34, Rights.PLAIN, false, groups, Map.of("a", "A"), true);
            assertThat(findings.get(1).text()).asString().endsWith("A (2); the account cannot list the members of b");
            assertThat(findings.get(1).remedy()).asString().contains("a member of the groups");
            findings.clear();
            judge(31, Rights.PLAIN, false, groups, Map.of("a", "A"), true);
            assertThat(findings.get(1).remedy()).asString().contains("group administrator");
        }

        @Test
        void withoutUserEnumerationTheConsequencesAreReported() {
            judge(34, Rights.PLAIN, false, Map.of("a", OptionalInt.of(2)), Map.of(), false);

            assertThat(findings.get(2).level()).isEqualTo(Level.WARN);
            assertThat(findings.get(2).text()).asString().contains("user enumeration is off");
        }

        @Test
        void withoutAServiceAccountTheConsequencesAreReported() {
            new ServiceAccountStep(TITLE, 34, findings::add).none();

            assertThat(findings.get(0).text()).asString().contains("no shared rosters");
            assertThat(findings.get(0).remedy()).asString().contains("occ user:auth-tokens:add --no-interaction");
            assertThat(findings).extracting(Finding::level).containsExactly(Level.WARN, Level.SKIP, Level.SKIP);
        }

        @Test
        void theNumberOfInspectedGroupsIsReported() {
            new ServiceAccountStep(TITLE, 34, findings::add)
                    .judge(
                            new ServiceView(
                                    "svc",
                                    Rights.PLAIN,
                                    Map.of("a", OptionalInt.of(2)),
                                    Map.of("a", "A"),
                                    311,
                                    true,
                                    true),
                            false);

            assertThat(findings.get(1).text())
                    .hasToString("these can be shared, with their members: A (2) (only 1 of 312 groups were checked)");
        }

        @Test
        void aPasswordThatIsNotAnAppPasswordIsReportedAsSuch() {
            broken(Cause.SERVICE_ACCOUNT, false, true);

            assertFails(
                    findings.get(0),
                    "looks like a login password",
                    "occ user:auth-tokens:add",
                    "72 letters and digits");
            assertThat(findings).extracting(Finding::level).containsExactly(Level.FAIL, Level.SKIP, Level.SKIP);
        }

        @Test
        void aRefusedAppPasswordIsNotBlamedOnAWebServerThatPassesOthers() {
            broken(Cause.SERVICE_ACCOUNT, true, true);
            assertFails(findings.get(0), "does not accept its app password", "revoked");
            assertThat(findings.get(0).remedy()).asString().doesNotContain("Authorization");

            findings.clear();
            broken(Cause.SERVICE_ACCOUNT, true, false);
            assertFails(findings.get(0), "revoked", "may drop the Authorization header");
        }

        @Test
        void aDisabledAccountIsReported() {
            broken(Cause.SERVICE_DISABLED, true, true);

            assertFails(findings.get(0), "disabled", "occ user:enable USER");
        }

        private void broken(Cause cause, boolean appPassword, boolean heard) {
            new ServiceAccountStep(TITLE, 34, findings::add)
                    .broken(new Answer.Unreachable<>(cause, "it says so"), appPassword, heard);
        }

        private Level rights(int release, Rights rights, boolean confirmed) {
            findings.clear();
            judge(release, rights, confirmed, Map.of("a", OptionalInt.of(1)), Map.of("a", "A"), true);
            return findings.get(0).level();
        }

        private void judge(
                int release,
                Rights rights,
                boolean confirmed,
                Map<String, OptionalInt> members,
                Map<String, String> names,
                boolean addressBook) {
            new ServiceAccountStep(TITLE, release, findings::add)
                    .judge(new ServiceView("svc", rights, members, names, 0, addressBook, true), confirmed);
        }
    }

    private static void assertFails(Finding finding, String... words) {
        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text() + " " + finding.remedy()).contains(words);
    }
}
