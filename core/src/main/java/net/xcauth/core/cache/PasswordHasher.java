package net.xcauth.core.cache;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import net.xcauth.core.cache.BcryptScheduler.Kind;
import net.xcauth.core.crypto.Sha256;
import net.xcauth.core.user.UserKey;

/** Hashes and compares passwords with bcrypt, on threads of its own: slow by design, it must not delay others. */
public final class PasswordHasher implements AutoCloseable {
    /** bcrypt reads 72 bytes, including a final NUL, and would ignore the rest. */
    private static final int LONGEST_PLAIN_BYTES = 71;

    private static final byte[] LONG_PASSWORD_LABEL = "xcauth long password\0".getBytes(StandardCharsets.UTF_8);
    /** Version, rounds, then salt and digest in bcrypt's own base 64. */
    private static final Pattern BCRYPT_HASH = Pattern.compile("\\$2[abxy]?\\$[0-3][0-9]\\$[./A-Za-z0-9]{53}");

    private static final Duration QUIET = Duration.ofSeconds(1);

    private final int rounds;
    private final BcryptScheduler scheduler;

    /**
     * @param rounds  logarithm of the work, 4 to 31
     * @param threads the number of simultaneous computations
     * @param waiting the number of awaited comparisons, of other comparisons and of passwords to be hashed that may
     *                wait; more are rejected
     * @throws IllegalArgumentException if {@code rounds} is out of range
     */
    public PasswordHasher(int rounds, int threads, int waiting) {
        this(rounds, threads, waiting, System::nanoTime, QUIET);
    }

    /** For tests: measures with their clock, and starts all comparisons without delay. */
    public PasswordHasher(int rounds, int threads, int waiting, LongSupplier nanos) {
        this(rounds, threads, waiting, nanos, Duration.ZERO);
    }

    PasswordHasher(int rounds, int threads, int waiting, LongSupplier nanos, Duration quiet) {
        if (rounds < BCrypt.MIN_COST || rounds > BCrypt.MAX_COST) {
            throw new IllegalArgumentException("bcrypt rounds must be 4 to 31, got " + rounds);
        }
        this.rounds = rounds;
        scheduler = new BcryptScheduler(threads, waiting, rounds, nanos, quiet);
    }

    /**
     * Hashes a password.
     *
     * @return a hash such as {@code $2b$…}; fails with {@link RejectedExecutionException} if too many are waiting
     */
    public CompletableFuture<String> hash(String password) {
        return scheduler.submit(
                Kind.HASH,
                Optional.empty(),
                rounds,
                () -> new String(
                        BCrypt.with(BCrypt.Version.VERSION_2B).hash(rounds, bcryptInput(password)),
                        StandardCharsets.US_ASCII));
    }

    /**
     * Compares a password with a hash. A damaged hash matches no password.
     *
     * @param user    whose password it is
     * @param awaited true if a login waits for the result; if not, see {@link #hurry}
     * @return true if the password matches; fails with {@link RejectedExecutionException} if too many are waiting
     */
    public CompletableFuture<Boolean> matches(UserKey user, String password, String hash, boolean awaited) {
        return scheduler.submit(
                awaited ? Kind.AWAITED_COMPARISON : Kind.DEFERRED_COMPARISON,
                Optional.of(user),
                isHash(hash) ? rounds(hash) : 0,
                () -> isHash(hash)
                        && BCrypt.verifyer()
                                .verify(bcryptInput(password), hash.getBytes(StandardCharsets.US_ASCII))
                                .verified);
    }

    /** Gives priority to comparisons of this user that no login has waited for, because one does now. */
    public void hurry(UserKey user) {
        scheduler.hurry(user);
    }

    /** The time that a login starting now is expected to wait for comparisons with these hashes. */
    public Duration expected(List<String> hashes) {
        return scheduler.expected(hashes.stream().filter(PasswordHasher::isHash).mapToInt(PasswordHasher::rounds));
    }

    /** Accepts nothing more, and waits for unfinished work, at most this long. */
    public void finish(Duration timeout) {
        scheduler.finish(timeout);
    }

    /** Rejects the work that is still waiting. */
    @Override
    public void close() {
        scheduler.close();
    }

    private static boolean isHash(String hash) {
        return BCRYPT_HASH.matcher(hash).matches();
    }

    private static int rounds(String hash) {
        int at = hash.indexOf('$', 1) + 1;
        return Integer.parseInt(hash.substring(at, at + 2));
    }

    /**
     * Longer passwords are digested first instead of being truncated. So are passwords with a NUL: bcrypt repeats its
     * key with a NUL in between, so that {@code a} and {@code a NUL a} would be the same password.
     */
    static byte[] bcryptInput(String password) {
        byte[] plain = password.getBytes(StandardCharsets.UTF_8);
        return plain.length <= LONGEST_PLAIN_BYTES && password.indexOf('\0') < 0
                ? plain
                : Base64.getEncoder().encode(Sha256.of(LONG_PASSWORD_LABEL, plain));
    }
}
