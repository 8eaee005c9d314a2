package net.xcauth.openfire.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.ProviderSlot;
import net.xcauth.openfire.service.RefreshHistory;
import net.xcauth.openfire.service.Service;

/** The status page's texts, for the page and for its updates. */
final class StatusTexts {
    private final Administration administration;
    private final PluginStatus status;
    private final Language language;

    StatusTexts(Administration administration, PluginStatus status, Language language) {
        this.administration = administration;
        this.status = status;
        this.language = language;
    }

    /** The state of an element for scripts and style sheets, by the element's id. */
    Map<String, String> states() {
        return Map.of("cloud", cloudState(), "breaker", breakerState(), "last-refresh", refreshState());
    }

    /** {@code up}, {@code refusing}, {@code down}, {@code unknown} or {@code unconfigured}. */
    private String cloudState() {
        if (!status.isConfigured()) {
            return "unconfigured";
        }
        return status.cloud()
                .map(health -> health.answers() ? "up" : status.refusal().isPresent() ? "refusing" : "down")
                .orElse("unknown");
    }

    /** {@code open}, {@code closed} or {@code none}. */
    private String breakerState() {
        return !status.isConfigured() ? "none" : status.breakerIsOpen() ? "open" : "closed";
    }

    /** {@code failed} or {@code none}. */
    private String refreshState() {
        return administration
                        .service()
                        .flatMap(service -> service.refreshes().lastFailure())
                        .isPresent()
                ? "failed"
                : "none";
    }

    /** All texts, by the id of the element that shows them. */
    Map<String, String> all() {
        Map<String, String> texts = new LinkedHashMap<>();
        String state = cloudState();
        texts.put(
                "cloud",
                language.text(
                        "cloud." + state,
                        status.cloud()
                                .map(health -> language.time(health.since()))
                                .orElse(""),
                        status.cloud()
                                .flatMap(CloudHealth::lastFailure)
                                .map(failure -> language.say(failure.cause().what()))
                                .orElse("")));
        status.nextcloud().ifPresent(nextcloud -> texts.put("service-account", serviceAccount(nextcloud)));
        texts.put("breaker", language.text("breaker." + breakerState()));
        texts.put(
                "last-error",
                status.cloud()
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
        return status.rejection()
                .map(cause -> language.text("service.rejected", language.say(cause.what())))
                .orElse(language.text(status.serviceIsAdministrator() ? "service.admin" : "service.plain"));
    }

    private String refresh(RefreshHistory refreshes) {
        String success = refreshes.lastSuccess().map(language::time).orElse(language.text("status.refresh.none"));
        return refreshes
                .lastFailure()
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
        Set<ProviderSlot> serving = administration.servedSlots();
        if (serving.isEmpty()) {
            return language.text("status.none");
        }
        return language.slots(
                serving.stream().filter(slot -> slot != ProviderSlot.VCARD).toList());
    }
}
