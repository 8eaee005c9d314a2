package net.xcauth.core.examination;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Stranger;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import net.xcauth.core.cloud.nextcloud.Inspection;
import net.xcauth.core.cloud.nextcloud.Inspection.ServiceView;
import net.xcauth.core.cloud.nextcloud.Inspection.Status;
import net.xcauth.core.cloud.nextcloud.NextcloudClient;
import net.xcauth.core.cloud.nextcloud.StatusPage;
import net.xcauth.core.text.Text;

/**
 * The steps for a cloud that is queried through Nextcloud's own API, once a connection can be made. A made-up login password is
 * sent only if nothing else shows whether the cloud receives passwords, and it does no harm: each is counted.
 */
final class NextcloudSteps {
    /** Ten lock this machine out, and from the eighth on older releases take 25 s for every answer. */
    private static final Duration FEW_FAILURES = Duration.ofMillis(800);

    private final NextcloudClient client;
    private final CloudSettings settings;
    private final Clock clock;
    private final Consumer<Finding> findings;

    NextcloudSteps(NextcloudClient client, CloudSettings settings, Clock clock, Consumer<Finding> findings) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.findings = findings;
    }

    /**
     * Examines.
     *
     * @param name tells endpoints with the same address apart
     * @param here the address from which this machine reaches the cloud; empty if a proxy is in between
     */
    void examine(Endpoint.Nextcloud endpoint, Text name, Optional<InetAddress> here) {
        Inspection inspection = client.inspection(endpoint);
        Instant before = clock.instant();
        Status status = inspection.status();
        Instant after = clock.instant();
        Finding product = ProductStep.judge(FindingText.PRODUCT_TITLE.with(name), status.page(), endpoint.base());
        findings.accept(product);
        if (product.level() == Finding.Level.FAIL) {
            skip(name);
            return;
        }
        Answer<BruteForce> bruteForce = inspection.bruteForce();
        findings.accept(BruteForceStep.judge(FindingText.BRUTE_FORCE_TITLE.with(name), bruteForce, here,
                endpoint.appPasswordsOnly()));
        boolean serviceWorks = examineServiceAccount(inspection, endpoint, name, status.page());
        examinePasswords(endpoint, name, bruteForce, serviceWorks);
        examineExistence(endpoint, name);
        if (!endpoint.secrets().isEmpty()) {
            findings.accept(ClockStep.examine(FindingText.CLOCK_TITLE.with(name), status.cloudTime(), before, after));
        }
        long start = System.nanoTime();
        inspection.status();
        findings.accept(TimeStep.examine(FindingText.TIME_TITLE.with(name), Duration.ofNanos(System.nanoTime() - start),
                settings.requestTimeout()));
    }

    private void skip(Text name) {
        for (FindingText title : new FindingText[] {FindingText.BRUTE_FORCE_TITLE, FindingText.SERVICE_TITLE,
            FindingText.GROUPS_TITLE, FindingText.NAMES_TITLE, FindingText.PASSWORD_TITLE, FindingText.EXISTENCE_TITLE,
            FindingText.TIME_TITLE}) {
            findings.accept(Finding.skip(title.with(name), FindingText.SKIPPED_PRODUCT.with()));
        }
    }

    private boolean examineServiceAccount(Inspection inspection, Endpoint.Nextcloud endpoint, Text name,
                                          Answer<StatusPage> page) {
        int release = page instanceof Answer.Yes<StatusPage> yes ? yes.value().release() : 0;
        ServiceAccountStep step = new ServiceAccountStep(name, release, findings);
        if (endpoint.serviceAccount().isEmpty()) {
            step.none();
            return false;
        }
        Answer<ServiceView> view = inspection.serviceAccount();
        step.judge(view, endpoint.serviceAccount().get().administrator());
        return view instanceof Answer.Yes<ServiceView>;
    }

    private void examinePasswords(Endpoint.Nextcloud endpoint, Text name, Answer<BruteForce> bruteForce, boolean headerWorks) {
        Text title = FindingText.PASSWORD_TITLE.with(name);
        boolean harmless = !endpoint.appPasswordsOnly() && bruteForce instanceof Answer.Yes<BruteForce> yes
                && (yes.value().allowListed().orElse(false) || yes.value().delay().compareTo(FEW_FAILURES) < 0);
        if (headerWorks || !harmless) {
            findings.accept(headerWorks ? Finding.ok(title, FindingText.AUTHORIZATION_WORKS.with())
                    : Finding.skip(title, FindingText.SKIPPED_PASSWORD.with()));
            return;
        }
        Stranger stranger = Stranger.create();
        Answer<Identity> answer = client.authenticate(endpoint, stranger.account(), stranger.password()).join();
        findings.accept(answer instanceof Answer.Yes<Identity>
                ? Finding.fail(title, FindingText.PASSWORD_ACCEPTED.with(), FindingText.PASSWORD_ACCEPTED_REMEDY.with())
                : answer instanceof Answer.Unreachable<Identity> unreachable ? unanswered(title, unreachable)
                : Finding.ok(title, FindingText.PASSWORD_REFUSED.with()));
    }

    /** Of a made-up account the cloud says that it needs two-factor authentication only if no password has reached it. */
    private static Finding unanswered(Text title, Answer.Unreachable<Identity> answer) {
        return answer.cause() == Cause.AUTHORIZATION
                ? Finding.fail(title, FindingText.AUTHORIZATION_DROPPED.with(), FindingText.AUTHORIZATION_DROPPED_REMEDY.with())
                : Finding.fail(title, FindingText.FAILED.with(answer.cause().what(), answer.detail()), answer.cause().advice());
    }

    private void examineExistence(Endpoint.Nextcloud endpoint, Text name) {
        Text title = FindingText.EXISTENCE_TITLE.with(name);
        Answer<Boolean> answer = client.exists(endpoint, Stranger.create().account()).join();
        findings.accept(answer instanceof Answer.Yes<Boolean>
                ? Finding.fail(title, FindingText.EXISTENCE_OF_ALL.with(), FindingText.API_KNOWS_ALL_REMEDY.with())
                : answer instanceof Answer.Unreachable<Boolean> unreachable
                ? Finding.warn(title, FindingText.FAILED.with(unreachable.cause().what(), unreachable.detail()),
                        unreachable.cause().advice())
                : Finding.ok(title, FindingText.EXISTENCE_NONE.with()));
    }
}
