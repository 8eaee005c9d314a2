package net.xcauth.bridge.tool;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.MassDisappearance;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.UserKey;

/** Shows the users whom the cloud does not know any more, and takes them for deleted when an administrator says so. */
final class MissingCommands {
    private final Config config;
    private final Stores stores;
    private final Clock clock;
    private final Moments moments;

    MissingCommands(Config config, Stores stores, Clock clock) {
        this.config = config;
        this.stores = stores;
        this.clock = clock;
        moments = new Moments(clock);
    }

    private record User(String user, String since) {}

    private record Missing(String database, List<User> users, List<String> tooMany) {}

    private record Confirmed(String database, String domain, List<String> deleted, List<String> exist) {}

    /** Lists the missing users of one or all domains, and the domains where too many are missing for anybody to be deleted. */
    Result list(Arguments given) throws StoreException {
        Map<UserKey, Instant> missing = missing(given.has(0) ? given.domain(0) : null);
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
                lines.add(
                        new MassDisappearance(domain, count, known, clock.instant()) + "; nobody is taken for deleted "
                                + "until you run xcauth user confirm-missing " + domain + ", or they exist again");
            }
        }
        Table table = new Table("user", "missing since");
        List<User> users = new ArrayList<>();
        missing.forEach((user, since) -> {
            table.row(user.toString(), moments.text(since));
            users.add(new User(user.toString(), moments.iso(since)));
        });
        lines.addAll(users.isEmpty() ? List.of("no user is missing in the database " + stores.name()) : table.lines());
        return Result.done(new Missing(stores.name(), users, tooMany), lines);
    }

    /** @param domain null for all */
    private Map<UserKey, Instant> missing(String domain) throws StoreException {
        Map<UserKey, Instant> missing = new TreeMap<>((one, other) -> one.jid().compareTo(other.jid()));
        stores.users().missing().forEach((user, since) -> {
            if (domain == null || user.domain().equals(domain)) {
                missing.put(user, since);
            }
        });
        return missing;
    }

    /** Asks the cloud about each of them once more. */
    Result confirm(Arguments given) throws ToolException, StoreException {
        String domain = given.domain(0);
        Endpoint endpoint = new CloudPlaces(config, stores)
                .of(domain)
                .map(CloudPlaces.Place::endpoint)
                .orElseThrow(() -> ToolException.failed(
                        "domain \"" + domain + "\": " + Cause.NO_ENDPOINT.text() + ". " + Cause.NO_ENDPOINT.remedy()));
        List<String> deleted = new ArrayList<>();
        List<String> exist = new ArrayList<>();
        try (Clouds clouds = Pipeline.clouds(config.cloud())) {
            for (UserKey user : missing(domain).keySet()) {
                Answer<Boolean> said = clouds.exists(
                                endpoint, endpoint.names(domain).accountOf(user.account()))
                        .join();
                if (said instanceof Answer.Unreachable<Boolean> unreachable) {
                    throw ToolException.failed("deleted " + Counted.of(deleted.size(), "user") + ", then: "
                            + endpoint.url() + ": " + unreachable.detail() + ". "
                            + unreachable.cause().remedy());
                }
                boolean exists = said instanceof Answer.Yes;
                stores.users()
                        .apply(
                                List.of(new Change.Existence(user, exists, clock.instant())),
                                config.cache().passwordsPerUser());
                (exists ? exist : deleted).add(user.toString());
            }
        } catch (IllegalArgumentException e) {
            throw ToolException.failed(e.getMessage());
        }
        List<String> lines = new ArrayList<>(List.of(Counted.of(deleted.size(), "user") + " of " + domain
                + " deleted in the " + "cloud, " + Counted.of(exist.size(), "user") + " found to exist again"));
        deleted.forEach(user -> lines.add("- " + user));
        lines.add("Bridges that use this database take that over within "
                + Moments.length(config.database().refresh()) + ".");
        return Result.done(new Confirmed(stores.name(), domain, deleted, exist), lines);
    }
}
