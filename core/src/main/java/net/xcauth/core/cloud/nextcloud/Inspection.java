package net.xcauth.core.cloud.nextcloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.http.CloudRequest;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * Inspects one Nextcloud for diagnosis. Changes nothing and sends no login password. Its methods wait for the cloud, so
 * they must not be called on I/O threads.
 */
public final class Inspection {
    private static final int MOST_GROUPS = 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String ADMINISTRATORS = "admin";

    private final CloudAccess cloud;
    private final ServiceAccounts serviceAccounts;
    private final Throttle throttle;
    private final Clock clock;

    Inspection(CloudAccess cloud, ServiceAccounts serviceAccounts, Throttle throttle, Clock clock) {
        this.cloud = cloud;
        this.serviceAccounts = serviceAccounts;
        this.throttle = throttle;
        this.clock = clock;
    }

    /**
     * The status page.
     *
     * @param answered  true if there was any HTTP response
     * @param cloudTime the web server's time in whole seconds; empty if it did not send it
     */
    public record Status(Answer<ServerStatus> page, boolean answered, Optional<Instant> cloudTime) {}

    /** The rights of a service account, fewest first. */
    public enum Rights {
        /** Those of an ordinary user. */
        PLAIN,
        /** It manages the members of some groups. */
        GROUP_ADMINISTRATOR,
        /** It manages all users, without being an administrator. */
        DELEGATED,
        /** All rights. */
        ADMINISTRATOR
    }

    /**
     * A service account's rights, and the groups and names visible to it.
     *
     * @param id          its own id
     * @param members     the number of other members of each group, by the group's id; empty if it may not list them
     * @param names       display names of groups by id; empty if user enumeration is off
     * @param moreGroups  the number of groups not inspected
     * @param addressBook true if users' display names are visible
     * @param comparable  true if its own groups have another member, to compare a made-up account with
     */
    public record ServiceView(
            String id,
            Rights rights,
            Map<String, OptionalInt> members,
            Map<String, String> names,
            int moreGroups,
            boolean addressBook,
            boolean comparable) {}

    /** Reads the status page. */
    public Status status() {
        HttpOutcome outcome = cloud.send(Requests::status).join();
        return new Status(
                ServerStatus.of(cloud, outcome),
                outcome instanceof HttpOutcome.Reply,
                outcome instanceof HttpOutcome.Reply reply ? reply.time() : Optional.empty());
    }

    /** Queries the state of the cloud's brute force protection for this machine. */
    public Answer<BruteForce> bruteForce() {
        return throttle.state(cloud).join();
    }

    /** Inspects the service account, with one request for each of up to 20 groups, within 10 s, and a few others. */
    public Answer<ServiceView> serviceAccount() {
        Answer<CloudUser> self = serviceAccounts.user(cloud).join();
        if (!(self instanceof Answer.Yes<CloudUser> known)) {
            return Answers.without(self);
        }
        Authorization service = cloud.service().orElseThrow();
        Set<String> own = known.value().groups().orElse(Set.of());
        Rights rights = rights(service, own);
        Set<String> groups = rights == Rights.PLAIN
                ? own
                : ids(requests -> requests.groups(service), "groups").orElse(own);
        Map<String, OptionalInt> members = new LinkedHashMap<>();
        Instant end = clock.instant().plus(LONGEST);
        groups.stream()
                .limit(MOST_GROUPS)
                .takeWhile(group -> clock.instant().isBefore(end))
                .forEach(group -> members.put(
                        group,
                        ids(requests -> requests.members(group, service), "users")
                                .map(ids -> OptionalInt.of((int) ids.stream()
                                        .filter(id -> !id.equals(known.value().id()))
                                        .count()))
                                .orElse(OptionalInt.empty())));
        Map<String, String> names = OcsAnswer.success(
                        cloud.send(requests -> requests.groupNames(service)).join(), OcsAnswer::groupNames)
                .orElse(Map.of());
        return new Answer.Yes<>(new ServiceView(
                known.value().id(),
                rights,
                members,
                names,
                groups.size() - members.size(),
                hasAddressBook(known.value().id(), service),
                own.stream()
                        .limit(ExistenceCheck.MOST_GROUPS_TRIED)
                        .anyMatch(group ->
                                members.getOrDefault(group, OptionalInt.empty()).orElse(0) > 0)));
    }

    private Rights rights(Authorization service, Set<String> groups) {
        if (ids(requests -> requests.oneUser(service), "users").isEmpty()) {
            return Rights.PLAIN;
        }
        if (groups.contains(ADMINISTRATORS)) {
            return Rights.ADMINISTRATOR;
        }
        return cloud.send(requests -> requests.oneGroup(service)).join().ok().isPresent()
                ? Rights.DELEGATED
                : Rights.GROUP_ADMINISTRATOR;
    }

    private boolean hasAddressBook(String self, Authorization service) {
        return cloud.send(requests -> requests.addressBookToken(self, service)).join()
                        instanceof HttpOutcome.Reply reply
                && reply.status() == 207;
    }

    /** The ids in the answer; empty if the account lacks the rights, or the answer has none. */
    private Optional<Set<String>> ids(Function<Requests, CloudRequest> request, String field) {
        return OcsAnswer.success(cloud.send(request).join(), OcsAnswer.ids(field));
    }
}
