package net.xcauth.bridge.tool;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.jsxc.Observed;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.text.RefusedException;
import org.jspecify.annotations.Nullable;

/** Sends a test request to the cloud of a domain; with the JSXC API, whether an account exists that nobody has. */
final class DomainTrial {
    private static final int NAME_BYTES = 10;

    private final Config config;
    private final Stores stores;

    DomainTrial(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    /** @param secret the number of the secret that the cloud accepts; null if it accepts none, or none was needed */
    private record Tested(
            String domain,
            @Nullable String url,
            @Nullable String source,
            boolean ok,
            @Nullable Integer secret,
            @Nullable String problem,
            @Nullable String remedy) {}

    Result run(Job.RunCommand job) throws ToolException, StoreException {
        String domain = job.domain(0);
        Optional<Stores.DomainCloud> cloud = stores.cloudOf(domain);
        if (cloud.isEmpty()) {
            return failed(
                    new Tested(domain, null, null, false, null, Cause.NO_ENDPOINT.text(), Cause.NO_ENDPOINT.remedy()));
        }
        Endpoint endpoint = cloud.get().endpoint();
        String url = endpoint.url().toString();
        String source = cloud.get().source();
        Observed<Boolean> observed = query(endpoint);
        if (observed.answer() instanceof Answer.Unreachable<Boolean> unreachable) {
            return failed(new Tested(
                    domain,
                    url,
                    source,
                    false,
                    null,
                    unreachable.cause().text() + ": " + unreachable.detail(),
                    unreachable.cause().remedy()));
        }
        @Nullable Integer secret = endpoint instanceof Endpoint.Jsxc ? observed.secret() + 1 : null;
        if (endpoint instanceof Endpoint.Jsxc && observed.answer() instanceof Answer.Yes<Boolean>) {
            return failed(new Tested(
                    domain,
                    url,
                    source,
                    false,
                    secret,
                    "the cloud reports that a made-up account exists",
                    "Check the user backends of the cloud: one of them reports every account as existing."));
        }
        return Result.done(
                new Tested(domain, url, source, true, secret, null, null),
                domain + ": OK, " + url + " (" + source + ") answers" + acceptedSecret(secret, endpoint));
    }

    /** Empty if there is only one secret, or requests are not signed. */
    private static String acceptedSecret(@Nullable Integer secret, Endpoint endpoint) {
        int secrets = endpoint.secrets().size();
        return secret == null || secrets == 1 ? "" : ", and accepts secret number " + secret + " of " + secrets;
    }

    private Observed<Boolean> query(Endpoint endpoint) throws ToolException {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        try (Clouds clouds = Pipeline.clouds(config.cloud())) {
            return endpoint instanceof Endpoint.Jsxc jsxc
                    ? clouds.observe(jsxc, "xcauth-test-" + HexFormat.of().formatHex(name))
                            .join()
                    : new Observed<>(clouds.neutral(endpoint).join(), OptionalInt.empty(), Optional.empty(), 0);
        } catch (RefusedException e) {
            throw new ToolException(e.text().toString());
        }
    }

    private static Result failed(Tested tested) {
        return Result.failed(
                tested,
                tested.domain() + (tested.url() == null ? "" : " at " + tested.url() + " (" + tested.source() + ")")
                        + ": " + tested.problem() + ". " + tested.remedy());
    }
}
