package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class BenchUsersTest {

    @Test
    void allNamesDiffer() {
        assertThat(new BenchUsers(300).list())
                .extracting(BenchUsers.User::name)
                .hasSize(300)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLaterRangeContinuesAnEarlierOne() {
        assertThat(new BenchUsers(3, 2, false).list())
                .extracting(BenchUsers.User::jid, BenchUsers.User::password)
                .containsExactly(
                        tuple("user00003@example.org", "right-password-3"),
                        tuple("user00004@example.org", "right-password-4"));
        assertThat(new BenchUsers(0, 5, false).list().subList(3, 5)).isEqualTo(new BenchUsers(3, 2, false).list());
    }

    @Test
    void aSharedPasswordIsThatOfUserZero() {
        assertThat(new BenchUsers(1, 3, true).list())
                .extracting(BenchUsers.User::password)
                .containsOnly(new BenchUsers(1).list().get(0).password());
    }

    @Test
    void theTextOfAUserOmitsThePassword() {
        BenchUsers.User user = new BenchUsers(1).list().get(0);

        assertThat(user.toString()).doesNotContain(user.password());
    }
}
