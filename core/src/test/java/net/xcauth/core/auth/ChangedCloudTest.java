package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity.Proof;
import org.junit.jupiter.api.Test;

/**
 * Another cloud now serves a domain: nothing that the former one has said about its users is valid any longer. The cloud of
 * another domain stays.
 */
class ChangedCloudTest extends LoginFixture {
    private static final String OTHER_DOMAIN = "example.net";
    private static final Endpoint MOVED =
            new Endpoint.Jsxc(URI.create("https://elsewhere.example.org/api"), ENDPOINT.secrets(), DOMAIN);

    private void moveTo(Optional<Endpoint> now) {
        endpoint = now;
        authenticator.cloudChanged("Example.org");
    }

    private void move() {
        moveTo(Optional.of(MOVED));
    }

    private Outcome loginInOtherDomain(String user, String password) {
        return await(authenticator.authenticate(user, OTHER_DOMAIN, password));
    }

    private Outcome existsInOtherDomain(String user) {
        return await(authenticator.exists(user, OTHER_DOMAIN));
    }

    @Test
    void acceptedPasswordsAreForgotten() {
        login("alice", "wonderland");
        loginInOtherDomain("alice", "wonderland");
        pass(Duration.ZERO);
        move();
        cloud.fail(Cause.CONNECT);

        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        assertOutcome(loginInOtherDomain("alice", "wonderland"), YES, Reason.CACHED);
    }

    @Test
    void refusedPasswordsAreCheckedAgainEvenAfterAChangeThereAndBack() {
        login("alice", "changed");
        loginInOtherDomain("alice", "changed");
        cloud.allow("alice", "changed");
        move();
        moveTo(Optional.of(ENDPOINT));

        assertOutcome(login("alice", "changed"), YES, Reason.CLOUD);
        assertOutcome(loginInOtherDomain("alice", "changed"), NO, Reason.REFUSED_BEFORE);
    }

    @Test
    void usersWhoExistedAndUsersWhoWereMissingAreForgotten() {
        exists("alice");
        existsInOtherDomain("alice");
        exists("bob");
        cloud.delete("bob");
        clock.advance(Duration.ofMinutes(15));
        assertOutcome(exists("bob"), YES, Reason.UNCONFIRMED);
        move();

        assertOutcome(exists("bob"), NO, Reason.CLOUD);
        cloud.fail(Cause.CONNECT);
        assertOutcome(exists("alice"), CANNOT_TELL, Reason.UNREACHABLE);
        assertOutcome(existsInOtherDomain("alice"), YES, Reason.LAST_KNOWN);
    }

    @Test
    void disabledAccountsAreForgotten() {
        cloud.disable("alice");
        login("alice", "wonderland");
        loginInOtherDomain("alice", "wonderland");
        assertThat(login("alice", TOKEN).decision()).isEqualTo(NO);
        move();

        assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
        assertThat(await(authenticator.account("alice", OTHER_DOMAIN)).enabled())
                .contains(false);
    }

    /** Two wrong passwords are reserved for users with an accepted one. */
    @Test
    void usersWithAnAcceptedPasswordLoseTheirPrivilege() {
        authenticator = create(withoutPasswords());
        cloud.takeForms(password -> Proof.LOGIN_PASSWORD);
        cloud.counted = new CountedGuesses(false, 0);
        login("alice", "wonderland");
        loginInOtherDomain("alice", "wonderland");
        cloud.counted = new CountedGuesses(false, CountedGuesses.MOST_TOLD);
        clock.advance(Duration.ofMinutes(5));
        move();

        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.WITHHELD);
        assertOutcome(loginInOtherDomain("alice", "wonderland"), YES, Reason.CLOUD);
        assertOutcome(loginInOtherDomain("bob", "builder"), CANNOT_TELL, Reason.WITHHELD);
    }

    @Test
    void answersOfTheFormerCloudThatArriveLaterAreNotRemembered() {
        cloud.hold();
        List<CompletableFuture<?>> late = List.of(
                authenticator.authenticate("alice", DOMAIN, "wonderland"),
                authenticator.authenticate("bob", DOMAIN, "wrong"),
                authenticator.exists("bob", DOMAIN),
                authenticator.sharedRoster("alice", DOMAIN));
        move();
        cloud.release();
        late.forEach(LoginFixture::await);

        cloud.fail(Cause.CONNECT);
        assertOutcome(exists("alice"), CANNOT_TELL, Reason.UNREACHABLE);
        assertOutcome(exists("bob"), CANNOT_TELL, Reason.UNREACHABLE);
        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        assertOutcome(login("bob", "wrong"), CANNOT_TELL, Reason.UNREACHABLE);
    }

    @Test
    void noUserIsDeletedWhileNoCloudServesTheDomain() throws Exception {
        exists("alice");
        cloud.delete("alice");
        clock.advance(Duration.ofMinutes(15));
        assertOutcome(exists("alice"), YES, Reason.UNCONFIRMED);
        endpoint = Optional.empty();
        clock.advance(Duration.ofMinutes(10));
        authenticator.confirmMissing();

        assertThat(events).isEmpty();
        assertThat(await(authenticator.account("alice", DOMAIN)).enabled()).contains(true);
    }
}
