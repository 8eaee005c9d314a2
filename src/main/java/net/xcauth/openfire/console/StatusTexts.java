package net.xcauth.openfire.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.service.RefreshRecord;
import net.xcauth.openfire.service.Service;

/** What the status page says in words, when it is loaded and when it brings itself up to date. */
final class StatusTexts {
    private final Administration administration;
    private final Situation situation;
    private final Language language;

    StatusTexts(Administration administration, Situation situation, Language language) {
        this.administration = administration;
        this.situation = situation;
        this.language = language;
    }

    /** By the id of the element that shows it, what tells scripts and style sheets how it is. */
    Map<String, String> states() {
        return Map.of("cloud", cloudState(), "breaker", breakerState(), "last-refresh", refreshState());
    }

    /** {@code up}, {@code refusing}, {@code down}, {@code unknown} or {@code unconfigured}. */
    private String cloudState() {
        if (!situation.isConfigured()) {
            return "unconfigured";
        }
        return situation
                .cloud()
                .map(health -> health.answers() ? "up" : situation.refusal().isPresent() ? "refusing" : "down")
                .orElse("unknown");
    }

    /** {@code open}, {@code closed} or {@code none}. */
    private String breakerState() {
        return !situation.isConfigured() ? "none" : situation.breakerIsOpen() ? "open" : "closed";
    }

    /** {@code failed} or {@code none}. */
    private String refreshState() {
        return administration
                        .service()
                        .flatMap(service -> service.refreshes().failed())
                        .isPresent()
                ? "failed"
                : "none";
    }

    /** By the id of the element that shows it. */
    Map<String, String> all() {
        Map<String, String> texts = new LinkedHashMap<>();
        String state = cloudState();
        texts.put(
                "cloud",
                language.text(
                        "cloud." + state,
                        situation
                                .cloud()
                                .map(health -> language.time(health.since()))
                                .orElse(""),
                        situation
                                .cloud()
                                .flatMap(CloudHealth::lastFailure)
                                .map(failure -> language.say(failure.cause().what()))
                                .orElse("")));
        situation.nextcloud().ifPresent(nextcloud -> texts.put("service-account", serviceAccount(nextcloud)));
        texts.put("breaker", language.text("breaker." + breakerState()));
        texts.put(
                "last-error",
                situation
                        .cloud()
                        .flatMap(CloudHealth::lastFailure)
                        .map(this::failure)
                        .orElse(language.text("status.none")));
        texts.put("providers", providers());
        Optional<Service> service = administration.service();
        texts.put(
                "known-users",
                String.valueOf(
                        service.map(each -> each.backend().users().count()).orElse(0)));
        texts.put(
                "known-groups",
                String.valueOf(service.map(
                                each -> each.backend().directory().groupIds().size())
                        .orElse(0)));
        texts.put(
                "last-refresh",
                service.map(Service::refreshes).map(this::refresh).orElse(language.text("status.refresh.none")));
        return texts;
    }

    private String serviceAccount(Endpoint.Nextcloud nextcloud) {
        if (nextcloud.serviceAccount().isEmpty()) {
            return language.text("service.none");
        }
        return situation
                .rejectedSecret()
                .map(cause -> language.text("service.rejected", language.say(cause.what())))
                .orElse(language.text(situation.serviceIsAdministrator() ? "service.admin" : "service.plain"));
    }

    private String refresh(RefreshRecord refreshes) {
        String success = refreshes.succeeded().map(language::time).orElse(language.text("status.refresh.none"));
        return refreshes
                .failed()
                .map(failed -> language.text("status.refresh.failed", language.time(failed), success))
                .orElse(success);
    }

    private String failure(CloudHealth.Failure failure) {
        return language.text(
                "status.failure",
                language.time(failure.at()),
                language.say(failure.cause().what()) + ": " + failure.detail(),
                language.say(failure.cause().advice()));
    }

    private String providers() {
        Set<Place> serving = administration.serving();
        if (serving.isEmpty()) {
            return language.text("status.none");
        }
        return language.places(
                serving.stream().filter(place -> place != Place.VCARD).toList());
    }
}
