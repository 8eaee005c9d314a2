package net.xcauth.core.roster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.jsxc.RosterJson;

/** A cloud with configurable users, groups, outages and delays, which records the queried users. */
final class GroupCloud implements RosterSource {
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> users = new TreeMap<>();
    private final Map<String, Set<String>> groups = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Runnable> held = new LinkedHashMap<>();
    private boolean holding;
    private boolean unreachable;
    private boolean unconfirmed;

    synchronized void user(String account, String name) {
        users.put(account, name);
    }

    synchronized void delete(String account) {
        users.remove(account);
        groups.values().forEach(members -> members.remove(account));
        groups.values().removeIf(Set::isEmpty);
    }

    /** Sets all members of a group; without members the group is deleted. New users have no names. */
    synchronized void group(String name, String... members) {
        group(name, Set.of(members));
    }

    synchronized void group(String name, Set<String> members) {
        members.forEach(member -> users.putIfAbsent(member, ""));
        if (members.isEmpty()) {
            groups.remove(name);
        } else {
            groups.put(name, new TreeSet<>(members));
        }
    }

    synchronized void rename(String group, String name) {
        groups.put(name, groups.remove(group));
    }

    /** Gives a group a display name other than its id. */
    synchronized void label(String group, String label) {
        labels.put(group, label);
    }

    synchronized Map<String, String> users() {
        return new TreeMap<>(users);
    }

    synchronized Map<String, Set<String>> groups() {
        Map<String, Set<String>> copy = new TreeMap<>();
        groups.forEach((name, members) -> copy.put(name, new TreeSet<>(members)));
        return copy;
    }

    synchronized Set<String> groupsOf(String account) {
        Set<String> names = new TreeSet<>();
        groups.forEach((name, members) -> {
            if (members.contains(account)) {
                names.add(name);
            }
        });
        return names;
    }

    CloudRoster roster(String account) {
        return roster(groupsOf(account));
    }

    CloudRoster rosterOfEverybody() {
        return roster(groups().keySet());
    }

    /** In the cloud's format: all members of these groups, with those of these groups that they are in. */
    private synchronized CloudRoster roster(Set<String> shown) {
        ObjectNode roster = json.createObjectNode();
        users.forEach((account, name) -> {
            List<String> shared =
                    groupsOf(account).stream().filter(shown::contains).toList();
            if (!shared.isEmpty()) {
                ObjectNode entry = roster.putObject(account).put("name", name);
                shared.forEach(entry.withArray("groups")::add);
            }
        });
        ObjectNode answer = json.createObjectNode().put("result", "success");
        answer.putObject("data").set("sharedRoster", shown.isEmpty() ? json.createArrayNode() : roster);
        CloudRoster written = RosterJson.read(answer.toString());
        return labels.isEmpty() ? written : CloudRoster.of(written.entries(), labels);
    }

    /** The users queried since the last call, in order. */
    synchronized List<String> questions() {
        List<String> copy = List.copyOf(asked);
        asked.clear();
        return copy;
    }

    synchronized void fail() {
        unreachable = true;
    }

    /** Makes answers about deleted users unconfirmed. */
    synchronized void confirm(boolean confirmed) {
        unconfirmed = !confirmed;
    }

    synchronized void recover() {
        unreachable = false;
    }

    /** Makes answers be decided at once, but delivered by {@link #release} or {@link #releaseLastFirst} only. */
    synchronized void hold() {
        holding = true;
    }

    /** Delivers the answer about this user; others, and later ones, stay held back. */
    void release(String user) {
        take(user).run();
    }

    /** The answer about this user, to be delivered by the test. */
    synchronized Runnable take(String user) {
        return held.remove(user);
    }

    void release() {
        released().forEach(Runnable::run);
    }

    void releaseLastFirst() {
        List<Runnable> answers = released();
        for (int i = answers.size() - 1; i >= 0; i--) {
            answers.get(i).run();
        }
    }

    private synchronized List<Runnable> released() {
        holding = false;
        List<Runnable> answers = List.copyOf(held.values());
        held.clear();
        return answers;
    }

    /** The current answer. */
    synchronized Answer<CloudRoster> answer(String user) {
        if (unreachable) {
            return new Answer.Unreachable<>(Cause.CONNECT, "no connection, as the test wants");
        }
        return users.containsKey(user)
                ? new Answer.Yes<>(roster(user))
                : unconfirmed
                        ? new Answer.Unreachable<>(Cause.UNCONFIRMED, "no such user, as it seems")
                        : new Answer.No<>("no such user");
    }

    @Override
    public synchronized CompletableFuture<Answer<CloudRoster>> ask(String user) {
        asked.add(user);
        Answer<CloudRoster> decided = answer(user);
        CompletableFuture<Answer<CloudRoster>> answer = new CompletableFuture<>();
        if (holding) {
            held.put(user, () -> answer.complete(decided));
        } else {
            answer.complete(decided);
        }
        return answer;
    }
}
