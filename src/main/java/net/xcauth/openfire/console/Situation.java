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
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.service.Exemption;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.SettingsReader;
import org.jivesoftware.openfire.Connection.TLSPolicy;

/** How things are now. */
final class Situation {
    private final Administration administration;
    private final Optional<Service> service;

    Situation(Administration administration) {
        this.administration = administration;
        service = administration.service();
    }

    /** True if a cloud is configured, with all that it needs. */
    boolean isConfigured() {
        return administration.settings().endpoint().isPresent();
    }

    /** True if the address that is stored is the JSXC API's, with or without what else that needs. */
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

    /** True if the service account is confirmed as an administrator's. */
    boolean serviceIsAdministrator() {
        return nextcloud()
                .flatMap(Endpoint.Nextcloud::serviceAccount)
                .map(ServiceAccount::administrator)
                .orElse(false);
    }

    /**
     * True if the cloud's brute force protection exempts this server; empty if that does not matter, or the cloud does not
     * tell.
     */
    Optional<Boolean> isExempt() {
        return nextcloud()
                .filter(cloud -> !cloud.appPasswordsOnly())
                .flatMap(cloud -> service.flatMap(Service::exemption).flatMap(Exemption::isExempt));
    }

    /** The command that exempts this server. */
    String exemptingCommand() {
        return service.flatMap(Service::exemption).map(Exemption::command).orElse("");
    }

    /** How the cloud answers; empty if it has not been asked. */
    Optional<CloudHealth> cloud() {
        return service.flatMap(each -> each.health().stream().findFirst());
    }

    /** True if the cloud answers, though perhaps not what it was asked. */
    boolean cloudAnswers() {
        return cloud().map(health -> health.answers() || refusal().isPresent()).orElse(false);
    }

    /** What the cloud answers instead of what it was asked; empty if it answers as it should, or not at all. */
    Optional<Cause> refusal() {
        return cloud().filter(health -> !health.answers())
                .flatMap(CloudHealth::lastFailure)
                .map(CloudHealth.Failure::cause)
                .filter(cause -> !cause.suspicious() || cause == Cause.MAINTENANCE);
    }

    /** How the cloud rejects the API secret or the service account; empty if it does not. */
    Optional<Cause> rejectedSecret() {
        return service.flatMap(Service::rejectedSecret);
    }

    boolean breakerIsOpen() {
        return service.map(Service::unreachable)
                .map(Map::values)
                .map(each -> each.contains(true))
                .orElse(false);
    }

    /** Where the plugin's providers should be in force, and are not. */
    Set<Place> missing() {
        Set<Place> missing = EnumSet.noneOf(Place.class);
        missing.addAll(administration.wanted());
        missing.removeAll(administration.serving());
        return missing;
    }

    /** Whether anything is to be served, and all of it is. */
    boolean serves() {
        return !administration.wanted().isEmpty() && missing().isEmpty();
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
        return administration.wanted().contains(Place.AUTH);
    }

    /** True if passwords travel to the cloud in the clear, or would if they were sent. */
    boolean cloudInTheClear() {
        Optional<URI> url = administration.settings().endpoint().map(Endpoint::url);
        return url.isPresent()
                && EncryptionStep.inTheClear(
                        url.get(), administration.settings().cloud());
    }

    /** True if passwords are not sent, since they would travel in the clear. */
    boolean passwordsAreHeldBack() {
        return cloudInTheClear()
                && nextcloud().filter(cloud -> !cloud.allowHttp()).isPresent();
    }

    /** By how much this machine's clock is ahead of the cloud's, if that does harm. */
    Optional<Duration> clockSkew() {
        return service.flatMap(Service::clockAhead).filter(apart -> apart.abs().compareTo(ClockStep.BAD) >= 0);
    }

    /** The mass disappearance of users from the cloud because of which nobody is deleted; empty if there is none. */
    Optional<MassDisappearance> massDisappearance() {
        return service.flatMap(Service::massDisappearance);
    }

    Map<Setting, IllegalArgumentException> refused() {
        return administration.refused();
    }

    /** Whether a cloud user has ever been seen. */
    boolean knowsUsers() {
        return service.map(each -> each.backend().users().count() > 0).orElse(false);
    }
}
