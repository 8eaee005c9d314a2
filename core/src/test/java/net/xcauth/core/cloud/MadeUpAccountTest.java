package net.xcauth.core.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MadeUpAccountTest {
    @Test
    void isDifferentEachTime() {
        assertThat(MadeUpAccount.create().account())
                .isNotEqualTo(MadeUpAccount.create().account());
        assertThat(MadeUpAccount.create().password())
                .isNotEqualTo(MadeUpAccount.create().password());
    }

    @Test
    void doesNotShowItsPassword() {
        MadeUpAccount stranger = MadeUpAccount.create();

        assertThat(stranger.toString()).contains(stranger.account()).doesNotContain(stranger.password());
    }
}
