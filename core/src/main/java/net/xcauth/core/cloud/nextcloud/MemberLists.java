package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudGroup;
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.user.Accounts;

/** The member lists of many groups, read a few at a time. */
final class MemberLists {
    private static final int AT_A_TIME = 4;

    private final ServiceAccounts serviceAccounts;
    private final CloudAccess cloud;
    private final Authorization service;
    private final String self;
    private final Map<String, String> names;
    private final Queue<String> left;
    private final Map<String, CloudGroup> read = new ConcurrentHashMap<>();
    private volatile Answer<Map<String, CloudGroup>> failure;

    /**
     * @param self  the service account's id, which is left out
     * @param names display names of the groups by id
     */
    MemberLists(ServiceAccounts serviceAccounts, CloudAccess cloud, String self, Map<String, String> names) {
        this.serviceAccounts = serviceAccounts;
        this.cloud = cloud;
        this.service = cloud.service().orElseThrow();
        this.self = self;
        this.names = names;
        this.left = new ConcurrentLinkedQueue<>(names.keySet());
    }

    /** Reads them: yes with the groups by id, without those that are gone meanwhile; no answer if any list could not be had. */
    CompletableFuture<Answer<Map<String, CloudGroup>>> read() {
        CompletableFuture<?>[] lanes = IntStream.range(0, AT_A_TIME).mapToObj(lane -> next()).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(lanes).thenApply(done -> failure == null ? new Answer.Yes<>(read) : failure);
    }

    private CompletableFuture<Void> next() {
        String group = failure == null ? left.poll() : null;
        return group == null ? completedFuture(null)
                : cloud.send(requests -> requests.members(group, service)).thenCompose(outcome -> {
                    take(group, outcome);
                    return next();
                });
    }

    private void take(String group, HttpOutcome outcome) {
        Optional<Set<String>> ids = OcsAnswer.success(outcome, OcsAnswer.ids("users"));
        int refusal = outcome instanceof HttpOutcome.Reply reply ? refusal(reply) : 0;
        if (ids.isPresent()) {
            read.put(group, new CloudGroup(names.get(group), Optional.of(ids.get().stream()
                    .filter(id -> Names.possible(id) && !Accounts.isSame(id, self, "")).collect(Collectors.toSet()))));
        } else if (refusal == 403) {
            read.put(group, new CloudGroup(names.get(group), Optional.empty()));
        } else if (refusal != 404) {
            failure = serviceAccounts.noAnswer(cloud, outcome);
        }
    }

    /** 403 or 404 if the API says so itself, and not some web server in its place. */
    private static int refusal(HttpOutcome.Reply reply) {
        boolean refused = reply.status() == 403 || reply.status() == 404;
        return refused ? OcsAnswer.read(reply.body(), OcsAnswer::nothing).map(OcsAnswer::code).filter(code -> code == reply.status())
                .orElse(0) : 0;
    }
}
