package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrowdTest {

    @Test
    void everyMemberIsSomebodyElse() {
        assertThat(new Crowd(300).members()).extracting(Crowd.Member::user).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void aMemberKeepsThePasswordToItself() {
        Crowd.Member member = new Crowd(1).members().get(0);

        assertThat(member.toString()).doesNotContain(member.password());
    }
}
