package net.xcauth.bridge.tool;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.MassDisappearance;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.UserKey;
import org.jspecify.annotations.Nullable;

/** Lists the users that the cloud no longer knows, and takes them as deleted when an administrator confirms it. */
final class MissingCommands {
    private final Config config;
    private final Stores stores;
    private final Clock clock;
    private final Wording wording;

    MissingCommands(Config config, Stores stores, Clock clock) {
        this.config = config;
        this.stores = stores;
        this.clock = clock;
        wording = new Wording(clock);
    }

    private record User(String user, @Nullable String since) {}

    private record Missing(String database, List<User> users, List<String> tooMany) {}

    private record Confirmed(String database, String domain, List<String> deleted, List<String> exist) {}

    /** Lists the missing users of one or all domains, and the domains with so many that none is taken as deleted. */
    Result list(Job.RunCommand job) throws StoreException {
        Map<UserKey, Instant> missing =
                missing(user -> !job.has(0) || user.domain().equals(job.domain(0)));
        List<String> tooMany = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String domain :
                new TreeSet<>(missing.keySet().stream().map(UserKey::domain).toList())) {
            long count = missing.keySet().stream()
                    .filter(user -> user.domain().equals(domain))
                    .count();
            long known = stores.users().countPresent(domain);
            if (MassDisappearance.isOne(count, known)) {
                tooMany.add(domain);
                lines.add(new MassDisappearance(domain, count, known, clock.instant())
                        + "; none of them is treated as deleted until you run xcauth user confirm-missing " + domain);
            }
        }
        List<List<String>> table = new ArrayList<>(List.of(List.of("user", "missing since")));
        List<User> users = new ArrayList<>();
        missing.forEach((user, since) -> {
            table.add(List.of(user.toString(), wording.time(since)));
            users.add(new User(user.toString(), wording.iso(since).orElse(null)));
        });
        lines.addAll(
                users.isEmpty()
                        ? List.of("no user is missing in the database " + stores.name())
                        : Wording.table(table));
        return Result.done(new Missing(stores.name(), users, tooMany), lines);
    }

    private Map<UserKey, Instant> missing(Predicate<UserKey> filter) throws StoreException {
        Map<UserKey, Instant> missing = new TreeMap<>((one, other) -> one.jid().compareTo(other.jid()));
        stores.users().missing().forEach((user, since) -> {
            if (filter.test(user)) {
                missing.put(user, since);
            }
        });
        return missing;
    }

    /** Queries the cloud about each missing user once more. */
    Result confirm(Job.RunCommand job) throws ToolException, StoreException {
        String domain = job.domain(0);
        Endpoint endpoint = stores.endpointOf(domain);
        List<String> deleted = new ArrayList<>();
        List<String> exist = new ArrayList<>();
        try (Clouds clouds = Pipeline.clouds(config.cloud())) {
            for (UserKey user : missing(user -> user.domain().equals(domain)).keySet()) {
                Answer<Boolean> answer = clouds.exists(
                                endpoint, endpoint.names(domain).accountOf(user.account()))
                        .join();
                if (answer instanceof Answer.Unreachable<Boolean> unreachable) {
                    throw new ToolException("deleted " + Wording.count(deleted.size(), "user") + ", then: "
                            + endpoint.url() + ": " + unreachable.detail() + ". "
                            + unreachable.cause().remedy());
                }
                boolean exists = answer instanceof Answer.Yes;
                stores.users()
                        .apply(
                                List.of(new Change.Existence(user, exists, clock.instant())),
                                config.cache().passwordsPerUser());
                (exists ? exist : deleted).add(user.toString());
            }
        }
        List<String> lines = new ArrayList<>(List.of(Wording.count(deleted.size(), "user") + " of " + domain
                + " deleted in the cloud, " + Wording.count(exist.size(), "user") + " found to exist again"));
        deleted.forEach(user -> lines.add("- " + user));
        lines.add("Bridges that use this database apply it within "
                + Wording.duration(config.database().refresh()) + ".");
        return Result.done(new Confirmed(stores.name(), domain, deleted, exist), lines);
    }
}
