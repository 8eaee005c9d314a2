package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class CrowdTest {

    @Test
    void everyMemberIsSomebodyElse() {
        assertThat(new Crowd(300).members())
                .extracting(Crowd.Member::user)
                .hasSize(300)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLaterCrowdIsOfOthers() {
        assertThat(new Crowd(3, 2, false).members())
                .extracting(Crowd.Member::jid, Crowd.Member::password)
                .containsExactly(
                        tuple("user00003@example.org", "right-password-3"),
                        tuple("user00004@example.org", "right-password-4"));
        assertThat(new Crowd(0, 5, false).members().subList(3, 5)).isEqualTo(new Crowd(3, 2, false).members());
    }

    @Test
    void withOnePasswordItIsThatOfTheFirstOfAll() {
        assertThat(new Crowd(1, 3, true).members())
                .extracting(Crowd.Member::password)
                .containsOnly(new Crowd(1).members().get(0).password());
    }

    @Test
    void aMemberKeepsThePasswordToItself() {
        Crowd.Member member = new Crowd(1).members().get(0);

        assertThat(member.toString()).doesNotContain(member.password());
    }
}
