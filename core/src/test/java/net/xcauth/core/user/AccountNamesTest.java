package net.xcauth.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountNamesTest {

    @Test
    void anAccountNameMayEqualTheUserName() {
        assertThat(AccountNames.LOCAL.accountOf("o\\27hara")).isEqualTo("o'hara");
        assertThat(AccountNames.LOCAL.userOf("Alice")).contains("alice");
        assertThat(AccountNames.LOCAL.userOf("alice@example.org")).contains("alice\\40example.org");
    }

    @Test
    void anAccountNameMayHaveTheDomainOrNot() {
        AccountNames names = new AccountNames("example.org", false);

        assertThat(names.accountOf("alice")).isEqualTo("alice");
        assertThat(names.userOf("alice")).contains("alice");
        assertThat(names.userOf("Alice@Example.org")).contains("alice");
    }

    @Test
    void ifTheDomainIsRequiredOtherAccountsAreNotUsers() {
        AccountNames names = AccountNames.inDomain("Example.org");

        assertThat(names.accountOf("alice")).isEqualTo("alice@example.org");
        assertThat(names.userOf("Alice@Example.ORG")).contains("alice");
        assertThat(names.userOf("alice")).isEmpty();
        assertThat(names.userOf("alice@example.com")).isEmpty();
        assertThat(names.userOf("@example.org")).isEmpty();
    }

    @Test
    void anInvalidDomainRemainsUnchanged() {
        assertThat(AccountNames.inDomain("a..b").domain()).isEqualTo("a..b");
    }
}
