package net.xcauth.core.cache;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.AccountStore.StoredAccount;

/** The accounts with login names that differ from their ids, in the database, shared by all processes that use it. */
public final class StoredPairs implements AccountPairs {
    private final DatabasePersistence database;

    /** @param database closed by its owner */
    public StoredPairs(DatabasePersistence database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<Optional<Pair>> ofName(Endpoint.Nextcloud endpoint, String name) {
        return database.accounts(
                store -> store.ofName(endpoint.fingerprint(), name).map(StoredPairs::pair));
    }

    @Override
    public CompletableFuture<Known> of(Endpoint.Nextcloud endpoint, String name, String id) {
        return database.accounts(store -> new Known(
                store.ofName(endpoint.fingerprint(), name).map(StoredPairs::pair),
                store.ofId(endpoint.fingerprint(), id).map(StoredPairs::pair)));
    }

    @Override
    public CompletableFuture<List<Pair>> all(Endpoint.Nextcloud endpoint) {
        return database.accounts(store -> store.all(endpoint.fingerprint()).stream()
                .map(StoredPairs::pair)
                .toList());
    }

    @Override
    public CompletableFuture<Boolean> any(Endpoint.Nextcloud endpoint) {
        return database.accounts(store -> store.any(endpoint.fingerprint()));
    }

    @Override
    public CompletableFuture<Void> proven(Endpoint.Nextcloud endpoint, Pair pair) {
        return database.accounts(store -> {
                    store.put(endpoint.fingerprint(), new StoredAccount(pair.name(), pair.id(), pair.proven()));
                    return true;
                })
                .thenAccept(stored -> {});
    }

    @Override
    public CompletableFuture<Void> end(Endpoint.Nextcloud endpoint, String name) {
        return database.accounts(store -> store.remove(endpoint.fingerprint(), name))
                .thenAccept(removed -> {});
    }

    private static Pair pair(StoredAccount account) {
        return new Pair(account.name(), account.id(), account.proven());
    }
}
