package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.jsxc.RosterJson;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.user.AccountNames;
import org.junit.jupiter.api.Test;

class RosterReaderTest {
    private static final GroupRules RULES = new GroupRules(List.of(), NamePattern.list("*secret*"), 3, 50);

    private final RosterReader reader = reader("example.org");
    private final GroupCloud cloud = new GroupCloud();

    private static RosterReader reader(String domain) {
        return new RosterReader(
                new AccountNames(domain, false),
                RULES,
                user -> user.indexOf('\t') < 0 ? Optional.of(user.replace("ß", "ss")) : Optional.empty());
    }

    private SharedRoster read(String account) {
        return reader.read(cloud.roster(account));
    }

    @Test
    void withheldGroupsAreIdentifiedByTheirIds() {
        RosterReader reader =
                new RosterReader(AccountNames.LOCAL, new GroupRules(List.of(), List.of(), 10, 50, "@"), Optional::of);

        assertThat(reader.read(CloudRoster.of(List.of(), Map.of(), Set.of("Staff", "a@b"), CloudRoster.Origin.QUESTION))
                        .withheld())
                .containsExactlyInAnyOrder(
                        "Staff",
                        new GroupRules(List.of(), List.of(), 10, 50, "@")
                                .name("a@b")
                                .id());
    }

    @Test
    void readsUsersGroupsAndNames() {
        cloud.user("Alice", "Alice Ångström");
        cloud.user("o'hara smith", "O'Hara");
        cloud.user("bob@example.com", "");
        cloud.group("Staff", "Alice", "o'hara smith");
        cloud.group("Science & Fun", "Alice", "bob@example.com");

        assertThat(read("Alice"))
                .isEqualTo(new SharedRoster(
                        Map.of("alice", "Alice Ångström", "o\\27hara\\20smith", "O'Hara", "bob\\40example.com", ""),
                        Map.of(
                                name("Staff"),
                                Set.of("alice", "o\\27hara\\20smith"),
                                name("Science & Fun"),
                                Set.of("alice", "bob\\40example.com")),
                        Map.of(),
                        Set.of()));
    }

    @Test
    void readsNobodyFromAnEmptyRoster() {
        assertThat(reader.read(RosterJson.read("{\"data\":{\"sharedRoster\":[]}}")))
                .isEqualTo(new SharedRoster(Map.of(), Map.of(), Map.of(), Set.of()));
    }

    /** For alice in example.org, the cloud looks for alice@example.org first. */
    @Test
    void ofTwoAccountsOfOneUserTheOneWithTheDomainIsUsed() {
        for (List<String> order :
                List.of(List.of("alice", "alice@example.org"), List.of("alice@example.org", "alice"))) {
            String entries = order.get(0).equals("alice") ? PLAIN + ',' + QUALIFIED : QUALIFIED + ',' + PLAIN;
            SharedRoster roster = reader.read(roster(entries));

            assertThat(roster.fullNames()).isEqualTo(Map.of("alice", "The one who logs in"));
            assertThat(roster.groups()).isEqualTo(Map.of(name("Staff"), Set.of("alice")));
        }
    }

    private static final String PLAIN = "\"alice\":{\"name\":\"Somebody else\",\"groups\":[\"Others\"]}";
    private static final String QUALIFIED =
            "\"alice@example.org\":{\"name\":\"The one who logs in\",\"groups\":[\"Staff\"]}";

    @Test
    void withoutADomainTheyAreTwoUsers() {
        assertThat(reader("").read(roster(PLAIN + ',' + QUALIFIED)).fullNames())
                .isEqualTo(Map.of("alice", "Somebody else", "alice\\40example.org", "The one who logs in"));
    }

    @Test
    void reportsAndOmitsAccountsThatCannotBeXmppUsers() {
        for (String account : List.of("", " eve", "eve ", "tab\there", "@example.org", "alice")) {
            cloud.user(account, "?");
        }
        cloud.group("Staff", "", " eve", "eve ", "tab\there", "@example.org", "alice");
        cloud.group("Nobody's", "", " eve");
        cloud.group("Hers", "alice", "");
        SharedRoster roster = reader.read(cloud.rosterOfEverybody());

        assertThat(roster.unmappable()).containsExactly("", " eve", "@example.org", "eve ", "tab\there");
        assertThat(roster.fullNames()).containsOnlyKeys("alice");
        assertThat(roster.groups()).isEqualTo(Map.of(name("Staff"), Set.of("alice"), name("Hers"), Set.of("alice")));
    }

    @Test
    void usesTheServersSpellingOfUsers() {
        cloud.user("Strauß", "");
        cloud.group("Staff", "Strauß");

        assertThat(read("Strauß").groups()).isEqualTo(Map.of(name("Staff"), Set.of("strauss")));
    }

    @Test
    void reportsWhyGroupsAreNotShownAndKeepsTheNamesOfTheirMembers() {
        for (String user : List.of("a", "b", "c", "d")) {
            cloud.user(user, "Name of " + user);
        }
        cloud.group("Everyone\u200b", "a", "b");
        cloud.group("Top secret", "a", "c");
        cloud.group("Large", "a", "b", "c", "d");
        cloud.group("\u200e", "a");
        cloud.group("Three", "a", "b", "c");
        SharedRoster roster = read("a");

        assertThat(roster.groups()).isEqualTo(Map.of(name("Three"), Set.of("a", "b", "c")));
        Map<String, String> skipped = new TreeMap<>();
        roster.skipped().forEach((group, why) -> skipped.put(group, why.toString()));
        assertThat(skipped)
                .isEqualTo(Map.of(
                        "Everyone\u200b", "hidden in the cloud (its name ends in a zero-width space)",
                        "Top secret", "the exclude pattern \"*secret*\" matches",
                        "Large", "it has 4 members, more than 3",
                        "\u200e", "its name has no visible characters"));
        assertThat(roster.fullNames()).containsOnlyKeys("a", "b", "c", "d");
    }

    @Test
    void countsOnlyMembersThatCanBeUsers() {
        for (String account : List.of("a", "b", "c", " d", "A@example.org")) {
            cloud.user(account, "");
        }
        cloud.group("Three", "a", "b", "c", " d", "A@example.org");

        assertThat(reader.read(cloud.rosterOfEverybody()).groups())
                .isEqualTo(Map.of(name("Three"), Set.of("a", "b", "c")));
    }

    @Test
    void givesGroupsTheirCleanNames() {
        cloud.user("a", "");
        cloud.group("The\nStaff", "a");
        cloud.group("The Staff", "a");

        assertThat(read("a").groups()).containsOnlyKeys(RULES.name("The\nStaff"), name("The Staff"));
    }

    @Test
    void keepsNamesOnOneLine() {
        assertThat(fullName("  Alice\u2028\u0000\r\n\tÅngström\u2028 ")).isEqualTo("Alice     Ångström");
        assertThat(fullName("\u202eecilA 😀")).isEqualTo("\u202eecilA 😀");
        assertThat(fullName(" \n ")).isEmpty();
    }

    @Test
    void cutsLongNamesWithoutSplittingCharacters() {
        assertThat(fullName("x".repeat(127))).hasSize(127);
        assertThat(fullName("x".repeat(128))).hasSize(127);
        assertThat(fullName("😀".repeat(200))).isEqualTo("😀".repeat(127));
        assertThat(fullName("a\ud83d" + "b\ude00" + "c")).isEqualTo("abc");
    }

    private String fullName(String name) {
        cloud.user("a", name);
        cloud.group("Staff", "a");
        return read("a").fullNames().get("a");
    }

    @Test
    void itsFingerprintChangesWithTheRules() {
        assertThat(reader.fingerprint())
                .isEqualTo(reader("example.org").fingerprint())
                .isNotEqualTo(reader("example.com").fingerprint())
                .isNotEqualTo(new RosterReader(
                                new AccountNames("example.org", false),
                                new GroupRules(List.of(), List.of(), 3, 50),
                                Optional::of)
                        .fingerprint());
    }

    private static GroupName name(String name) {
        return new GroupName(name, name);
    }

    private static CloudRoster roster(String entries) {
        return RosterJson.read("{\"result\":\"success\",\"data\":{\"sharedRoster\":{" + entries + "}}}");
    }
}
