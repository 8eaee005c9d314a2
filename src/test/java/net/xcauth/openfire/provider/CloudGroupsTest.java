package net.xcauth.openfire.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.test.Eventually;
import org.jivesoftware.openfire.group.GroupProvider;
import org.junit.jupiter.api.Test;

class CloudGroupsTest {
    private static final Map<String, String> HIDDEN = Map.of(Sharing.SHOW, Sharing.NOBODY);
    private static final Map<String, String> SHOWN = Map.of(Sharing.SHOW, Sharing.EVERYBODY);

    private final SharingStore store = mock();
    private final CloudGroups groups = new CloudGroups(new RosterDirectory(), mock(GroupProvider.class), store);

    @Test
    void sharingThatChangesWhileItIsReadIsReadAgain() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        when(store.all())
                .thenAnswer(call -> {
                    read.countDown();
                    changed.await();
                    return Map.of("Board", HIDDEN);
                })
                .thenReturn(Map.of("Board", SHOWN));
        Thread reader = new Thread(() -> groups.changed("Board"), "reader");
        reader.start();
        read.await();
        Thread changer = new Thread(groups::forgetSharing, "changer");
        changer.start();
        Eventually.until(
                "the change is told",
                () -> !changer.isAlive()
                        || changer.getState() == Thread.State.BLOCKED
                        || changer.getState() == Thread.State.WAITING);
        changed.countDown();
        changer.join();
        reader.join();
        assertThat(groups.changed("Board")).isEqualTo(SHOWN);
    }
}
