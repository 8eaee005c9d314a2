package net.xcauth.bridge.tool;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.jsxc.Observed;
import net.xcauth.core.store.StoreException;

/** Asks the cloud of a domain the neutral question; with the JSXC API, whether an account exists that nobody has. */
final class DomainTrial {
    private static final int NAME_BYTES = 10;

    private final Config config;
    private final Stores stores;

    DomainTrial(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    /** @param secret the number of the secret that the cloud takes; null if it takes none, or did not say */
    private record Tested(
            String domain, String url, String source, boolean ok, Integer secret, String problem, String remedy) {}

    Result run(Arguments given) throws ToolException, StoreException {
        String domain = given.domain(0);
        Optional<CloudPlaces.Place> place = new CloudPlaces(config, stores).of(domain);
        if (place.isEmpty()) {
            return failed(
                    new Tested(domain, null, null, false, null, Cause.NO_ENDPOINT.text(), Cause.NO_ENDPOINT.remedy()));
        }
        Endpoint endpoint = place.get().endpoint();
        String url = endpoint.url().toString();
        String source = place.get().source();
        Observed<Boolean> seen = ask(endpoint);
        if (seen.answer() instanceof Answer.Unreachable<Boolean> unreachable) {
            return failed(new Tested(
                    domain,
                    url,
                    source,
                    false,
                    null,
                    unreachable.cause().text() + ": " + unreachable.detail(),
                    unreachable.cause().remedy()));
        }
        Integer secret = endpoint instanceof Endpoint.Jsxc ? seen.secret() + 1 : null;
        if (endpoint instanceof Endpoint.Jsxc && seen.answer() instanceof Answer.Yes<Boolean>) {
            return failed(new Tested(
                    domain,
                    url,
                    source,
                    false,
                    secret,
                    "the cloud says that a made-up account exists",
                    "Look at the cloud's user backends: one of them knows everybody."));
        }
        return Result.done(
                new Tested(domain, url, source, true, secret, null, null),
                domain + ": OK, " + url + " (" + source + ") answers" + whichOf(secret, endpoint));
    }

    /** Of one secret there is nothing to tell, nor where requests are not signed. */
    private static String whichOf(Integer secret, Endpoint endpoint) {
        int secrets = endpoint.secrets().size();
        return secret == null || secrets == 1 ? "" : ", and takes secret number " + secret + " of " + secrets;
    }

    private Observed<Boolean> ask(Endpoint endpoint) throws ToolException {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        try (Clouds clouds = Pipeline.clouds(config.cloud())) {
            return endpoint instanceof Endpoint.Jsxc jsxc
                    ? clouds.observe(jsxc, "xcauth-test-" + HexFormat.of().formatHex(name))
                            .join()
                    : new Observed<>(clouds.neutral(endpoint).join(), OptionalInt.empty(), Optional.empty(), 0);
        } catch (IllegalArgumentException e) {
            throw ToolException.failed(e.getMessage());
        }
    }

    private static Result failed(Tested tested) {
        return Result.failed(
                tested,
                tested.domain() + (tested.url() == null ? "" : " at " + tested.url() + " (" + tested.source() + ")")
                        + ": " + tested.problem() + ". " + tested.remedy());
    }
}
