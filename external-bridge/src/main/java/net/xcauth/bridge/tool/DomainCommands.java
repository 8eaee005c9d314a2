package net.xcauth.bridge.tool;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.bridge.tool.Stores.DomainCloud;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.jsxc.Observed;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.text.RefusedException;
import org.jspecify.annotations.Nullable;

/** Lists, adds and removes the domains in the database, and tests their clouds. */
final class DomainCommands {
    private static final String NEXTCLOUD = "nextcloud";
    /** A placeholder until the secret has been read: whether there must be one depends on the other settings. */
    private static final String UNKNOWN_SECRET = "?";

    private static final int NAME_BYTES = 10;

    private final Config config;
    private final Stores stores;

    DomainCommands(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    /**
     * A domain as it is shown.
     *
     * @param api            {@code nextcloud} or {@code jsxc}; empty if the settings of the domain cannot be used
     * @param serviceAccount {@code plain} or {@code admin}; empty if there is none
     * @param settings       other settings, as {@code key=value}
     * @param inForce        false if per-domain-config overrides it
     */
    private record Shown(
            String domain,
            String url,
            String api,
            String authenticationDomain,
            String note,
            String secretId,
            String serviceAccount,
            String settings,
            boolean inForce) {}

    private record Listed(String database, List<Shown> domains) {}

    private record Added(String database, String action, Shown domain) {}

    private record Removed(String database, String removed) {}

    /** @param secret the number of the secret that the cloud accepts; null if it accepts none, or none was needed */
    private record Tested(
            String domain,
            @Nullable String url,
            @Nullable String source,
            boolean ok,
            @Nullable Integer secret,
            @Nullable String problem,
            @Nullable String remedy) {}

    Result list() throws StoreException {
        List<Shown> domains = stores.domains().all().stream().map(this::shown).toList();
        if (domains.isEmpty()) {
            return Result.done(new Listed(stores.name(), domains), "the database " + stores.name() + " has no domains");
        }
        List<List<String>> table = new ArrayList<>(List.of(List.of(
                "domain", "url", "api", "authentication domain", "secret id", "service account", "settings", "note")));
        domains.forEach(shown -> table.add(List.of(
                shown.domain,
                shown.url,
                shown.api,
                shown.authenticationDomain,
                shown.secretId,
                shown.serviceAccount,
                shown.settings,
                shown.note)));
        List<String> lines = new ArrayList<>(Wording.table(table));
        domains.stream().filter(shown -> !shown.inForce).forEach(shown -> lines.add(overridden(shown)));
        return Result.done(new Listed(stores.name(), domains), lines);
    }

    /** Adds a domain, or replaces everything that is stored for it but the note. */
    Result add(Job.RunCommand job, Dialog dialog) throws ToolException, ConfigException, StoreException, IOException {
        StoredDomain described = described(job);
        StoredDomain entered = DomainEntry.isNextcloud(described)
                ? withPasswords(described, dialog)
                : described.withSecret(secret(dialog));
        Optional<StoredDomain> before = stores.domains().find(entered.domain());
        StoredDomain stored =
                entered.withContact(before.map(StoredDomain::contact).orElse(""));
        DomainEntry.endpoint(stored, config.endpoints().allowsHttp());
        stores.domains().put(List.of(stored));
        Shown shown = shown(stored);
        String action = before.isPresent() ? "changed" : "added";
        List<String> lines = new ArrayList<>(List.of(
                action + " " + shown.domain + " at " + shown.url + " (" + credentials(shown) + ") in the database "
                        + stores.name(),
                "Bridges that use this database apply it within "
                        + Wording.duration(config.database().refresh()) + "."));
        if (!shown.inForce) {
            lines.add(overridden(shown));
        }
        return Result.done(new Added(stores.name(), action, shown), lines);
    }

    /** A domain without secret and passwords. A word that is not a setting is the authentication domain. */
    private static StoredDomain described(Job.RunCommand job) throws ToolException, ConfigException {
        String domain = job.domain(0);
        List<String> settings = job.from(2);
        boolean ownAuthenticationDomain = settings.stream().anyMatch(word -> word.indexOf('=') < 0);
        String words = String.join(" ", settings);
        return DomainEntries.parse(
                domain,
                String.join(
                        "\t",
                        UNKNOWN_SECRET,
                        refuseTab(job.text(1)),
                        refuseTab(ownAuthenticationDomain ? words : domain + ' ' + words)));
    }

    private static String credentials(Shown shown) {
        String secret = shown.secretId.isEmpty() ? "" : "secret id " + shown.secretId;
        if (!shown.api.equals(NEXTCLOUD)) {
            return secret;
        }
        String account =
                shown.serviceAccount.isEmpty() ? "no service account" : shown.serviceAccount + " service account";
        return secret.isEmpty() ? account : account + ", " + secret;
    }

    private static StoredDomain withPasswords(StoredDomain domain, Dialog dialog) throws ToolException, IOException {
        String password = refuseTab(dialog.secret("app password of the service account, empty if there is none"));
        String secret = refuseTab(
                dialog.secret("API secret of the JSXC app for its time-limited tokens, empty if there is none"));
        return domain.withSecret(secret).withServicePassword(password, password.isEmpty() ? "" : domain.url());
    }

    private static String secret(Dialog dialog) throws ToolException, IOException {
        String secret = refuseTab(
                dialog.secret(
                        "API secret from the cloud's JSXC settings; while you change it: the new one, a space, and the old one"));
        if (secret.isEmpty()) {
            throw new ToolException("the API secret is missing; copy it from the cloud's JSXC settings to the first "
                    + "line of standard input");
        }
        return secret;
    }

    private static String refuseTab(String field) throws ToolException {
        if (field.indexOf('\t') >= 0) {
            throw new ToolException("there is a tab in the secret, the url or the authentication domain; copy it again "
                    + "without the text around it");
        }
        return field;
    }

    Result remove(Job.RunCommand job) throws ToolException, StoreException {
        String domain = job.domain(0);
        if (!stores.domains().remove(domain)) {
            throw DomainEntries.missing(stores, domain);
        }
        return Result.done(
                new Removed(stores.name(), domain), "removed " + domain + " from the database " + stores.name());
    }

    /** Sends a test request to the cloud; with the JSXC API, about an account that nobody has. */
    Result test(Job.RunCommand job) throws ToolException, StoreException {
        String domain = job.domain(0);
        Optional<DomainCloud> cloud = stores.cloudOf(domain);
        if (cloud.isEmpty()) {
            return failed(domain, cloud, null, Cause.NO_ENDPOINT.text(), Cause.NO_ENDPOINT.remedy());
        }
        Endpoint endpoint = cloud.get().endpoint();
        Observed<Boolean> observed = query(endpoint);
        if (observed.answer() instanceof Answer.Unreachable<Boolean> unreachable) {
            Cause cause = unreachable.cause();
            return failed(domain, cloud, null, cause.text() + ": " + unreachable.detail(), cause.remedy());
        }
        @Nullable Integer secret = endpoint instanceof Endpoint.Jsxc ? observed.secret() + 1 : null;
        if (endpoint instanceof Endpoint.Jsxc && observed.answer() instanceof Answer.Yes<Boolean>) {
            return failed(
                    domain,
                    cloud,
                    secret,
                    "the cloud reports that a made-up account exists",
                    "Check the user backends of the cloud: one of them reports every account as existing.");
        }
        String url = endpoint.url().toString();
        String source = cloud.get().source();
        return Result.done(
                new Tested(domain, url, source, true, secret, null, null),
                domain + ": OK, " + url + " (" + source + ") answers" + acceptedSecret(secret, endpoint));
    }

    private Observed<Boolean> query(Endpoint endpoint) {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        try (Clouds clouds = Pipeline.clouds(config.cloud())) {
            return endpoint instanceof Endpoint.Jsxc jsxc
                    ? clouds.observe(jsxc, "xcauth-test-" + HexFormat.of().formatHex(name))
                            .join()
                    : new Observed<>(clouds.neutral(endpoint).join(), OptionalInt.empty(), Optional.empty(), 0);
        }
    }

    /** Empty if there is only one secret, or requests are not signed. */
    private static String acceptedSecret(@Nullable Integer secret, Endpoint endpoint) {
        int secrets = endpoint.secrets().size();
        return secret == null || secrets == 1 ? "" : ", and accepts secret number " + secret + " of " + secrets;
    }

    private static Result failed(
            String domain, Optional<DomainCloud> cloud, @Nullable Integer secret, String problem, String remedy) {
        String url = cloud.map(each -> each.endpoint().url().toString()).orElse(null);
        String source = cloud.map(DomainCloud::source).orElse(null);
        return Result.failed(
                new Tested(domain, url, source, false, secret, problem, remedy),
                domain + (cloud.isEmpty() ? "" : " at " + url + " (" + source + ")") + ": " + problem + ". " + remedy);
    }

    private Shown shown(StoredDomain domain) {
        StoredDomain.Nextcloud stored = domain.nextcloud();
        return new Shown(
                domain.domain(),
                shownUrl(domain),
                api(domain),
                domain.authenticationDomain(),
                domain.contact(),
                secretId(domain),
                stored.servicePassword().isEmpty()
                        ? ""
                        : stored.serviceAccount().isEmpty() ? "plain" : stored.serviceAccount(),
                DomainEntry.settings(domain),
                !config.endpoints().hasOwn(domain.domain()));
    }

    /** Without a password, which another program may have stored in it. */
    private static String shownUrl(StoredDomain domain) {
        return domain.url().replaceFirst("//[^/]*@", "//…@");
    }

    private static String api(StoredDomain domain) {
        try {
            return DomainEntry.isNextcloud(domain) ? NEXTCLOUD : "jsxc";
        } catch (RefusedException e) {
            return ""; // stored by another program; xcauth doctor explains what is wrong
        }
    }

    /** Distinguishes secrets without revealing them: four hexadecimal digits for each; empty if there is none. */
    private static String secretId(StoredDomain domain) {
        return domain.secret().isBlank()
                ? ""
                : ApiSecret.several(domain.secret()).stream()
                        .map(secret -> String.format("%04x", secret.keyId()))
                        .collect(Collectors.joining(" "));
    }

    private static String overridden(Shown shown) {
        return shown.domain + " is also in per-domain-config, which takes precedence; remove it there to use this "
                + "entry.";
    }
}
