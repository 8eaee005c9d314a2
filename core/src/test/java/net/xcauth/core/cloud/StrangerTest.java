package net.xcauth.core.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrangerTest {
    @Test
    void isAnotherOneEachTime() {
        assertThat(Stranger.create().account()).isNotEqualTo(Stranger.create().account());
        assertThat(Stranger.create().password()).isNotEqualTo(Stranger.create().password());
    }

    @Test
    void keepsThePasswordToThemselves() {
        Stranger stranger = Stranger.create();

        assertThat(stranger.toString()).contains(stranger.account()).doesNotContain(stranger.password());
    }
}
