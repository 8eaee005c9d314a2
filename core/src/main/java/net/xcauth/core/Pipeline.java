package net.xcauth.core;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.metrics.CloudListener;
import net.xcauth.core.metrics.MeasuredCloud;
import net.xcauth.core.text.RefusedException;

/**
 * Everything between a request and its answer: the authenticator, the clouds behind it, and the hasher for remembered
 * passwords. Programs supply what differs between them, and close it.
 */
public final class Pipeline implements AutoCloseable {
    private static final int MAX_WAITING_HASHES = 10_000;

    private final Clouds clouds;
    private final Optional<MeasuredCloud> measured;
    private final Optional<PasswordHasher> hasher;
    private final Duration hashingTimeout;
    private final Authenticator authenticator;

    private Pipeline(Builder parts) {
        clouds = new Clouds(parts.cloudSettings, parts.clock, parts.accountPairs, parts.groupFilter);
        measured = parts.cloudListeners.isEmpty()
                ? Optional.empty()
                : Optional.of(new MeasuredCloud(clouds, parts.clock, parts.cloudListeners));
        hasher = parts.cachePolicy.passwords()
                ? Optional.of(new PasswordHasher(
                        parts.bcryptRounds, Runtime.getRuntime().availableProcessors(), MAX_WAITING_HASHES))
                : Optional.empty();
        hashingTimeout = parts.hashingTimeout;
        authenticator = new Authenticator(
                parts.endpoints,
                cloud(),
                parts.cachePolicy,
                hasher,
                parts.persistence,
                parts.protection.withPatience(clouds.patience()),
                parts.clock,
                DecisionListener.all(parts.decisionListeners),
                parts.accountListener);
    }

    /**
     * Clouds of all kinds, for tools that need nothing else.
     *
     * @throws RefusedException if the CA file cannot be read; the message names the file and the problem
     */
    public static Clouds clouds(CloudSettings settings) {
        return new Clouds(settings, Clock.systemUTC(), Optional.empty(), (id, name) -> true);
    }

    /** A builder for a pipeline that, by default, remembers nothing and has no listeners. */
    public static Builder builder(CloudSettings settings, Endpoints endpoints) {
        return new Builder(settings, endpoints);
    }

    /** Collects what differs between programs. */
    public static final class Builder {
        private final CloudSettings cloudSettings;
        private final Endpoints endpoints;
        private final List<CloudListener> cloudListeners = new ArrayList<>();
        private final List<DecisionListener> decisionListeners = new ArrayList<>();
        private ProtectionPolicy protection = ProtectionPolicy.defaults();
        private Clock clock = Clock.systemUTC();
        private Optional<AccountPairs> accountPairs = Optional.empty();
        private BiPredicate<String, String> groupFilter = (id, name) -> true;
        private CachePolicy cachePolicy = CachePolicy.nothing();
        private int bcryptRounds;
        private Persistence persistence = Persistence.NONE;
        private Duration hashingTimeout = Duration.ZERO;
        private AccountListener accountListener = AccountListener.NONE;

        private Builder(CloudSettings cloudSettings, Endpoints endpoints) {
            this.cloudSettings = cloudSettings;
            this.endpoints = endpoints;
        }

        /** The limits for guesses and outages. */
        public Builder protection(ProtectionPolicy policy) {
            protection = policy;
            return this;
        }

        /** The clock by which answers expire. */
        public Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        /** Stores which LDAP accounts have login names other than their ids; without it, these cannot log in. */
        public Builder accountPairs(Optional<AccountPairs> pairs) {
            accountPairs = pairs;
            return this;
        }

        /** Selects groups by id and display name; Nextcloud's own API is not queried for the members of others. */
        public Builder groupFilter(BiPredicate<String, String> filter) {
            groupFilter = filter;
            return this;
        }

        /**
         * Remembers the clouds' answers.
         *
         * @param rounds the cost of a bcrypt hash, 4 to 31, if passwords are remembered
         */
        public Builder cache(CachePolicy policy, int rounds) {
            cachePolicy = policy;
            bcryptRounds = rounds;
            return this;
        }

        /**
         * Backs the caches with storage.
         *
         * @param storage closed by its owner, after the pipeline
         * @param timeout how long closing the pipeline waits for passwords that are yet to be hashed and stored
         */
        public Builder persistence(Persistence storage, Duration timeout) {
            persistence = storage;
            hashingTimeout = timeout;
            return this;
        }

        /** Measures the clouds and calls this listener for each answer; may be called repeatedly. */
        public Builder cloudListener(CloudListener listener) {
            cloudListeners.add(listener);
            return this;
        }

        /** Calls this listener for each decision; may be called repeatedly. */
        public Builder decisionListener(DecisionListener listener) {
            decisionListeners.add(listener);
            return this;
        }

        /** Calls this listener when a user loses access. */
        public Builder accountListener(AccountListener listener) {
            accountListener = listener;
            return this;
        }

        /**
         * Assembles the pipeline; nothing is sent.
         *
         * @throws RefusedException if the CA file cannot be read; the message names the file and the problem
         */
        public Pipeline build() {
            return new Pipeline(this);
        }
    }

    /** Decides who may log in and who exists. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** The clouds, without caches; measured if there is a listener for them. */
    public Cloud cloud() {
        return measured.<Cloud>map(each -> each).orElse(clouds);
    }

    /** The clouds, including the requests that only one kind of cloud supports; not measured. */
    public Clouds clouds() {
        return clouds;
    }

    /** The health of the clouds that have been queried; empty if they are not measured. */
    public List<CloudHealth> health() {
        return measured.map(MeasuredCloud::health).orElse(List.of());
    }

    /** Ends all requests and releases connections and threads. */
    @Override
    public void close() {
        authenticator.close();
        clouds.close();
        hasher.ifPresent(each -> {
            if (!hashingTimeout.isZero()) {
                each.finish(hashingTimeout);
            }
            each.close();
        });
    }
}
