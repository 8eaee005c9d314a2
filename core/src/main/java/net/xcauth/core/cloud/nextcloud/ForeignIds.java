package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.AccountPairs.Known;
import net.xcauth.core.cloud.AccountPairs.Pair;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.user.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about a password that the cloud accepts for an account whose id is not the requested name. Nextcloud also
 * accepts e-mail addresses as names, which users set themselves, and tries all its back ends in turn. So this is a no,
 * except for LDAP accounts whose id is not their login name, which is Nextcloud's default.
 *
 * <p>Only a login password proves that such a name and id belong together, and only if no other account has that name
 * as its id: an app password keeps the name it was created under even after LDAP has given the name to another user.
 */
final class ForeignIds {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignIds.class);
    private static final Duration PROOF_VALID = Duration.ofDays(30);
    private static final String REMEDY =
            "; for LDAP accounts, set Nextcloud's Internal Username Attribute to the login attribute"
                    + " before their first login";

    private final Optional<AccountPairs> pairs;
    private final ExistenceCheck existence;
    private final boolean strictExistence;
    private final Clock clock;

    /**
     * @param pairs           stores pairs; without it, a foreign id is always a no
     * @param strictExistence true to answer no for a name that is neither an account's id nor in a pair, even on a
     *                        cloud with foreign ids
     */
    ForeignIds(Optional<AccountPairs> pairs, ExistenceCheck existence, boolean strictExistence, Clock clock) {
        this.pairs = pairs;
        this.existence = existence;
        this.strictExistence = strictExistence;
        this.clock = clock;
    }

    /** Queries whether the account for a name exists: that of its pair, if it has one, or the account with this id. */
    CompletableFuture<Answer<Boolean>> exists(CloudAccess cloud, String name) {
        return then(
                cloud,
                name,
                id -> existence
                        .of(cloud, id)
                        .thenCompose(said -> id.equals(name) ? believed(cloud, name, said) : completedFuture(said)));
    }

    /** Sends a query about the account for a name: that of its pair, if it has one, or the account with this id. */
    <T> CompletableFuture<Answer<T>> then(
            CloudAccess cloud, String name, Function<String, CompletableFuture<Answer<T>>> question) {
        return pairs.isEmpty() || !Names.possible(name)
                ? question.apply(name)
                : lookedUp(
                        cloud,
                        pairs.get()
                                .ofName(cloud.endpoint(), Accounts.asciiLowerCase(name))
                                .thenCompose(pair ->
                                        question.apply(pair.map(Pair::id).orElse(name))));
    }

    /** An unused name may be the login name of an account with another id, unless it contains an {@code @}. */
    private CompletableFuture<Answer<Boolean>> believed(CloudAccess cloud, String name, Answer<Boolean> said) {
        if (!(said instanceof Answer.No<Boolean>)
                || !Names.possible(name)
                || name.indexOf('@') >= 0
                || strictExistence) {
            return completedFuture(said);
        }
        CompletableFuture<Boolean> foreign = pairs.isEmpty() || cloud.learned().mayHaveForeignIds()
                ? completedFuture(cloud.learned().mayHaveForeignIds())
                : pairs.get().any(cloud.endpoint());
        return foreign.thenApply(perhaps -> perhaps
                ? cloud.noAnswer(
                        Cause.EXISTENCE_HIDDEN,
                        "has LDAP accounts whose id is not "
                                + "their login name, and does not say whether this name is such a login name")
                : said);
    }

    /** Login names by account id, for accounts with a pair; cached for a few seconds, since there may be many. */
    CompletableFuture<Answer<Map<String, String>>> names(CloudAccess cloud) {
        Optional<Map<String, String>> recent =
                pairs.isEmpty() ? Optional.of(Map.of()) : cloud.learned().loginNames();
        return recent.isPresent()
                ? completedFuture(new Answer.Yes<>(recent.get()))
                : lookedUp(cloud, pairs.get().all(cloud.endpoint()).thenApply(all -> {
                    Map<String, String> names = all.stream()
                            .collect(Collectors.toUnmodifiableMap(Pair::id, Pair::name, (one, other) -> one));
                    cloud.learned().loginNames(names);
                    return new Answer.Yes<>(names);
                }));
    }

    /** Decides about an account with another id that the cloud has logged in for this name. */
    CompletableFuture<Answer<Identity>> decide(CloudAccess cloud, String name, CloudUser user, Proof proof) {
        if (!user.isFromLdap()) {
            return completedFuture(otherAccount(name, user, ""));
        }
        cloud.learned().hasForeignIds();
        if (name.indexOf('@') >= 0 || pairs.isEmpty() || !Names.possible(user.id())) {
            return completedFuture(otherAccount(name, user, REMEDY));
        }
        CompletableFuture<Answer<Identity>> decision = proof == Proof.APP_PASSWORD
                ? known(cloud, name, user).thenApply(known -> byAppPassword(name, user, known))
                : byLoginPassword(cloud, name, user);
        return lookedUp(cloud, decision);
    }

    private static <T> CompletableFuture<Answer<T>> lookedUp(CloudAccess cloud, CompletableFuture<Answer<T>> answer) {
        return answer.exceptionally(failure -> {
            LOG.debug("Looking up or storing the account for a name failed", failure);
            return new Answer.Unreachable<>(
                    Cause.ACCOUNT_PAIR,
                    "The database that maps names to accounts of " + cloud.host() + " does not answer");
        });
    }

    private CompletableFuture<Known> known(CloudAccess cloud, String name, CloudUser user) {
        return pairs.orElseThrow().of(cloud.endpoint(), Accounts.asciiLowerCase(name), user.id());
    }

    private Answer<Identity> byAppPassword(String name, CloudUser user, Known known) {
        Instant oldest = clock.instant().minus(PROOF_VALID);
        boolean proven = known.ofName().equals(known.ofId())
                && known.ofName()
                        .filter(pair -> pair.id().equals(user.id())
                                && pair.proven().filter(oldest::isAfter).isEmpty())
                        .isPresent();
        return proven
                ? new Answer.Yes<>(user.provenBy(Proof.APP_PASSWORD))
                : otherAccount(
                        name,
                        user,
                        "; app passwords are accepted for 30 days after a login with the login password" + REMEDY);
    }

    private CompletableFuture<Answer<Identity>> byLoginPassword(CloudAccess cloud, String name, CloudUser user) {
        return existence.of(cloud, name).thenCompose(itself -> {
            if (itself instanceof Answer.No<Boolean>) {
                return known(cloud, name, user).thenCompose(known -> prove(cloud, name, user, known));
            }
            return completedFuture(
                    itself instanceof Answer.Yes<Boolean>
                            ? otherAccount(name, user, "; another account has that name as its id")
                            : Answers.without(itself));
        });
    }

    private CompletableFuture<Answer<Identity>> prove(CloudAccess cloud, String name, CloudUser user, Known known) {
        AccountPairs store = pairs.orElseThrow();
        Optional<Pair> former = known.ofName().filter(pair -> !pair.id().equals(user.id()));
        if (former.isPresent()) {
            LOG.warn(
                    "The name \"{}\" has changed hands: it belonged to the account \"{}\", and a login password now proves \"{}\"; "
                            + "everything remembered about the old account is discarded",
                    Printable.of(name, 200),
                    Printable.of(former.get().id(), 200),
                    Printable.of(user.id(), 200));
            return store.end(cloud.endpoint(), Accounts.asciiLowerCase(name)).thenApply(ended -> {
                cloud.learned().forgetLoginNames();
                return new Answer.No<>(
                        About.ACCOUNT,
                        "the name now belongs to another account; the next login is checked against that one");
            });
        }
        Optional<Pair> taken = known.ofId().filter(pair -> !pair.name().equals(Accounts.asciiLowerCase(name)));
        if (taken.isPresent()) {
            return completedFuture(otherAccount(
                    name,
                    user,
                    "; that account already has the name \""
                            + Printable.of(taken.get().name(), 200) + "\" here"));
        }
        return store.proven(
                        cloud.endpoint(),
                        new Pair(Accounts.asciiLowerCase(name), user.id(), Optional.of(clock.instant())))
                .thenApply(stored -> {
                    cloud.learned().forgetLoginNames();
                    return new Answer.Yes<>(user.provenBy(Proof.LOGIN_PASSWORD));
                });
    }

    private static Answer<Identity> otherAccount(String name, CloudUser user, String more) {
        return new Answer.No<>("the cloud accepts this password for the account \"" + Printable.of(user.id(), 200)
                + "\", not for \"" + Printable.of(name, 200) + '"' + more);
    }
}
