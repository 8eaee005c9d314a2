package net.xcauth.bridge.roster;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.xcauth.bridge.ejabberd.EjabberdSync;
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

/** Refreshes rosters of one XMPP domain once, in the database and in ejabberd, and waits for the result. */
public final class ManualRefresh implements AutoCloseable {
    private final Scheduler scheduler = new Scheduler();
    private final Optional<EjabberdSync> ejabberd;
    private final String domain;
    private final DomainRoster roster;
    private volatile Optional<String> named = Optional.empty();
    private volatile Optional<Answer<CloudRoster>> failure = Optional.empty();
    private final ConcurrentMap<String, Answer<CloudRoster>> answers = new ConcurrentHashMap<>();

    /**
     * @param domain   XMPP domain, lower case
     * @param endpoint its cloud
     * @param cloud    queries the endpoint; closed by its owner
     * @param database stores the rosters; closed by its owner
     */
    public ManualRefresh(
            String domain, Endpoint endpoint, Cloud cloud, RosterSettings settings, Database database, Clock clock) {
        this.domain = domain;
        ejabberd = settings.ejabberd().map(each -> new EjabberdSync(each, new JdbcPushed(database)));
        AccountNames names = endpoint.names(domain);
        RosterSource source = RosterSource.of(
                user -> cloud.sharedRoster(endpoint, names.accountOf(user))
                        .thenApply(answer -> recorded(user, answer))
                        .thenApply(answer -> confirmed(user, answer)),
                () -> cloud.refreshRosters(endpoint).thenApply(this::isRefreshed));
        roster = new DomainRoster(
                domain,
                () -> names,
                source,
                settings.rules(),
                Optional.of(new JdbcDirectory(database, Tables.ofBridge(), clock)),
                ejabberd.<RosterTarget>map(sync -> sync).orElse(RosterTarget.NONE),
                scheduler,
                clock);
    }

    /** A no deletes only the user whom the administrator names. The deletion of others is left to running bridges. */
    private Answer<CloudRoster> confirmed(String user, Answer<CloudRoster> answer) {
        return answer instanceof Answer.No && !named.equals(Optional.of(user)) && roster.isKnown(user)
                ? new Answer.Unreachable<>(Cause.UNCONFIRMED, user + " is no longer known")
                : answer;
    }

    private boolean isRefreshed(Answer<Boolean> answer) {
        if (answer instanceof Answer.Unreachable<Boolean> unreachable) {
            failure = Optional.of(new Answer.Unreachable<>(unreachable.cause(), unreachable.detail()));
        }
        return answer instanceof Answer.Yes;
    }

    private Answer<CloudRoster> recorded(String user, Answer<CloudRoster> answer) {
        answers.putIfAbsent(user, answer);
        if (answer instanceof Answer.Unreachable) {
            failure = Optional.of(answer);
        }
        return answer;
    }

    /**
     * The result of a refresh.
     *
     * @param questions the number of queries to the cloud
     * @param answer    about the single user, or the last query that failed; empty if none was sent, or none failed
     * @param known     true if the single user was known before
     * @param ejabberd  the changes in ejabberd; empty if it is not configured, or does not serve the domain
     * @param trouble   why ejabberd is not up to date; empty if it is
     */
    public record Outcome(
            int questions,
            Optional<Answer<CloudRoster>> answer,
            boolean known,
            Optional<String> ejabberd,
            Optional<String> trouble) {}

    /**
     * Refreshes rosters.
     *
     * @param user as servers call the user; empty for all known users
     */
    public Outcome run(Optional<String> user) throws InterruptedException {
        ejabberd.ifPresent(sync -> sync.start(served -> {}));
        CompletableFuture<Void> compared = roster.start();
        Optional<String> trouble = ejabberd.flatMap(EjabberdSync::firstTrouble);
        if (trouble.isPresent()) {
            return new Outcome(0, Optional.empty(), false, Optional.empty(), trouble);
        }
        compared.join();
        Optional<String> local = user.flatMap(roster::userOf);
        named = local;
        boolean known = local.filter(roster::isKnown).isPresent();
        int questions = user.isEmpty() ? roster.refreshAll() : local.isPresent() ? 1 : 0;
        local.ifPresent(one -> roster.refresh(one).join());
        ejabberd.ifPresent(sync -> sync.settled(domain).join());
        return new Outcome(
                questions,
                user.isEmpty() ? failure : local.map(answers::get),
                known,
                ejabberd.flatMap(sync -> sync.summary(domain)),
                ejabberd.flatMap(sync -> sync.trouble(domain)));
    }

    @Override
    public void close() {
        ejabberd.ifPresent(EjabberdSync::close);
        scheduler.close();
        roster.close();
    }
}
