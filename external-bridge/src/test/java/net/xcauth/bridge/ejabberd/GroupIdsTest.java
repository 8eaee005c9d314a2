package net.xcauth.bridge.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupIdsTest {

    @ParameterizedTest
    @CsvSource({
        "staff,staff",
        "Staff,staff",
        "CAFÉ,café",
        "Группа,группа",
        "日本語,日本語",
        "אב,אב",
        "a.b-c_d~e+f,a.b-c_d~e+f"
    })
    void aDifferenceInCaseAloneNeedsNoDigest(String group, String id) {
        assertThat(GroupIds.of(group)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Team Fun|team_fun~",
                "R&D|r_d~",
                "a/b|a_b~",
                "<script>|_script_~",
                "--help|_-help~",
                "😀 smile|__smile~",
                "Straße|strasse~",
                "ﬁne|fine~",
                "ΟΔΟΣ|οδοσ~",
                "Ａ|a~",
                "❤\ufe0f|❤_~",
                "Team אב|group~",
                "א1|group~",
                "א ב|group~",
                "\u0237|_~"
            })
    void aDigestFollowsIfMoreThanCaseIsLost(String group, String start) {
        assertThat(GroupIds.of(group))
                .matches(Pattern.quote(start) + "[0-9a-f]{8}")
                .isEqualTo(GroupIds.of(group));
    }

    @Test
    void aDigestThatTheGroupAlreadyHasSuffices() {
        assertThat(GroupIds.of("Team Home~1a2b3c4d")).isEqualTo("team_home~1a2b3c4d");
    }

    @Test
    void longNamesAreTruncated() {
        assertThat(GroupIds.of("X".repeat(GroupIds.LONGEST))).isEqualTo("x".repeat(GroupIds.LONGEST));
        assertThat(GroupIds.of("X".repeat(GroupIds.LONGEST + 1)))
                .hasSize(GroupIds.LONGEST)
                .matches("x+~[0-9a-f]{8}");
        assertThat(GroupIds.of("ß".repeat(GroupIds.LONGEST)))
                .hasSize(GroupIds.LONGEST)
                .matches("s+~[0-9a-f]{8}");
    }

    @Test
    void groupsThatWouldCollideAreDistinguished() {
        GroupIds ids = new GroupIds(List.of("Staff", "staff", "STAFF", "Fun", "FUN", "Alone"));

        assertThat(ids.id("staff"))
                .as("a group that is its own normal form keeps it")
                .isEqualTo("staff");
        assertThat(ids.id("Staff")).matches("staff~[0-9a-f]{16}");
        assertThat(ids.id("Alone")).isEqualTo("alone");
        Set<String> all = new HashSet<>();
        for (String group : List.of("Staff", "staff", "STAFF", "Fun", "FUN", "Alone")) {
            assertThat(all.add(ids.id(group))).as(group).isTrue();
            assertThat(ids.group(ids.id(group))).contains(group);
        }
        assertThat(ids.group("fun")).as("neither of two that collide").isEmpty();
        assertThat(ids.id("Unheard-of")).isEqualTo("unheard-of");
    }

    @Test
    void collisionsAreResolvedAnewWhenGroupsComeAndGo() {
        GroupIds ids = new GroupIds(List.of("Staff", "Fun"));
        GroupIds more = ids.withGroups(Set.of("Staff", "STAFF", "Fun"));

        assertThat(more.id("Staff")).matches("staff~[0-9a-f]{16}");
        assertThat(more.id("Fun")).isEqualTo("fun");
        assertThat(more.withGroups(Set.of("Staff")).id("Staff")).isEqualTo("staff");
        assertThat(more.withGroups(Set.of("Staff")).group("fun")).isEmpty();
        assertThat(ids.withGroups(Set.of("Fun", "Staff"))).isSameAs(ids);
    }

    /** Java's IDN applies nameprep; the further characters that nodeprep forbids are all ASCII. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Staff",
                "Team Fun",
                "Straße",
                "ŒUVRE",
                "Ǆungla",
                "ﷺ",
                "ᾳ",
                "İstanbul",
                "ısı",
                "e\u0301",
                "x\u0301\u0327",
                "①",
                "™",
                "ẛ",
                "\u0345",
                "a\u00adb",
                "①②",
                "ς",
                "Ⅷ",
                "\u1e9e",
                "ŉ",
                "\u2126",
                "가",
                "\u1100\u1161",
                "Kelvin \u212a",
                "עברית",
                "مرحبا",
                "😀",
                "\ue000",
                "\ufffd",
                "\u2ff0"
            })
    void preparationsDoNotChangeIds(String group) {
        String id = GroupIds.of(group);

        assertThat(id).isNotEmpty().doesNotContainPattern("[\\s\"&'/:<>@]").isEqualTo(GroupIds.of(id));
        assertThat(IDN.toUnicode(IDN.toASCII(id))).isEqualTo(id);
    }
}
