package net.xcauth.bridge;

import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import net.xcauth.core.cloud.nextcloud.Inspection;
import net.xcauth.core.cloud.nextcloud.NextcloudClient;
import net.xcauth.core.cloud.nextcloud.StatusPage;
import net.xcauth.core.examination.BruteForceStep;
import net.xcauth.core.thread.Daemons;
import org.slf4j.Logger;

/**
 * Says in the log which Nextcloud is at each address that is queried through Nextcloud's own API, and what does not work with it.
 * The clouds are queried in the background: the first logins do not wait for that.
 */
final class CloudReport {
    private final CloudSettings settings;
    private final Map<URI, Endpoint.Nextcloud> clouds = new TreeMap<>();
    private final Logger log;

    /** @param endpoints each address is queried once, those with the JSXC API not at all */
    CloudReport(CloudSettings settings, Collection<Endpoint> endpoints, Logger log) {
        this.settings = settings;
        endpoints.stream().filter(Endpoint.Nextcloud.class::isInstance).map(Endpoint.Nextcloud.class::cast)
                .forEach(endpoint -> clouds.putIfAbsent(endpoint.url(), endpoint));
        this.log = log;
    }

    /** Says at once what needs no question, and asks in the background. */
    void start() {
        clouds.values().forEach(this::describe);
        if (!clouds.isEmpty()) {
            Daemons.thread(this::ask, "xcauth-cloud-report").start();
        }
    }

    private void describe(Endpoint.Nextcloud cloud) {
        if (cloud.serviceAccount().isEmpty()) {
            log.info("{} has no service account: its users can log in; they exist once they have logged in, or if their name has "
                    + "no @; there are no shared rosters. Set service-password to change that", cloud.url());
        } else if (cloud.serviceAccount().get().administrator()) {
            log.warn("the service account of {} may be an administrator (service-account=admin): up to Nextcloud 32, anyone who "
                    + "has its app password can set every user's password. An ordinary account that is a member of the groups to "
                    + "be shared is enough (before Nextcloud 32, their group administrator)", cloud.url());
        }
        if (!cloud.secrets().isEmpty()) {
            log.info("{} is queried through Nextcloud's own API; the API secret is only used for JSXC's time-limited tokens",
                    cloud.url());
        }
    }

    private void ask() {
        try (Clouds own = Pipeline.clouds(settings)) {
            clouds.values().forEach(endpoint -> ask(own.nextcloud(), endpoint));
        } catch (RuntimeException e) {
            log.error("which products the clouds are was not found out", e);
        }
    }

    private void ask(NextcloudClient client, Endpoint.Nextcloud cloud) {
        Inspection inspection = client.inspection(cloud);
        Answer<StatusPage> answer = inspection.status().page();
        if (answer instanceof Answer.Yes<StatusPage> page) {
            say(cloud, page.value());
            if (!page.value().maintenance() && !cloud.appPasswordsOnly()) {
                say(cloud, inspection.bruteForce());
            }
        } else {
            Answer.Unreachable<StatusPage> failed = (Answer.Unreachable<StatusPage>) answer;
            log.warn("{} does not say which Nextcloud it is: {}. {}", cloud.url(), failed.detail(), failed.cause().remedy());
        }
    }

    private void say(Endpoint.Nextcloud cloud, StatusPage page) {
        log.info("{} is {} {}, queried through Nextcloud's own API{}", cloud.url(), page.product(), page.version(),
                page.maintenance() ? "; it is in maintenance" : page.needsDbUpgrade()
                        ? "; it has an upgrade that has not been run" : "");
    }

    private void say(Endpoint.Nextcloud cloud, Answer<BruteForce> answer) {
        if (!(answer instanceof Answer.Yes<BruteForce> known)) {
            return;
        }
        if (known.value().allowListed().orElse(false)) {
            log.info("{} exempts this machine from its brute force protection", cloud.url());
        } else {
            log.warn("{} {} this machine from its brute force protection, so that wrong passwords of some users can end the logins "
                    + "of all. Run on the cloud, with the address that Nextcloud sees: {}", cloud.url(),
                    known.value().allowListed().isPresent() ? "does not exempt" : "does not say whether it exempts",
                    BruteForceStep.command(BruteForceStep.here(cloud.url(), settings)));
        }
    }
}
