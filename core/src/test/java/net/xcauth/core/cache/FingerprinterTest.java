package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.Test;

/** Two logins share the result of a comparison if their attempts are equal, so these must not be for two users. */
class FingerprinterTest {
    private final Fingerprinter fingerprinter = new Fingerprinter();

    private Attempt attempt(String account, String domain, String password) {
        return fingerprinter.attempt(new UserKey(account, domain), password);
    }

    @Test
    void theSameUserAndPasswordAreEqual() {
        Attempt one = attempt("alice", "example.org", "wonderland");
        Attempt other = attempt("Alice", "Example.org", "wonderland");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
    }

    @Test
    void anotherUserDomainOrPasswordIsNot() {
        List<Attempt> attempts = Stream.of("alice", "carol")
                .flatMap(account -> Stream.of("example.org", "example.net")
                        .flatMap(domain -> Stream.of("wonderland", "wanderland")
                                .map(password -> attempt(account, domain, password))))
                .toList();
        assertThat(attempts)
                .doesNotHaveDuplicates()
                .extracting(Attempt::hashCode)
                .doesNotHaveDuplicates();
    }

    @Test
    void namesAndPasswordsThatAreTheSameInARowAreNot() {
        assertThat(attempt("al", "iceexample.org", "wonderland"))
                .isNotEqualTo(attempt("alice", "example.org", "wonderland"))
                .isNotEqualTo(attempt("al", "iceexample.or", "gwonderland"));
    }

    @Test
    void aNulInANameDoesNotMakeThemTheSame() {
        assertThat(attempt("a\0\0b", "c", "password")).isNotEqualTo(attempt("a", "b", "\0\0cpassword"));
    }

    @Test
    void theKeyIsRandom() {
        assertThat(attempt("alice", "example.org", "wonderland"))
                .isNotEqualTo(new Fingerprinter().attempt(new UserKey("alice", "example.org"), "wonderland"));
    }
}
