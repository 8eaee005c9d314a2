package net.xcauth.openfire.console;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.auth.MassDisappearance;
import net.xcauth.core.cloud.ApiKind;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.core.examination.ClockStep;
import net.xcauth.core.examination.EncryptionStep;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.text.RefusedException;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.ProviderSlot;
import net.xcauth.openfire.service.BruteForceExemption;
import net.xcauth.openfire.service.CloudMonitor;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.SettingsReader;
import org.jivesoftware.openfire.Connection.TLSPolicy;

/** The current state of the plugin, the cloud and Openfire, for pages and warnings. */
final class PluginStatus {
    private final Administration administration;
    private final Optional<Service> service;

    PluginStatus(Administration administration) {
        this.administration = administration;
        service = administration.service();
    }

    /** True if a cloud is completely configured. */
    boolean isConfigured() {
        return administration.settings().endpoint().isPresent();
    }

    /** True if the stored address is the JSXC API's, even if the secret is missing. */
    boolean isForJsxc() {
        String url = administration.stored(Setting.URL).orElse("");
        return SettingsReader.kind(administration.stored(Setting.API).orElse(""), url) == ApiKind.JSXC;
    }

    /** The cloud, if Nextcloud's own API is used; empty otherwise. */
    Optional<Endpoint.Nextcloud> nextcloud() {
        return administration
                .settings()
                .endpoint()
                .flatMap(endpoint ->
                        endpoint instanceof Endpoint.Nextcloud nextcloud ? Optional.of(nextcloud) : Optional.empty());
    }

    /** True if an administrator's account is accepted as the service account. */
    boolean serviceIsAdministrator() {
        return nextcloud()
                .flatMap(Endpoint.Nextcloud::serviceAccount)
                .map(ServiceAccount::administrator)
                .orElse(false);
    }

    /**
     * True if the cloud's brute force protection exempts this server; empty if that does not matter, or the cloud does
     * not say.
     */
    Optional<Boolean> isExempt() {
        return nextcloud()
                .filter(cloud -> !cloud.appPasswordsOnly())
                .flatMap(cloud -> exemption().flatMap(BruteForceExemption::isExempt));
    }

    /** The command that exempts this server. */
    String exemptingCommand() {
        return exemption().map(BruteForceExemption::command).orElse("");
    }

    private Optional<BruteForceExemption> exemption() {
        return monitor().flatMap(CloudMonitor::exemption);
    }

    private Optional<CloudMonitor> monitor() {
        return service.map(Service::cloud);
    }

    /** The health of the cloud; empty if it has not been queried. */
    Optional<CloudHealth> cloud() {
        return monitor().flatMap(CloudMonitor::health);
    }

    /** True if the cloud answers, even if it refuses to answer questions. */
    boolean cloudAnswers() {
        return cloud().map(health -> health.answers() || refusal().isPresent()).orElse(false);
    }

    /** The reason why the cloud refuses requests; empty if it accepts them, or does not answer at all. */
    Optional<Cause> refusal() {
        return cloud().filter(health -> !health.answers())
                .flatMap(CloudHealth::lastFailure)
                .map(CloudHealth.Failure::cause)
                .filter(cause -> !cause.suspicious() || cause == Cause.MAINTENANCE);
    }

    /** The reason why the cloud rejects the API secret or the service account; empty if it does not. */
    Optional<Cause> rejection() {
        return monitor().flatMap(CloudMonitor::rejection);
    }

    boolean breakerIsOpen() {
        return monitor()
                .map(CloudMonitor::unreachable)
                .map(Map::values)
                .map(each -> each.contains(true))
                .orElse(false);
    }

    /** The slots in which the plugin's providers should serve, but do not. */
    Set<ProviderSlot> missing() {
        Set<ProviderSlot> missing = EnumSet.noneOf(ProviderSlot.class);
        missing.addAll(administration.configuredSlots());
        missing.removeAll(administration.servedSlots());
        return missing;
    }

    /** True if the plugin serves in all configured slots, and there is one. */
    boolean serves() {
        return !administration.configuredSlots().isEmpty() && missing().isEmpty();
    }

    /** True if clients are not offered the only mechanism by which cloud users can log in. */
    boolean lacksPlain() {
        return servesLogins() && !ClientAccess.offersPlain();
    }

    /** True if it is configured that clients may send their passwords without TLS. */
    boolean plainWithoutTls() {
        return servesLogins() && ClientAccess.running().isPresent() && ClientAccess.configured() != TLSPolicy.required;
    }

    /** True if clients may send their passwords without TLS, although TLS is configured to be required. */
    boolean plainUntilRestart() {
        return servesLogins()
                && ClientAccess.configured() == TLSPolicy.required
                && ClientAccess.running()
                        .filter(policy -> policy != TLSPolicy.required)
                        .isPresent();
    }

    /** The port on which web clients of other machines may send their passwords without TLS; empty if there is none. */
    Optional<Integer> plainHttpPort() {
        return servesLogins() ? ClientAccess.plainHttpPort() : Optional.empty();
    }

    private boolean servesLogins() {
        return administration.configuredSlots().contains(ProviderSlot.AUTH);
    }

    /** True if passwords travel to the cloud in the clear, or would if they were sent at all. */
    boolean cloudInTheClear() {
        Optional<URI> url = administration.settings().endpoint().map(Endpoint::url);
        return url.isPresent()
                && EncryptionStep.inTheClear(
                        url.get(), administration.settings().cloud());
    }

    /** True if passwords are not sent because they would travel in the clear. */
    boolean passwordsAreHeldBack() {
        return cloudInTheClear()
                && nextcloud().filter(cloud -> !cloud.allowHttp()).isPresent();
    }

    /** The time by which this machine's clock is ahead of the cloud's; empty if the difference is harmless. */
    Optional<Duration> clockSkew() {
        return monitor()
                .flatMap(CloudMonitor::clockAhead)
                .filter(ahead -> ahead.abs().compareTo(ClockStep.BAD) >= 0);
    }

    /** The mass disappearance of users that keeps the plugin from deleting any; empty if there is none. */
    Optional<MassDisappearance> massDisappearance() {
        return service.flatMap(Service::massDisappearance);
    }

    Map<Setting, RefusedException> refused() {
        return administration.refused();
    }

    /** True if a cloud user has been seen. */
    boolean knowsUsers() {
        return service.map(each -> each.backend().users().count() > 0).orElse(false);
    }
}
