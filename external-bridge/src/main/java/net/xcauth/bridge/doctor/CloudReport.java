package net.xcauth.bridge.doctor;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import net.xcauth.core.cloud.nextcloud.Inspection;
import net.xcauth.core.cloud.nextcloud.NextcloudClient;
import net.xcauth.core.cloud.nextcloud.ServerStatus;
import net.xcauth.core.examination.BruteForceStep;
import net.xcauth.core.thread.Threads;
import org.slf4j.Logger;

/**
 * Logs the version of each Nextcloud that is queried through Nextcloud's own API, and which functions work with it.
 * Runs in the background, so that the first logins do not wait for it.
 */
public final class CloudReport {
    private static final int LONGEST_NAME = 60;

    private final NextcloudClient client;
    private final CloudSettings settings;
    private final Map<URI, List<Endpoint.Nextcloud>> clouds;
    private final Logger log;

    /**
     * @param settings  the settings of the client
     * @param endpoints all clouds; those with the JSXC API are not queried
     */
    public CloudReport(NextcloudClient client, CloudSettings settings, Collection<Endpoint> endpoints, Logger log) {
        this.client = client;
        this.settings = settings;
        this.clouds = endpoints.stream()
                .filter(Endpoint.Nextcloud.class::isInstance)
                .map(Endpoint.Nextcloud.class::cast)
                .collect(Collectors.groupingBy(Endpoint.Nextcloud::url, TreeMap::new, Collectors.toList()));
        this.log = log;
    }

    /** Starts in the background. */
    public void start() {
        if (!clouds.isEmpty()) {
            Threads.daemon(this::write, "xcauth-cloud-report").start();
        }
    }

    /** Queries each address and each service account once, and waits for the answers. */
    void write() {
        clouds.forEach((url, endpoints) -> {
            try {
                write(url, endpoints);
            } catch (RuntimeException e) {
                log.error("checking {} failed", url, e);
            }
        });
    }

    private void write(URI url, List<Endpoint.Nextcloud> endpoints) {
        Inspection inspection = client.inspection(endpoints.get(0));
        Answer<ServerStatus> answer = inspection.status().page();
        if (answer instanceof Answer.Unreachable<ServerStatus> failed) {
            log.warn(
                    "the version of the Nextcloud at {} is not known: {}. {}",
                    url,
                    failed.detail(),
                    failed.cause().remedy());
            return;
        }
        ServerStatus page = ((Answer.Yes<ServerStatus>) answer).value();
        if (page.maintenance() || page.needsDbUpgrade()) {
            log.warn(
                    "{} is {} {}, queried through Nextcloud's own API. Every request fails until {}",
                    url,
                    page.product(),
                    page.version(),
                    page.maintenance()
                            ? "maintenance mode is switched off; on the cloud: occ maintenance:mode --off"
                            : "its upgrade has been run; on the cloud: occ upgrade");
            return;
        }
        log.info("{} is {} {}, queried through Nextcloud's own API", url, page.product(), page.version());
        endpoints.stream()
                .collect(
                        Collectors.toMap(Endpoint.Nextcloud::serviceAccount, endpoint -> endpoint, (one, other) -> one))
                .values()
                .forEach(this::sayWhatWorks);
        if (endpoints.stream().anyMatch(endpoint -> !endpoint.appPasswordsOnly())) {
            say(url, inspection.bruteForce());
        }
    }

    private void sayWhatWorks(Endpoint.Nextcloud cloud) {
        String tokens = cloud.secrets().isEmpty() ? "" : ". The API secret is used for JSXC's time-limited tokens only";
        if (cloud.serviceAccount().isEmpty()) {
            log.info(
                    "{} has no service account: users can log in, but there are no shared rosters, and users whose "
                            + "name has an @ exist only after their first login. Set service-password to change "
                            + "that{}",
                    cloud.url(),
                    tokens);
            return;
        }
        Answer<Identity> answer = client.serviceAccount(cloud).join();
        if (answer instanceof Answer.Yes<Identity> self) {
            log.info(
                    "{} accepts the service account \"{}\": users exist before their first login, and the groups "
                            + "that the account may list are shared{}",
                    cloud.url(),
                    Printable.of(self.value().account(), LONGEST_NAME),
                    tokens);
        } else if (answer instanceof Answer.Unreachable<Identity> failed) {
            log.warn(
                    "the service account of {} does not work, so there are no shared rosters, and users exist only "
                            + "after their first login: {}. {}{}",
                    cloud.url(),
                    failed.detail(),
                    failed.cause().remedy(),
                    tokens);
        }
        if (cloud.serviceAccount().get().administrator()) {
            log.warn(
                    "the service account of {} may be an administrator (service-account=admin): up to Nextcloud 32, "
                            + "anyone who has its app password can set every user's password. An ordinary account "
                            + "that is a member of the groups to be shared is enough (before Nextcloud 32, it must "
                            + "be their group admin)",
                    cloud.url());
        }
    }

    private void say(URI url, Answer<BruteForce> answer) {
        if (!(answer instanceof Answer.Yes<BruteForce> known)) {
            return;
        }
        if (known.value().allowListed().orElse(false)) {
            log.info("{} exempts this machine from its brute force protection", url);
        } else {
            log.warn(
                    "{} {} this machine from its brute force protection, so a few wrong passwords can lock out all "
                            + "users. On the Nextcloud server, with the address that Nextcloud sees, run: {}",
                    url,
                    known.value().allowListed().isPresent() ? "does not exempt" : "does not say whether it exempts",
                    BruteForceStep.command(BruteForceStep.here(url, settings)));
        }
    }
}
