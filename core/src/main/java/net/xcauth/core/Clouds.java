package net.xcauth.core;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.http.LazyTransport;
import net.xcauth.core.cloud.jsxc.JsxcClient;
import net.xcauth.core.cloud.jsxc.Observed;
import net.xcauth.core.cloud.nextcloud.NextcloudClient;

/** Clouds of all kinds: sends each request through the client for its kind of endpoint; all share one transport. */
public final class Clouds implements Cloud {
    private final LazyTransport transport;
    private final JsxcClient jsxc;
    private final Duration patience;
    private final NextcloudClient nextcloud;

    Clouds(CloudSettings settings, Clock clock, Optional<AccountPairs> pairs, BiPredicate<String, String> groupFilter) {
        transport = new LazyTransport(settings);
        patience = settings.connectTimeout().plus(settings.requestTimeout());
        jsxc = new JsxcClient(transport, settings.signature());
        nextcloud = new NextcloudClient(transport, settings, clock, pairs, groupFilter);
    }

    /** The time that an answer may take. */
    Duration patience() {
        return patience;
    }

    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
        return client(endpoint).authenticate(endpoint, account, password);
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
        return client(endpoint).exists(endpoint, account);
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
        return client(endpoint).sharedRoster(endpoint, account);
    }

    @Override
    public CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        return client(endpoint).refreshRosters(endpoint);
    }

    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        return client(endpoint).neutral(endpoint);
    }

    @Override
    public Identity.Proof proof(Endpoint endpoint, String password) {
        return client(endpoint).proof(endpoint, password);
    }

    @Override
    public CompletableFuture<Answer<CountedGuesses>> countedGuesses(Endpoint endpoint) {
        return client(endpoint).countedGuesses(endpoint);
    }

    /** Queries a cloud with the JSXC API whether an account exists, and includes details of the HTTP response. */
    public CompletableFuture<Observed<Boolean>> observe(Endpoint.Jsxc endpoint, String account) {
        return jsxc.observe(endpoint, account);
    }

    /** The client for requests that only Nextcloud's own API answers: the state of the cloud, its groups and names. */
    public NextcloudClient nextcloud() {
        return nextcloud;
    }

    /**
     * Loads the classes that the first request to this cloud needs, without sending anything. Takes tens of
     * milliseconds, and more with TLS, so that a program should run it in the background during its start.
     */
    public void prepare(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Jsxc) {
            jsxc.prepare(endpoint);
        } else {
            transport.get().prepare(endpoint.url());
        }
    }

    private Cloud client(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Jsxc ? jsxc : nextcloud;
    }

    @Override
    public void close() {
        transport.close();
    }
}
