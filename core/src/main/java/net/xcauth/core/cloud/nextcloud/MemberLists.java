package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Collection;
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
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.user.Accounts;

/** Reads the member lists of groups, a few at a time. */
final class MemberLists {
    private static final int AT_A_TIME = 4;

    private final ServiceAccounts serviceAccounts;
    private final CloudAccess cloud;
    private final Authorization service;
    private final String self;
    private final Queue<String> left;
    private final Map<String, DirectoryReading.MemberList> read = new ConcurrentHashMap<>();
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private volatile Optional<Answer<MemberLists>> failure = Optional.empty();

    /**
     * @param self   the service account's id, which is left out
     * @param groups their ids
     */
    MemberLists(ServiceAccounts serviceAccounts, CloudAccess cloud, String self, Collection<String> groups) {
        this.serviceAccounts = serviceAccounts;
        this.cloud = cloud;
        this.service = cloud.service().orElseThrow();
        this.self = self;
        this.left = new ConcurrentLinkedQueue<>(groups);
    }

    /** Reads the lists: yes with this object, or no answer if any list cannot be read. */
    CompletableFuture<Answer<MemberLists>> read() {
        CompletableFuture<?>[] lanes =
                IntStream.range(0, AT_A_TIME).mapToObj(lane -> next()).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(lanes).thenApply(done -> failure.orElseGet(() -> new Answer.Yes<>(this)));
    }

    /** The lists by group, without missing groups. */
    Map<String, DirectoryReading.MemberList> lists() {
        return read;
    }

    /** The groups that the cloud says do not exist. */
    Set<String> missing() {
        return missing;
    }

    private CompletableFuture<Void> next() {
        String group = left.poll();
        if (group == null || failure.isPresent()) {
            return completedFuture(null);
        }
        long asked = cloud.learned().directory().question();
        return cloud.send(requests -> requests.members(group, service)).thenCompose(outcome -> {
            take(group, outcome, asked);
            return next();
        });
    }

    private void take(String group, HttpOutcome outcome, long asked) {
        Optional<Set<String>> ids = OcsAnswer.success(outcome, OcsAnswer.ids("users"));
        int refusal = outcome instanceof HttpOutcome.Reply reply ? refusal(reply) : 0;
        if (ids.isPresent()) {
            read.put(
                    group,
                    new DirectoryReading.MemberList(
                            Optional.of(ids.get().stream()
                                    .filter(id -> Names.possible(id) && !Accounts.isSame(id, self, ""))
                                    .collect(Collectors.toUnmodifiableSet())),
                            asked));
        } else if (refusal == 403) {
            read.put(group, new DirectoryReading.MemberList(Optional.empty(), asked));
        } else if (refusal == 404) {
            missing.add(group);
        } else {
            failure = Optional.of(serviceAccounts.noAnswer(cloud, outcome));
        }
    }

    /** 403 or 404 if the API itself answers so, and not a web server in front of it; otherwise 0. */
    private static int refusal(HttpOutcome.Reply reply) {
        boolean refused = reply.status() == 403 || reply.status() == 404;
        return refused
                ? OcsAnswer.read(reply.body(), OcsAnswer::nothing)
                        .map(OcsAnswer::code)
                        .filter(code -> code == reply.status())
                        .orElse(0)
                : 0;
    }
}
