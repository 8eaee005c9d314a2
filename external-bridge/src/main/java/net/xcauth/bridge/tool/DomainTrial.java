package net.xcauth.bridge.tool;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.jsxc.JsxcClient;
import net.xcauth.core.cloud.jsxc.Observed;
import net.xcauth.core.store.StoreException;

/** Asks the cloud of a domain whether an account exists that nobody has. */
final class DomainTrial {
    private static final int NAME_BYTES = 10;

    private final Config config;
    private final Stores stores;

    DomainTrial(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    /** @param secret the number of the secret that the cloud takes; null if it takes none, or did not say */
    private record Tested(String domain, String url, String source, boolean ok, Integer secret, String problem,
                          String remedy) {
    }

    Result run(Arguments given) throws ToolException, StoreException {
        String domain = given.domain(0);
        Optional<CloudPlaces.Place> place = new CloudPlaces(config, stores).of(domain);
        if (place.isEmpty()) {
            return failed(new Tested(domain, null, null, false, null, Cause.NO_ENDPOINT.text(), Cause.NO_ENDPOINT.remedy()));
        }
        String url = place.get().endpoint().url().toString();
        String source = place.get().source();
        Observed<Boolean> seen = ask(place.get().endpoint());
        if (seen.answer() instanceof Answer.Unreachable<Boolean> unreachable) {
            return failed(new Tested(domain, url, source, false, null,
                    unreachable.cause().text() + ": " + unreachable.detail(), unreachable.cause().remedy()));
        }
        int secret = seen.secret() + 1;
        if (seen.answer() instanceof Answer.Yes<Boolean>) {
            return failed(new Tested(domain, url, source, false, secret, "the cloud says that a made-up account exists",
                    "Look at the cloud's user backends: one of them knows everybody."));
        }
        return Result.done(new Tested(domain, url, source, true, secret, null, null),
                domain + ": OK, " + url + " (" + source + ") answers" + whichOf(secret, place.get().endpoint()));
    }

    /** Of one secret there is nothing to tell. */
    private static String whichOf(int secret, Endpoint endpoint) {
        int secrets = endpoint.secrets().size();
        return secrets == 1 ? "" : ", and takes secret number " + secret + " of " + secrets;
    }

    private Observed<Boolean> ask(Endpoint endpoint) throws ToolException {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        try (JsxcClient client = new JsxcClient(config.cloud())) {
            return client.observe(endpoint, "xcauth-test-" + HexFormat.of().formatHex(name)).join();
        } catch (IllegalArgumentException e) {
            throw ToolException.failed(e.getMessage());
        }
    }

    private static Result failed(Tested tested) {
        return Result.failed(tested, tested.domain() + (tested.url() == null ? "" : " at " + tested.url() + " ("
                + tested.source() + ")") + ": " + tested.problem() + ". " + tested.remedy());
    }
}
