package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.text.Text;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupRulesTest {
    private static final int LONGEST = 50;
    private static final GroupRules ALL = rules("", "");

    private static GroupRules rules(String include, String exclude) {
        return new GroupRules(NamePattern.list(include), NamePattern.list(exclude), 100, LONGEST);
    }

    @Nested
    class ShownGroups {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Staff",
                    "Science & Fun",
                    "a",
                    "😀",
                    "日本",
                    "\u200bStaff",
                    "Sta\u200bff",
                    "x@y",
                    "Staff\u200b "
                })
        void areAllGroupsWithoutPatterns(String name) {
            assertThat(ALL.obstacle(name, 1).map(Text::toString)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Everyone\u200b", "\u200b", " \u200b"})
        void excludeThoseHiddenInTheCloud(String name) {
            assertThat(rules(name.strip() + ",*", "").obstacle(name, 1).map(Text::toString))
                    .hasValueSatisfying(why -> assertThat(why).contains("hidden in the cloud"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "\t\r\n",
                    "\u00a0",
                    "\u200e\u200f",
                    "\u200b\u200d",
                    "\u0000",
                    "\ud800",
                    "\ue000",
                    "\u202e \u2066",
                    "\u00ad",
                    "\ufeff"
                })
        void excludeThoseWithInvisibleNames(String name) {
            assertThat(ALL.obstacle(name, 1).map(Text::toString)).contains("its name has no visible characters");
        }

        @Test
        void excludeThoseWithHiddenOrInvisibleDisplayNames() {
            assertThat(ALL.obstacle("staff", "Staff\u200b", 1)).isPresent();
            assertThat(ALL.obstacle("staff", "\u200e", 1)).isPresent();
            assertThat(ALL.obstacle("\u200e", "Staff", 1)).isEmpty();
        }

        @Test
        void areMatchedByIdRegardlessOfTheirDisplayNames() {
            assertThat(rules("staff", "").obstacle("staff", "Everyone", 1)).isEmpty();
            assertThat(rules("Everyone", "").obstacle("staff", "Everyone", 1)).isPresent();
            assertThat(ALL.name("staff", "Everyone \n here")).isEqualTo(new GroupName("staff", "Everyone here"));
            assertThat(ALL.name("a\u200eb", "Same").id())
                    .isNotEqualTo(ALL.name("ab", "Same").id());
        }

        @Test
        void areThoseMatchedByAnIncludePattern() {
            GroupRules rules = rules("Staff*, fun", "");

            assertThat(rules.obstacle("staff 1", 1).map(Text::toString)).isEmpty();
            assertThat(rules.obstacle("Fun", 1).map(Text::toString)).isEmpty();
            assertThat(rules.obstacle("The Staff", 1).map(Text::toString)).contains("no include pattern matches");
        }

        @Test
        void excludeThoseMatchedByAnExcludePatternEvenIfIncluded() {
            GroupRules rules = rules("Staff*", "x, *secret*");

            assertThat(rules.obstacle("Staff", 1).map(Text::toString)).isEmpty();
            assertThat(rules.obstacle("Staff SECRETS", 1).map(Text::toString))
                    .contains("the exclude pattern \"*secret*\" matches");
        }

        @Test
        void excludeThoseThatAreTooLarge() {
            assertThat(ALL.obstacle("Staff", 100).map(Text::toString)).isEmpty();
            assertThat(ALL.obstacle("Staff", 101).map(Text::toString)).contains("it has 101 members, more than 100");
        }

        @Test
        void needRoomForAName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GroupRules(List.of(), List.of(), 100, 9))
                    .withMessageContaining("at least 10 characters");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GroupRules(List.of(), List.of(), 0, 50))
                    .withMessageContaining("at least 1 member");
            assertThat(new GroupRules(List.of(), List.of(), 1, 10)
                            .name("0123456789")
                            .id())
                    .isEqualTo("0123456789");
        }
    }

    @Nested
    class NamesOfGroups {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Staff",
                    "Science & Fun",
                    "a",
                    "😀",
                    "日本",
                    "x@y",
                    "Ärzte",
                    "a~b",
                    "~0123456",
                    "x~ABCDEF01",
                    "0123456789 0123456789 0123456789 0123456789 012345"
                })
        void areThoseOfTheCloudWherePossible(String name) {
            assertThat(ALL.name(name)).isEqualTo(new GroupName(name, name));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {"`  Staff `|Staff", "`The  Staff`|The Staff"})
        void haveSingleSpaces(String name, String text) {
            assertCleaned(name, text);
        }

        @Test
        void containNoInvisibleOrDangerousCharacters() {
            assertCleaned("St\u0000a\u0007ff", "Staff");
            assertCleaned("The\nStaff", "The Staff");
            assertCleaned("The\r\n\tStaff\u2028\u2029", "The Staff");
            assertCleaned("\u202eStaff\u202c", "Staff");
            assertCleaned("Staff\u200e", "Staff");
            assertCleaned("Sta\u200bff", "Staff");
            assertCleaned("\ufeffStaff", "Staff");
            assertCleaned("Sta\u00adff", "Staff");
            assertCleaned("Staff\ud83d", "Staff");
            assertCleaned("\ude00Staff", "Staff");
            assertCleaned("Staff\ue000", "Staff");
            assertCleaned("The\u00a0Staff", "The Staff");
            assertCleaned("\u3000Staff", "Staff");
            assertCleaned("👩\u200d🔬", "👩🔬");
        }

        private void assertCleaned(String name, String text) {
            GroupName cleaned = ALL.name(name);
            assertThat(cleaned.text()).isEqualTo(text);
            assertThat(cleaned.id()).startsWith(text + '~').hasSize(text.length() + 9);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0123456789", "0123456789 ", "äöü", "😀", "a😀", "日本", "👩\u200d🔬"})
        void areShortEnoughWithoutSplitCharacters(String part) {
            for (int longest = 10; longest < 40; longest++) {
                GroupRules rules = new GroupRules(List.of(), List.of(), 100, longest);
                for (int times = 1; times < 60; times++) {
                    GroupName name = rules.name(part.repeat(times));
                    assertThat(name.id().length()).isBetween(1, longest);
                    assertThat(name.text().length()).isBetween(1, 254);
                    assertThat(Stream.of(name.id(), name.text())
                                    .flatMapToInt(String::codePoints)
                                    .filter(sign -> Character.getType(sign) == Character.SURROGATE))
                            .isEmpty();
                    assertThat(name.id()).isEqualTo(name.id().strip()).doesNotContain(" ~");
                }
            }
        }

        @Test
        void fitIntoEveryDatabase() {
            assertThat(ALL.name("x".repeat(127)).text()).hasSize(127);
            assertThat(ALL.name("x".repeat(128)).text()).hasSize(127);
            assertThat(ALL.name("😀".repeat(1000)).text()).isEqualTo("😀".repeat(127));
        }

        @Test
        void differIfTheyOnlyLookAlike() {
            List<String> alike = List.of(
                    "Staff",
                    "Staff ",
                    " Staff",
                    "Sta\u200bff",
                    "Sta\u200eff",
                    "Staff\u202e",
                    "Staff\n",
                    "St\u00adaff",
                    "Staff\ue000",
                    "Staff\u0000",
                    "Staff\u00a0");
            Set<String> ids = new HashSet<>();

            assertThat(alike).allMatch(name -> ids.add(ALL.name(name).id()));
            assertThat(alike).allMatch(name -> ALL.name(name).text().equals("Staff"));
        }

        @Test
        void differIfTheyOnlyBeginAlike() {
            String begin = "x".repeat(200);

            assertThat(Stream.of(begin, begin + "a", begin + "b", begin.substring(1))
                            .map(name -> ALL.name(name).id()))
                    .doesNotHaveDuplicates();
        }

        @Test
        void differFromAGroupOfThatNameInTheCloud() {
            String made = ALL.name("Staff\n").id();

            assertThat(ALL.name(made).id()).isNotEqualTo(made);
            assertThat(ALL.name(made).text()).isEqualTo(made);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"Staff", "Staff\n", "x@y", "0123456789 0123456789 0123456789 0123456789 0123456789 0123"})
        void areTheSameForEachReader(String name) {
            assertThat(rules("", "").name(name)).isEqualTo(rules("a*", "b*").name(name));
        }

        @Test
        void matchOldIds() {
            assertThat(ALL.name("The\nStaff").id()).isEqualTo("The Staff~24756821");
        }
    }

    @Nested
    class TheFingerprint {

        @Test
        void isTheSameForTheSameRules() {
            assertThat(rules("a*,b", "c").fingerprint())
                    .isEqualTo(rules("a*, b", "c").fingerprint());
        }

        @Test
        void changesWithEachRule() {
            List<NamePattern> none = List.of();
            List<NamePattern> some = NamePattern.list("a*");

            assertThat(Stream.of(
                                    new GroupRules(none, none, 100, 50),
                                    new GroupRules(some, none, 100, 50),
                                    new GroupRules(none, some, 100, 50),
                                    new GroupRules(none, none, 101, 50),
                                    new GroupRules(none, none, 100, 51),
                                    rules("a*", "b"),
                                    rules("a*,b", ""))
                            .map(GroupRules::fingerprint))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void theMostImportantReasonIsReported() {
        GroupRules rules = rules("a", "b");

        assertThat(rules.obstacle("b\u200b", 101).map(Text::toString))
                .map(why -> why.substring(0, 6))
                .isEqualTo(Optional.of("hidden"));
        assertThat(rules.obstacle("b", 101).map(Text::toString)).contains("no include pattern matches");
    }

    @Nested
    class ForAServerThatDoesNotAcceptAllCharacters {
        private final GroupRules rules = new GroupRules(List.of(), List.of(), 100, LONGEST, "@\\,");

        @Test
        void idsOmitThemAndAreUniqueWhileDisplayNamesKeepThem() {
            GroupName name = rules.name("Team@Home");

            assertThat(name.id()).matches("TeamHome~[0-9a-f]{8}");
            assertThat(name.text()).isEqualTo("Team@Home");
            assertThat(rules.name("TeamHome")).isEqualTo(new GroupName("TeamHome", "TeamHome"));
            assertThat(rules.name("Team\\Home").id())
                    .matches("TeamHome~[0-9a-f]{8}")
                    .isNotEqualTo(name.id());
        }

        @Test
        void aNameOfOnlySuchCharactersHasAnId() {
            assertThat(rules.name("@@@").id()).matches("~[0-9a-f]{8}");
            assertThat(rules.name("@@@").text()).isEqualTo("@@@");
        }

        @Test
        void answersAreReadAgain() {
            assertThat(rules.fingerprint())
                    .isNotEqualTo(new GroupRules(List.of(), List.of(), 100, LONGEST).fingerprint());
        }
    }
}
