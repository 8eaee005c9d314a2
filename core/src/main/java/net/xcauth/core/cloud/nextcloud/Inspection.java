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
 * A look at one Nextcloud for those who search for a fault. It changes nothing and sends no login password. Its methods wait for
 * the cloud, so they are not for I/O threads.
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
     * @param answered  true if there was an HTTP response, whatever it said
     * @param cloudTime the time of the web server's clock, in whole seconds; empty if it did not say
     */
    public record Status(Answer<StatusPage> page, boolean answered, Optional<Instant> cloudTime) {}

    /** The rights of a service account, fewest first. */
    public enum Rights {
        /** Those of every user. */
        PLAIN,
        /** It manages the members of some groups. */
        GROUP_ADMINISTRATOR,
        /** It manages all users, without being an administrator. */
        DELEGATED,
        /** All. */
        ADMINISTRATOR
    }

    /**
     * A service account's rights, and the groups and names that it sees.
     *
     * @param id          its own id
     * @param members     the number of other members of each group, by the group's id; empty for a group that it may not list
     * @param names       display names of groups by id; empty if user enumeration is off
     * @param moreGroups  the number of groups that were not looked at
     * @param addressBook true if it sees users' display names
     * @param comparable  true if its own groups have another member, with whom a made-up account can be compared
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
                StatusPage.of(cloud, outcome),
                outcome instanceof HttpOutcome.Reply,
                outcome instanceof HttpOutcome.Reply reply ? reply.time() : Optional.empty());
    }

    /** Asks how the cloud's brute force protection treats this machine. */
    public Answer<BruteForce> bruteForce() {
        return throttle.state(cloud).join();
    }

    /** Finds out what the service account is and sees, by one request for each of up to 20 groups, within 10 s, and a few more. */
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
                        .limit(Existence.MOST_GROUPS_TRIED)
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

    /** The ids in the answer; empty if the account may not send this request, or the answer has none. */
    private Optional<Set<String>> ids(Function<Requests, CloudRequest> request, String field) {
        return OcsAnswer.success(cloud.send(request).join(), OcsAnswer.ids(field));
    }
}
