package net.xcauth.openfire.console;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.auth.MassDisappearance;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.examination.ClockStep;
import net.xcauth.core.examination.EncryptionStep;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.Setting;
import org.jivesoftware.openfire.session.ConnectionSettings;
import org.jivesoftware.util.JiveGlobals;

/** How things are now. */
final class Situation {
    private final Administration administration;
    private final Optional<Service> service;

    Situation(Administration administration) {
        this.administration = administration;
        service = administration.service();
    }

    /** Whether address and secret of a cloud are known. */
    boolean isConfigured() {
        return administration.settings().endpoint().isPresent();
    }

    /** How the cloud answers; empty if it has not been asked. */
    Optional<CloudHealth> cloud() {
        return service.flatMap(each -> each.health().stream().findFirst());
    }

    boolean cloudAnswers() {
        return cloud().map(CloudHealth::answers).orElse(false);
    }

    boolean breakerIsOpen() {
        return service.map(Service::unreachable).map(Map::values).map(each -> each.contains(true)).orElse(false);
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

    /** Whether clients may send their passwords without TLS. */
    boolean plainWithoutTls() {
        return administration.wanted().contains(Place.AUTH)
                && !"required".equalsIgnoreCase(JiveGlobals.getProperty(ConnectionSettings.Client.TLS_POLICY, "optional"));
    }

    /** Whether passwords travel to the cloud in the clear. */
    boolean cloudInTheClear() {
        Optional<URI> url = administration.settings().endpoint().map(Endpoint::url);
        return url.isPresent() && EncryptionStep.inTheClear(url.get(), administration.settings().cloud());
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
