package net.xcauth.bridge.roster;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.xcauth.bridge.ejabberd.Hosts;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.roster.DomainRoster;
import net.xcauth.core.roster.RosterSource;
import net.xcauth.core.roster.RosterTarget;
import net.xcauth.core.roster.Scheduler;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcPushed;
import net.xcauth.core.store.Tables;
import net.xcauth.core.user.AccountNames;

/** Brings rosters of one XMPP domain up to date once, in the database and in ejabberd, and waits for that. */
public final class RefreshByHand implements AutoCloseable {
    private final Scheduler scheduler = new Scheduler();
    private final Optional<Hosts> ejabberd;
    private final String domain;
    private final DomainRoster roster;
    private volatile Optional<String> named = Optional.empty();
    private volatile Optional<Answer<CloudRoster>> failure = Optional.empty();
    private final ConcurrentMap<String, Answer<CloudRoster>> answers = new ConcurrentHashMap<>();

    /**
     * @param domain   XMPP domain, lower case
     * @param endpoint its cloud
     * @param cloud    who asks it; closed by its owner
     * @param database where rosters are kept; closed by its owner
     */
    public RefreshByHand(
            String domain, Endpoint endpoint, Cloud cloud, RosterSettings settings, Database database, Clock clock) {
        this.domain = domain;
        ejabberd = settings.ejabberd().map(each -> new Hosts(each, new JdbcPushed(database)));
        AccountNames names = endpoint.names(domain);
        RosterSource source = RosterSource.of(
                user -> cloud.sharedRoster(endpoint, names.accountOf(user))
                        .thenApply(answer -> noted(user, answer))
                        .thenApply(answer -> believed(user, answer)),
                () -> cloud.refreshRosters(endpoint).thenApply(this::isRefreshed));
        roster = new DomainRoster(
                domain,
                () -> names,
                source,
                settings.rules(),
                Optional.of(new JdbcDirectory(database, Tables.ofBridge(), clock)),
                ejabberd.<RosterTarget>map(hosts -> hosts).orElse(RosterTarget.NONE),
                scheduler,
                clock);
    }

    /** The one user whom an administrator names is gone if the cloud says so; of all others, running bridges decide that. */
    private Answer<CloudRoster> believed(String user, Answer<CloudRoster> answer) {
        return answer instanceof Answer.No && !named.equals(Optional.of(user)) && roster.isKnown(user)
                ? new Answer.Unreachable<>(Cause.UNCONFIRMED, user + " is not known any more")
                : answer;
    }

    private boolean isRefreshed(Answer<Boolean> said) {
        if (said instanceof Answer.Unreachable<Boolean> unreachable) {
            failure = Optional.of(new Answer.Unreachable<>(unreachable.cause(), unreachable.detail()));
        }
        return said instanceof Answer.Yes;
    }

    private Answer<CloudRoster> noted(String user, Answer<CloudRoster> answer) {
        answers.putIfAbsent(user, answer);
        if (answer instanceof Answer.Unreachable) {
            failure = Optional.of(answer);
        }
        return answer;
    }

    /**
     * What came of it.
     *
     * @param questions how many the cloud was asked
     * @param answer    what it said of the one user, or of the last of all whom it could not tell; empty if nobody was asked, or it
     *                  could tell of all
     * @param known     whether the one user was known before
     * @param ejabberd  what was done there; empty if it is not configured, or does not serve the domain
     * @param trouble   why not all was done there; empty if it was
     */
    public record Outcome(
            int questions,
            Optional<Answer<CloudRoster>> answer,
            boolean known,
            Optional<String> ejabberd,
            Optional<String> trouble) {}

    /**
     * Does it.
     *
     * @param user as a server calls it; empty for all who are known
     */
    public Outcome run(Optional<String> user) throws InterruptedException {
        ejabberd.ifPresent(hosts -> hosts.start(served -> {}));
        CompletableFuture<Void> compared = roster.start();
        Optional<String> trouble = ejabberd.flatMap(Hosts::firstTrouble);
        if (trouble.isPresent()) {
            return new Outcome(0, Optional.empty(), false, Optional.empty(), trouble);
        }
        compared.join();
        Optional<String> local = user.flatMap(roster::userOf);
        named = local;
        boolean known = local.filter(roster::isKnown).isPresent();
        int questions = user.isEmpty() ? roster.refreshAll() : local.isPresent() ? 1 : 0;
        local.ifPresent(one -> roster.refresh(one).join());
        ejabberd.ifPresent(hosts -> hosts.settled(domain).join());
        return new Outcome(
                questions,
                user.isEmpty() ? failure : local.map(answers::get),
                known,
                ejabberd.flatMap(hosts -> hosts.summary(domain)),
                ejabberd.flatMap(hosts -> hosts.trouble(domain)));
    }

    @Override
    public void close() {
        ejabberd.ifPresent(Hosts::close);
        scheduler.close();
        roster.close();
    }
}
