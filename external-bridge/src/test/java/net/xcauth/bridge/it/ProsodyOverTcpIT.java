package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.RosterClient;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.test.Eventually;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.Test;

class ProsodyOverTcpIT extends ProsodyThroughModule {

    @Override
    void listen(BridgeProcess.Builder bridge, TempFolder folder) {
        bridge.listen("generic").option("--isuser-ttl", "1s", "--missing-confirmation", "1s");
    }

    @Test
    void clientsAreToldToTryLaterWhileTheCloudIsDown() {
        cloud().stopListening();
        try {
            assertRefused("o\\27hara\\20smith", "it's + 100% mine", "temporary-auth-failure");
        } finally {
            cloud().startListening();
        }
    }

    @Test
    void sessionsOfADisabledAccountEndWhenItsPasswordIsTried() throws Exception {
        cloud().accounts().addUser("gina", "Gina", "a password").addUser("hugo", "Hugo", "a password");
        try (RosterClient gina = RosterClient.login(server(), "gina", "a password");
                RosterClient hugo = RosterClient.login(server(), "hugo", "a password")) {
            cloud().accounts().addAppPassword("gina", "another password").disableUser("gina");

            assertRefused("gina", "another password", "not-authorized");

            Eventually.until("gina is logged out", () -> !gina.isOnline());
            assertThat(hugo.isOnline()).isTrue();
        }
    }

    @Test
    void sessionsOfADeletedAccountEndOnceTheCloudHasConfirmedIt() throws Exception {
        cloud().accounts().addUser("jill", "Jill", "a password").addUser("kim", "Kim", "a password");
        try (RosterClient jill = RosterClient.login(server(), "jill", "a password");
                RosterClient kim = RosterClient.login(server(), "kim", "a password");
                Wire other = bridge().connect("generic")) {
            cloud().accounts().deleteUser("jill");

            Eventually.until(
                    "jill does not exist",
                    () -> other.ask("isuser:jill:example.org").equals("0"));

            Eventually.until("jill is logged out", () -> !jill.isOnline());
            assertThat(kim.isOnline()).isTrue();
            assertRefused("jill", "a password", "not-authorized");
        }
    }

    @Test
    void sessionsOfAnAccountThatIsFoundDisabledElsewhereEndAtTheNextCheck() throws Exception {
        cloud().accounts().addUser("ida", "Ida", "a password");
        try (RosterClient ida = RosterClient.login(server(), "ida", "a password");
                Wire other = bridge().connect("generic")) {
            cloud().accounts().addAppPassword("ida", "another password").disableUser("ida");

            assertThat(other.ask("auth:ida:example.org:another password")).isEqualTo("0");

            Eventually.until("ida is logged out", () -> !ida.isOnline());
        }
    }
}
