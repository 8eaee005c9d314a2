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
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import net.xcauth.core.cloud.nextcloud.Inspection;
import net.xcauth.core.cloud.nextcloud.Inspection.ServiceView;
import net.xcauth.core.cloud.nextcloud.Inspection.Status;
import net.xcauth.core.cloud.nextcloud.NextcloudClient;
import net.xcauth.core.cloud.nextcloud.ServerStatus;
import net.xcauth.core.text.Text;

/**
 * The steps for a cloud that is queried through Nextcloud's own API, after a connection has succeeded. Each made-up
 * login password is counted, so one is sent only if nothing else shows whether passwords reach the cloud, and if it
 * does no harm.
 */
final class NextcloudSteps {
    /** Ten failures lock this machine out, and from the eighth on older releases delay every answer by 25 s. */
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
     * Examines an endpoint.
     *
     * @param name distinguishes endpoints with the same address
     * @param here the address from which this machine connects to the cloud; empty if a proxy is in between
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
        findings.accept(BruteForceStep.judge(
                FindingText.BRUTE_FORCE_TITLE.with(name), bruteForce, here, endpoint.appPasswordsOnly()));
        examineAccounts(inspection, endpoint, name, status.page(), bruteForce);
        if (!endpoint.secrets().isEmpty()) {
            findings.accept(ClockStep.examine(FindingText.CLOCK_TITLE.with(name), status.cloudTime(), before, after));
        }
        long start = System.nanoTime();
        inspection.status();
        findings.accept(TimeStep.examine(
                FindingText.TIME_TITLE.with(name),
                Duration.ofNanos(System.nanoTime() - start),
                settings.requestTimeout()));
    }

    private void skip(Text name) {
        for (FindingText title : new FindingText[] {
            FindingText.BRUTE_FORCE_TITLE,
            FindingText.SERVICE_TITLE,
            FindingText.GROUPS_TITLE,
            FindingText.NAMES_TITLE,
            FindingText.PASSWORD_TITLE,
            FindingText.EXISTENCE_TITLE,
            FindingText.TIME_TITLE
        }) {
            findings.accept(Finding.skip(title.with(name), FindingText.SKIPPED_PRODUCT.with()));
        }
    }

    /** Examines the service account and a made-up one. If no passwords reach the cloud at all, that is one finding. */
    private void examineAccounts(
            Inspection inspection,
            Endpoint.Nextcloud endpoint,
            Text name,
            Answer<ServerStatus> page,
            Answer<BruteForce> bruteForce) {
        Optional<Answer<ServiceView>> view = endpoint.serviceAccount().map(account -> inspection.serviceAccount());
        boolean works = view.filter(Answer.Yes.class::isInstance).isPresent();
        Finding passwords = passwords(endpoint, FindingText.PASSWORD_TITLE.with(name), bruteForce, works);
        boolean unheard = passwords.text().sentence() == FindingText.AUTHORIZATION_DROPPED;
        ServiceAccountStep step = new ServiceAccountStep(
                name, page instanceof Answer.Yes<ServerStatus> yes ? yes.value().release() : 0, findings);
        if (view.isEmpty()) {
            step.none();
        } else if (unheard) {
            step.unheard();
        } else if (view.get() instanceof Answer.Unreachable<ServiceView> unreachable) {
            step.broken(
                    unreachable,
                    client.proof(
                                    endpoint,
                                    endpoint.serviceAccount().orElseThrow().password())
                            == Identity.Proof.APP_PASSWORD,
                    passwords.level() == Finding.Level.OK);
        } else {
            step.judge(
                    ((Answer.Yes<ServiceView>) view.get()).value(),
                    endpoint.serviceAccount().orElseThrow().administrator());
        }
        findings.accept(passwords);
        Text existence = FindingText.EXISTENCE_TITLE.with(name);
        findings.accept(
                view.isPresent() && !works
                        ? Finding.skip(
                                existence, (unheard ? FindingText.SKIPPED_UNHEARD : FindingText.SKIPPED_SERVICE).with())
                        : existence(
                                existence,
                                client.exists(endpoint, MadeUpAccount.create().account())
                                        .join(),
                                view));
    }

    private Finding passwords(
            Endpoint.Nextcloud endpoint, Text title, Answer<BruteForce> bruteForce, boolean headerWorks) {
        boolean harmless = bruteForce instanceof Answer.Yes<BruteForce> yes
                && (yes.value().allowListed().orElse(false)
                        || yes.value().delay().compareTo(FEW_FAILURES) < 0);
        if (headerWorks || endpoint.appPasswordsOnly() || !harmless) {
            return headerWorks
                    ? Finding.ok(title, FindingText.AUTHORIZATION_WORKS.with())
                    : Finding.skip(
                            title,
                            (endpoint.appPasswordsOnly() ? FindingText.SKIPPED_APP_ONLY : FindingText.SKIPPED_PASSWORD)
                                    .with());
        }
        MadeUpAccount madeUp = MadeUpAccount.create();
        Answer<Identity> answer = client.authenticate(endpoint, madeUp.account(), madeUp.password())
                .join();
        return answer instanceof Answer.Yes<Identity>
                ? Finding.fail(title, FindingText.PASSWORD_ACCEPTED.with(), FindingText.PASSWORD_ACCEPTED_REMEDY.with())
                : answer instanceof Answer.Unreachable<Identity> unreachable
                        ? unanswered(title, unreachable)
                        : Finding.ok(title, FindingText.PASSWORD_REFUSED.with());
    }

    /** The cloud says that a made-up account needs two-factor authentication only if no password has reached it. */
    private static Finding unanswered(Text title, Answer.Unreachable<Identity> answer) {
        return answer.cause() == Cause.AUTHORIZATION
                ? Finding.fail(
                        title,
                        FindingText.AUTHORIZATION_DROPPED.with(),
                        FindingText.AUTHORIZATION_DROPPED_REMEDY.with())
                : Finding.failed(title, answer);
    }

    /** @param view the view of the service account, if there is one */
    private static Finding existence(Text title, Answer<Boolean> answer, Optional<Answer<ServiceView>> view) {
        if (!(answer instanceof Answer.Unreachable<Boolean> unreachable)) {
            return answer instanceof Answer.No<Boolean>
                    ? Finding.ok(title, FindingText.EXISTENCE_NONE.with())
                    : Finding.fail(title, FindingText.EXISTENCE_OF_ALL.with(), FindingText.API_KNOWS_ALL_REMEDY.with());
        }
        if (unreachable.cause() != Cause.EXISTENCE_HIDDEN) {
            return Finding.warn(
                    title,
                    FindingText.FAILED.with(unreachable.cause().what(), unreachable.detail()),
                    unreachable.cause().advice());
        }
        boolean compared = view.filter(answered -> answered instanceof Answer.Yes<ServiceView> yes
                        && yes.value().comparable())
                .isPresent();
        return compared
                ? Finding.warn(title, FindingText.EXISTENCE_HIDDEN.with(), FindingText.EXISTENCE_HIDDEN_REMEDY.with())
                : Finding.skip(
                        title, (view.isPresent() ? FindingText.EXISTENCE_ALONE : FindingText.EXISTENCE_LATER).with());
    }
}
