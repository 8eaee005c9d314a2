package net.xcauth.bridge.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import net.xcauth.bridge.ejabberd.ApiStub.Answer;
import net.xcauth.bridge.ejabberd.EjabberdSettings.Kick;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.roster.GroupRules;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.StoredDirectory;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.LocalParts;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The groups in ejabberd when another cloud begins to answer for a domain, and when they get another name. */
@Timeout(60)
class GroupUpdatesTest {
    private static final String DOMAIN = "example.org";
    private static final DirectoryStore NOWHERE = new DirectoryStore() {
        @Override
        public Others changesSince(String domain, Position since) {
            return Others.none(since);
        }

        @Override
        public Position store(String domain, Position since, Function<Others, Learned> learn) {
            learn.apply(Others.none(since));
            return since;
        }
    };

    private final Map<String, Set<String>> groups = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private volatile Map<String, String> names = Map.of();
    private final RosterDirectory directory = new RosterDirectory();
    private volatile List<RosterEntry> roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff", "Fun")),
            new RosterEntry("bob", "Bob", List.of("Staff")), new RosterEntry("dave", "Dave", List.of("Fun")));
    private ApiStub api;
    private Hosts hosts;
    private RosterEngine engine;

    @BeforeEach
    void start() throws Exception {
        api = new ApiStub(this::answer);
        hosts = new Hosts(new EjabberdSettings(Optional.empty(), Optional.of(api.address()), "", Optional.empty(), 2,
                Kick.NEVER), PushedStore.NONE);
        engine = new RosterEngine(user -> CompletableFuture.completedFuture(new Yes<>(CloudRoster.of(roster, names))),
                new RosterReader(new AccountNames(DOMAIN, false), new GroupRules(List.of(), List.of(), 100, 50), LocalParts::prepared), directory,
                new StoredDirectory(NOWHERE, directory, DOMAIN, () -> { }), hosts.listener(DOMAIN, directory),
                Clock.systemUTC());
        hosts.start(served -> { });
        hosts.begin(DOMAIN, engine, true, true).join();
        engine.refresh("alice").join();
        untilGroups(Map.of("Staff", members("alice", "bob"), "Fun", members("alice", "dave")));
    }

    @AfterEach
    void stop() {
        engine.close();
        hosts.close();
        api.close();
    }

    private void untilGroups(Map<String, Set<String>> wanted) throws Exception {
        Eventually.until("ejabberd has " + wanted, () -> {
            synchronized (this) {
                return groups.equals(wanted);
            }
        });
    }

    private static Set<String> members(String... users) {
        Set<String> members = new TreeSet<>();
        for (String user : users) {
            members.add(user + '@' + DOMAIN);
        }
        return members;
    }

    /** As ejabberd does it. */
    private synchronized Answer answer(String command, JsonNode body) {
        String group = body.path("group").asText();
        String member = body.path("user").asText() + '@' + body.path("host").asText();
        return switch (command) {
            case "registered_vhosts" -> list(List.of(DOMAIN));
            case "srg_list" -> list(groups.keySet());
            case "srg_get_members" -> list(groups.getOrDefault(group, Set.of()));
            case "srg_get_info" -> new Answer(200, groups.containsKey(group) ? "{\"label\":\"" + labels.get(group) + "\",\"description\":\""
                    + Ejabberd.GroupInfo.MARK + "\",\"displayed_groups\":\"" + group + "\"}" : "[]");
            case "srg_create" -> {
                labels.put(group, body.path("label").asText());
                yield done(groups.putIfAbsent(group, new TreeSet<>()));
            }
            case "srg_delete" -> done(groups.remove(group));
            case "srg_user_add" -> done(groups.get(group).add(member));
            case "srg_user_del" -> done(groups.get(group).remove(member));
            default -> done(command);
        };
    }

    private static Answer list(Iterable<String> texts) {
        ArrayNode list = new ObjectMapper().createArrayNode();
        texts.forEach(list::add);
        return new Answer(200, list.toString());
    }

    private static Answer done(Object whatever) {
        return new Answer(200, "0");
    }

    @Test
    void stayUntilTheNewCloudsRostersSayOtherwise() throws Exception {
        api.asked().clear();
        engine.cloudChanged().join();
        assertThat(directory.groupIds()).isEmpty();
        hosts.cloudChanged(DOMAIN).join();

        assertThat(api.asked()).noneMatch(call -> call.startsWith("srg_delete") || call.startsWith("srg_user_del"));
        assertThat(directory.groupIds()).as("what ejabberd has").containsExactly("Fun", "Staff");
        roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff")), new RosterEntry("carol", "Carol", List.of("Staff")));
        engine.refreshAll(List.of("alice", "bob", "dave"), Duration.ofDays(1));

        untilGroups(Map.of("Staff", members("alice", "carol")));
    }

    @Test
    void aGroupOfTheSameIdWithANewNameIsJoinedAgainSinceEjabberdTellsNobodyOtherwise() throws Exception {
        api.asked().clear();
        names = Map.of("Staff", "Crew");
        engine.refresh("alice").join();

        Eventually.until("ejabberd has the new name", () -> api.asked().stream().filter(call -> call.startsWith("srg_user_add")).count() == 2);
        untilGroups(Map.of("Staff", members("alice", "bob"), "Fun", members("alice", "dave")));
        assertThat(labels).isEqualTo(Map.of("Staff", "Crew", "Fun", "Fun"));
        assertThat(api.asked()).filteredOn(call -> call.startsWith("srg_user_del") || call.startsWith("srg_create"))
                .as("they leave, the name changes, they join").hasSize(3).last().asString().startsWith("srg_create");
        assertThat(api.asked()).noneMatch(call -> call.startsWith("srg_delete"));
    }
}
