package net.xcauth.bridge.ejabberd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;

/**
 * Calls ejabberd for many items, several at a time. A failure that concerns one item is recorded, and the other items
 * continue; one that would repeat itself for all of them ends the calls.
 */
final class ConcurrentCalls {
    private final ExecutorService callers;
    private final Map<String, EjabberdException> failures = new ConcurrentHashMap<>();
    private volatile Optional<EjabberdException> fatal = Optional.empty();

    /** @param callers as many threads as there may be calls at a time */
    ConcurrentCalls(ExecutorService callers) {
        this.callers = callers;
    }

    /** Calls ejabberd for one item. */
    @FunctionalInterface
    interface Call<T> {
        void run(T item) throws EjabberdException;
    }

    /** Queries ejabberd about one item; the result may be empty. */
    @FunctionalInterface
    interface Query<T, R> {
        Optional<R> run(T item) throws EjabberdException;
    }

    /**
     * Makes a call for each item, and waits for all of them.
     *
     * @param key of an item in {@link #failures}
     * @throws EjabberdException if further calls would fail, too; what has been done remains done
     */
    <T> void each(Collection<T> items, Function<T, String> key, Call<T> call) throws EjabberdException {
        List<Future<?>> running = new ArrayList<>();
        for (T item : items) {
            running.add(callers.submit(() -> {
                try {
                    check();
                    call.run(item);
                } catch (EjabberdException e) {
                    record(key.apply(item), e);
                }
            }));
        }
        for (Future<?> each : running) {
            await(each);
        }
        check();
    }

    /**
     * Makes a query for each item, and waits for all of them.
     *
     * @return the results, in any order
     * @throws EjabberdException if further calls would fail, too
     */
    <R> List<R> collect(Collection<String> items, Query<String, R> query) throws EjabberdException {
        List<R> results = Collections.synchronizedList(new ArrayList<>());
        each(items, item -> item, item -> query.run(item).ifPresent(results::add));
        return new ArrayList<>(results);
    }

    /** @throws EjabberdException if an earlier call has shown that further ones would fail, too */
    void check() throws EjabberdException {
        if (fatal.isPresent()) {
            throw fatal.get();
        }
    }

    private void record(String key, EjabberdException failure) {
        if (failure.kind() == Kind.FAILED) {
            failures.putIfAbsent(key, failure);
        } else {
            fatal = Optional.of(failure);
        }
    }

    private static void await(Future<?> call) throws EjabberdException {
        try {
            call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EjabberdException(
                    Kind.UNREACHABLE,
                    "xcauth is shutting down before everything is done, and continues after its next start",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The first failure of each item that has failed. */
    Map<String, EjabberdException> failures() {
        return failures;
    }
}
