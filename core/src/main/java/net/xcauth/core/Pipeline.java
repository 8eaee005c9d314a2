package net.xcauth.core;

import java.time.Clock;
import java.time.Duration;
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
 * Everything between a question and its answer: the authenticator, the clouds behind it, and the hasher of remembered
 * passwords. Programs hand over what differs, and close it.
 */
public final class Pipeline implements AutoCloseable {
    private static final int HASHES_WAITING = 10_000;

    private final Cloud cloud;
    private final Optional<MeasuredCloud> measured;
    private final Optional<PasswordHasher> hasher;
    private final Duration hashing;
    private final Authenticator authenticator;

    private Pipeline(Builder parts) {
        measured = parts.listeners == null
                ? Optional.empty()
                : Optional.of(new MeasuredCloud(parts.clouds, parts.clock, parts.listeners));
        cloud = measured.isPresent() ? measured.get() : parts.clouds;
        hasher = parts.policy.passwords()
                ? Optional.of(new PasswordHasher(
                        parts.bcryptRounds, Runtime.getRuntime().availableProcessors(), HASHES_WAITING))
                : Optional.empty();
        hashing = parts.hashing;
        authenticator = new Authenticator(
                parts.endpoints,
                cloud,
                parts.policy,
                hasher.orElse(null),
                parts.persistence,
                parts.protection.withPatience(parts.clouds.patience()),
                parts.clock,
                parts.decisions,
                parts.accounts);
    }

    /**
     * Clouds of all kinds, for tools that need nothing more.
     *
     * @throws RefusedException if the CA file cannot be read; the message names it and says what is wrong
     */
    public static Clouds clouds(CloudSettings settings) {
        return clouds(settings, Clock.systemUTC(), Optional.empty(), (id, name) -> true);
    }

    /**
     * Clouds of all kinds.
     *
     * @param pairs  stores which LDAP account stands for a name that is not its id; without it such users cannot log in
     * @param wanted says by id and display name which groups matter to rosters; clouds with Nextcloud's own API are not asked for
     *               the members of the others
     * @throws RefusedException if the CA file cannot be read; the message names it and says what is wrong
     */
    public static Clouds clouds(
            CloudSettings settings, Clock clock, Optional<AccountPairs> pairs, BiPredicate<String, String> wanted) {
        return new Clouds(settings, clock, pairs, wanted);
    }

    /**
     * A pipeline that remembers nothing and tells nobody, until the builder is told otherwise.
     *
     * @param clouds closed with the pipeline
     */
    public static Builder over(Clouds clouds, Endpoints endpoints, ProtectionPolicy protection, Clock clock) {
        return new Builder(clouds, endpoints, protection, clock);
    }

    /** What differs between programs. */
    public static final class Builder {
        private final Clouds clouds;
        private final Endpoints endpoints;
        private final ProtectionPolicy protection;
        private final Clock clock;
        private CachePolicy policy = CachePolicy.nothing();
        private int bcryptRounds;
        private Duration hashing = Duration.ZERO;
        private Persistence persistence = Persistence.NONE;
        private DecisionListener decisions = DecisionListener.NONE;
        private AccountListener accounts = AccountListener.NONE;
        private CloudListener[] listeners;

        private Builder(Clouds clouds, Endpoints endpoints, ProtectionPolicy protection, Clock clock) {
            this.clouds = clouds;
            this.endpoints = endpoints;
            this.protection = protection;
            this.clock = clock;
        }

        /**
         * Remembers what clouds have said.
         *
         * @param newBcryptRounds the cost of a hash, if passwords are remembered
         * @param atTheEnd     how long closing waits for hashes that are not computed yet
         * @param behind       what is behind the memory; closed by its owner
         */
        public Builder remembering(CachePolicy newPolicy, int newBcryptRounds, Duration atTheEnd, Persistence behind) {
            policy = newPolicy;
            bcryptRounds = newBcryptRounds;
            hashing = atTheEnd;
            persistence = behind;
            return this;
        }

        /** Measures the clouds' answers, and tells these of each. */
        public Builder measuring(CloudListener... newListeners) {
            listeners = newListeners;
            return this;
        }

        /** Tells this of each decision. */
        public Builder telling(DecisionListener listener) {
            decisions = listener;
            return this;
        }

        /** Tells this of access that has ended. */
        public Builder telling(AccountListener listener) {
            accounts = listener;
            return this;
        }

        /** Puts the parts together; nothing is sent. */
        public Pipeline build() {
            return new Pipeline(this);
        }
    }

    /** The authenticator, which decides who may log in and who exists. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** The clouds, measured if that is wanted, with nothing remembered in front of them. */
    public Cloud cloud() {
        return cloud;
    }

    /** The state of the clouds that have been queried; none if they are not measured. */
    public List<CloudHealth> health() {
        return measured.map(MeasuredCloud::health).orElse(List.of());
    }

    /** Ends what is under way and releases connections and threads. */
    @Override
    public void close() {
        authenticator.close();
        cloud.close();
        hasher.ifPresent(each -> {
            if (!hashing.isZero()) {
                each.finish(hashing);
            }
            each.close();
        });
    }
}
