package net.xcauth.core.cloud.nextcloud;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.core.cloud.http.LazyTransport;

/** Builds endpoints for tests. */
record TestCloud(URI base, Optional<ServiceAccount> service, boolean appOnly, boolean http) {

    static TestCloud of(URI base) {
        return new TestCloud(base, Optional.empty(), false, false);
    }

    /** A client with default time limits. */
    static NextcloudClient client(Clock clock, Optional<AccountPairs> pairs) {
        return client(CloudSettings.defaults(), clock, pairs);
    }

    static NextcloudClient client(CloudSettings settings, Clock clock, Optional<AccountPairs> pairs) {
        return client(settings, clock, pairs, (id, name) -> true);
    }

    /** A client for rosters of selected groups. */
    static NextcloudClient client(
            CloudSettings settings, Clock clock, Optional<AccountPairs> pairs, BiPredicate<String, String> wanted) {
        return new NextcloudClient(new LazyTransport(settings), settings, clock, pairs, wanted);
    }

    TestCloud service(String password) {
        return new TestCloud(base, Optional.of(ServiceAccount.enteredFor(base, password, false)), appOnly, http);
    }

    TestCloud appPasswordsOnly() {
        return new TestCloud(base, service, true, http);
    }

    TestCloud allowHttp() {
        return new TestCloud(base, service, appOnly, true);
    }

    Endpoint.Nextcloud build() {
        return new Endpoint.Nextcloud(base, service, AccountName.LOCAL, appOnly, http, List.of());
    }
}
