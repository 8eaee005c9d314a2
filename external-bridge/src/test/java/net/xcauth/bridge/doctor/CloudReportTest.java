package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class CloudReportTest {
    private final List<String> lines = new ArrayList<>();
    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
        cloud.nextcloud().exempt(true);
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void workingFunctionsAreLoggedOnce() {
        write(
                endpoint(Optional.of(DemoAccounts.DEMO_SERVICE_PASSWORD)),
                endpoint(Optional.of(DemoAccounts.DEMO_SERVICE_PASSWORD)));

        assertThat(lines)
                .containsExactly(
                        "INFO " + cloud.baseUrl() + " is Nextcloud 34.0.1, queried through Nextcloud's own API",
                        "INFO " + cloud.baseUrl() + " accepts the service account \""
                                + DemoAccounts.DEMO_SERVICE_ACCOUNT
                                + "\": users exist before their first login, and the groups that the account may "
                                + "list are shared",
                        "INFO " + cloud.baseUrl() + " exempts this machine from its brute force protection");
    }

    @Test
    void withoutAServiceAccountTheLimitsAreLogged() {
        cloud.nextcloud().exempt(false);
        write(endpoint(Optional.empty()));

        assertThat(lines).hasSize(3);
        assertThat(lines.get(1))
                .startsWith("INFO")
                .contains("no service account", "no shared rosters", "Set service-password");
        assertThat(lines.get(2))
                .startsWith("WARN")
                .contains("does not exempt this machine", "whitelist_xcauth --value 127.0.0.1/32");
    }

    @Test
    void aRefusedServiceAccountIsAWarning() {
        write(endpoint(Optional.of("zzzzz-zzzzz-zzzzz-zzzzz-zzzzz")));

        assertThat(lines.get(1))
                .startsWith("WARN the service account of " + cloud.baseUrl() + " does not work")
                .contains("occ user:auth-tokens:add")
                .doesNotContain("zzzzz");
    }

    @Test
    void aCloudInMaintenanceIsAWarningAndNotQueriedFurther() {
        cloud.nextcloud().maintenance(true);
        write(endpoint(Optional.of(DemoAccounts.DEMO_SERVICE_PASSWORD)));

        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("WARN")
                .contains("until maintenance mode is switched off");
    }

    @Test
    void cloudsWithTheJsxcApiAreNotQueried() {
        write(new Endpoint.Jsxc(cloud.url(), List.of(ApiSecret.of("secret")), ""));

        assertThat(lines).isEmpty();
        assertThat(cloud.requests()).isEmpty();
    }

    private Endpoint endpoint(Optional<String> servicePassword) {
        return new Endpoint.Nextcloud(
                cloud.baseUrl(),
                servicePassword.map(password -> ServiceAccount.enteredFor(cloud.baseUrl(), password, false)),
                AccountName.LOCAL,
                false,
                false,
                List.of());
    }

    private void write(Endpoint... endpoints) {
        CloudSettings settings = CloudSettings.defaults().withTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Clouds clouds = Pipeline.clouds(settings)) {
            new CloudReport(clouds.nextcloud(), settings, List.of(endpoints), new Lines()).write();
        }
    }

    /** Keeps each line with its level. */
    private final class Lines extends LegacyAbstractLogger {
        @Override
        protected String getFullyQualifiedCallerName() {
            return CloudReport.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable failure) {
            lines.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
