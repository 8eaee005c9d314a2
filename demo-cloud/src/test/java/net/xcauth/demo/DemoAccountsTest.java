package net.xcauth.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.directory.UserGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoAccountsTest {

    private final DemoAccounts accounts = DemoAccounts.empty()
            .addUser("Ann", "Ann A", "one")
            .addUser("ben", "Ben B", "two")
            .joinGroup("Ann", "Red")
            .joinGroup("ben", "Red")
            .joinGroup("ben", "Blue");

    @Test
    void aChangedPasswordReplacesTheOldOne() {
        accounts.setPassword("ann", "new");

        assertThat(account("ann").accepts("new")).isTrue();
        assertThat(account("ann").accepts("one")).isFalse();
    }

    @Test
    void rostersHaveTheNewDisplayName() {
        accounts.setDisplayName("ann", "Ann B");

        assertThat(roster("ben").get("Ann").name()).isEqualTo("Ann B");
    }

    @Test
    void appPasswordsWorkAlongsideThePasswordUntilRevoked() {
        accounts.addAppPassword("Ann", "phone").addAppPassword("Ann", "laptop").revokeAppPassword("Ann", "phone");

        assertThat(account("ann").accepts("one")).isTrue();
        assertThat(account("ann").accepts("laptop")).isTrue();
        assertThat(account("ann").accepts("phone")).isFalse();
    }

    @Test
    void aDeletedUserIsRemovedFromGroups() {
        accounts.deleteUser("ANN");

        assertThat(accounts.find("ann")).isEmpty();
        assertThat(roster("ben")).containsOnlyKeys("ben");
    }

    @Test
    void groupsCanBeJoinedLeftAndRenamed() {
        accounts.joinGroup("ann", "Blue").renameGroup("Red", "Crimson");
        assertThat(roster("Ann").get("ben").groups()).containsExactly("Crimson", "Blue");

        accounts.leaveGroup("ANN", "Crimson");
        assertThat(roster("Ann").get("ben").groups()).containsExactly("Blue");
        assertThat(roster("ben").get("Ann").groups()).containsExactly("Blue");
    }

    @Test
    void changingWhatDoesNotExistFails() {
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.setPassword("zoe", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.deleteUser("zoe"));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.joinGroup("zoe", "Red"));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.leaveGroup("ann", "Green"));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.renameGroup("Green", "Red"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts.revokeAppPassword("ann", "secret-one"))
                .withMessageNotContaining("secret-one");
    }

    @Test
    void namesAreUnique() {
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.addUser("aNN", "Other", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.renameGroup("Red", "Blue"));
    }

    @Test
    void theTextsOfAccountsAndSettingsOmitSecrets() {
        accounts.addAppPassword("ann", "phone-secret").setPassword("ann", "main-secret");

        assertThat(account("ann").toString()).isEqualTo("Account[Ann]");
        assertThat(DemoSettings.defaults().withSecret("api-secret").toString()).doesNotContain("api-secret");
    }

    @Test
    void concurrentChangesAreNotLost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            threads.invokeAll(IntStream.range(0, 2000)
                    .<Callable<DemoAccounts>>mapToObj(
                            i -> () -> accounts.addUser("user" + i, "User", "x").joinGroup("user" + i, "Red"))
                    .toList());
        } finally {
            threads.shutdownNow();
        }

        assertThat(roster("ann")).hasSize(2002);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"users\": [{\"id\": \"x\", \"password\": hunter2}]} | line 1",
                "{\"users\": [{\"id\": \"x\", \"passwort\": \"hunter2\"}]} | users[0].passwort",
                "{\"users\": [{\"id\": \"x\", \"password\": [\"hunter2\"]}]} | users[0].password",
                "{\"users\": \"hunter2\"} | users",
                "{\"users\": [{\"password\": \"hunter2\"}]} | every user needs an \"id\"",
                "{\"users\": [{\"id\": \"x\"}]} | user x needs a \"password\"",
                "{\"users\": [null]} | every user needs an \"id\"",
                "{\"groups\": [{\"name\": \"G\", \"members\": [\"x\"]}]} | x, member of group G, is not one of the users",
                "{\"groups\": [{\"name\": \"G\", \"admins\": [\"x\"]}]} | x, administrator of group G, is not one of the users",
                "{\"groups\": [{\"members\": []}]} | every group needs a \"name\"",
                "{\"users\": []} hunter2 | line 1",
                "[] | not valid JSON of the expected form",
                "null | expected an object",
                "~~ | not valid JSON of the expected form",
            })
    void anInvalidFileIsExplainedWithoutQuotingIt(String json, String explanation, @TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("accounts.json"), json);

        assertThatThrownBy(() -> AccountsFile.read(file))
                .isInstanceOf(InvalidAccountsException.class)
                .hasMessageContaining(explanation)
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("\n")
                .hasNoCause();
    }

    @Test
    void theNameDefaultsToTheId(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.json"), "{\"users\": [{\"id\": \"x\", \"password\": \"y\"}]}");

        assertThat(AccountsFile.read(file).find("x"))
                .get()
                .extracting(Account::name)
                .isEqualTo("x");
    }

    @Test
    void aFileHasTheAttributesOfNextcloudAccountsAndGroups(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.json"), """
                {"users": [
                  {"id": "x", "password": "y", "email": "x@example.org", "twoFactor": true, "disabled": true},
                  {"id": "0b5c", "password": "y", "ldapLogin": "lena"}],
                 "groups": [{"id": "staff", "name": "Staff", "members": ["x"], "admins": ["0b5c"]}, {"name": "Old"}]}""");

        DemoAccounts read = AccountsFile.read(file);

        assertThat(read.find("x")).get().satisfies(account -> {
            assertThat(account.email()).hasValue("x@example.org");
            assertThat(account.twoFactor()).isTrue();
            assertThat(account.enabled()).isFalse();
        });
        assertThat(read.fromLdap()).extracting(Account::id).containsExactly("0b5c");
        assertThat(read.groups())
                .containsExactly(
                        new UserGroup("staff", "Staff", List.of("x"), List.of("0b5c")),
                        new UserGroup("Old", "Old", List.of(), List.of()));
    }

    @Test
    void aGroupIsFoundByIdBeforeName() {
        accounts.addGroup("Crimson", "Other").renameGroup("Red", "Crimson").joinGroup("ann", "Crimson");

        assertThat(accounts.groupsOf(account("ann"))).containsExactly("Red", "Crimson");
        assertThat(accounts.deleteGroup("Crimson").groupsOf(account("ann"))).containsExactly("Red");
        assertThat(accounts.leaveGroup("ann", "Crimson").groupsOf(account("ann")))
                .isEmpty();
    }

    @Test
    void cardsChangeWithAccountsButNotWithGroups() {
        long before = accounts.changeToken();
        accounts.joinGroup("ann", "Blue").setPassword("ann", "x").addAppPassword("ann", "y");
        assertThat(accounts.changesAfter(before)).isEmpty();

        accounts.setDisplayName("ann", "A").disableUser("ben").setEmail("ann", "ann@example.org");
        assertThat(accounts.changesAfter(before))
                .extracting(
                        UserDirectory.CardChange::card,
                        change -> change.account().isPresent())
                .containsExactly(tuple("Database:ben.vcf", false), tuple("Database:Ann.vcf", true));
    }

    private Account account(String id) {
        return accounts.find(id).orElseThrow();
    }

    private Map<String, UserDirectory.Contact> roster(String id) {
        return accounts.rosterOf(account(id));
    }
}
