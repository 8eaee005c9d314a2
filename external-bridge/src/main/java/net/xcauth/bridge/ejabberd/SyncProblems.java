package net.xcauth.bridge.ejabberd;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.xcauth.bridge.ejabberd.GroupSync.Result;
import net.xcauth.bridge.ejabberd.SyncQueue.Batch;
import net.xcauth.core.text.OneLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reasons why groups and full names of one host in ejabberd are out of date. Logs each once. Not thread-safe. */
final class SyncProblems {
    private static final Logger log = LoggerFactory.getLogger(SyncProblems.class);
    private static final int MAX_LOGGED = 1_000;
    /** Prefix of users among the keys; no group's id begins with it. */
    private static final String USER = "@";

    private final String host;
    /** The problem that affects all groups; empty if there is none. */
    private String outage = "";
    /** The problems of single groups and users. */
    private final Map<String, String> reasons = new TreeMap<>();

    private final Set<String> logged = new HashSet<>();

    SyncProblems(String host) {
        this.host = host;
    }

    /** Records a round that was carried out, with its failures. */
    void completed(Batch batch, Result result) {
        if (!outage.isEmpty()) {
            log.info("ejabberd answers again");
            outage = "";
        }
        if (batch.all()) {
            reasons.clear();
        }
        reasons.keySet().removeAll(result.groups());
        batch.names().forEach(user -> reasons.remove(USER + user));
        result.failedGroups().forEach((group, why) -> reasons.put(group, why.getMessage()));
        result.failedNames().forEach((user, why) -> reasons.put(USER + user, why.getMessage()));
        result.foreign().forEach(id -> reasons.put(id, foreign(id)));
        for (String reason : reasons.values()) {
            if (logged.size() < MAX_LOGGED && logged.add(reason)) {
                log.warn("{}", reason);
            }
        }
    }

    /** Records a round that could not be carried out. */
    void failed(EjabberdException why) {
        if (!outage.equals(why.getMessage())) {
            outage = why.getMessage();
            log.warn("the groups of {} in ejabberd are not up to date: {}", host, outage);
        }
    }

    private String foreign(String id) {
        return "the group \"" + OneLine.of(id) + "\" of " + host
                + " in ejabberd was not created by xcauth and remains unchanged, so the cloud's group of that name is not shown; "
                + "to replace it, delete it: ejabberdctl srg_delete '" + OneLine.of(id) + "' " + host;
    }

    /** The current reasons in short; empty if everything is up to date. */
    Optional<String> summary() {
        if (!outage.isEmpty()) {
            return Optional.of(outage);
        }
        List<String> distinct = reasons.values().stream().distinct().toList();
        return distinct.isEmpty()
                ? Optional.empty()
                : Optional.of(distinct.get(0)
                        + (distinct.size() == 1 ? "" : "; and " + (distinct.size() - 1) + " more, see the log"));
    }
}
