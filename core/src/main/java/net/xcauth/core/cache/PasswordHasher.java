package net.xcauth.core.cache;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** bcrypt, on a bounded pool of its own: it is slow by design and must not hold up anybody who needs none. */
public final class PasswordHasher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PasswordHasher.class);
    /** bcrypt reads 72 bytes with the closing NUL; what is longer would be cut. */
    private static final int LONGEST_PLAIN_BYTES = 71;
    private static final byte[] LONG_PASSWORD_LABEL = "xcauth long password\0".getBytes(StandardCharsets.UTF_8);

    /** Version, rounds, then salt and digest in bcrypt's own base 64. */
    private static final Pattern BCRYPT_HASH = Pattern.compile("\\$2[abxy]?\\$[0-3][0-9]\\$[./A-Za-z0-9]{53}");

    private final int rounds;
    private final ThreadPoolExecutor pool;

    /**
     * @param rounds  logarithm of the work, 4 to 31
     * @param threads how many are computed at once
     * @param waiting how many may wait; more are refused
     * @throws IllegalArgumentException when a number is out of range
     */
    public PasswordHasher(int rounds, int threads, int waiting) {
        if (rounds < BCrypt.MIN_COST || rounds > BCrypt.MAX_COST) {
            throw new IllegalArgumentException("bcrypt rounds are " + rounds + ", must be 4 to 31");
        }
        this.rounds = rounds;
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting),
                task -> {
                    Thread thread = new Thread(task, "xcauth-bcrypt-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Hashes a password, {@code $2b$…}.
     *
     * @return completes exceptionally with {@link RejectedExecutionException} when too many wait
     */
    public CompletableFuture<String> hash(String password) {
        return compute(() -> new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(rounds, bcryptInput(password)),
                StandardCharsets.US_ASCII));
    }

    /**
     * Whether the password is the one that was hashed. A damaged hash matches nothing.
     *
     * @return completes exceptionally with {@link RejectedExecutionException} when too many wait
     */
    public CompletableFuture<Boolean> matches(String password, String hash) {
        return compute(() -> isHash(hash) && BCrypt.verifyer()
                .verify(bcryptInput(password), hash.getBytes(StandardCharsets.US_ASCII)).verified);
    }

    /** Takes on nothing more, and waits this long for what is under way. */
    public void finish(Duration patience) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} passwords could not be hashed in time, so they are not stored", pool.getQueue().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private static boolean isHash(String hash) {
        return BCRYPT_HASH.matcher(hash).matches();
    }

    private <T> CompletableFuture<T> compute(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, pool);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Longer passwords are hashed first, never cut. So are those with a NUL: bcrypt repeats its key with a NUL
     * between, so that {@code a} and {@code a NUL a} would be the same password.
     */
    static byte[] bcryptInput(String password) {
        byte[] plain = password.getBytes(StandardCharsets.UTF_8);
        if (plain.length <= LONGEST_PLAIN_BYTES && password.indexOf('\0') < 0) {
            return plain;
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(LONG_PASSWORD_LABEL);
            return Base64.getEncoder().encode(sha256.digest(plain));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
