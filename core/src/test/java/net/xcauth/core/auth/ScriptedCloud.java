package net.xcauth.core.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.cloud.jsxc.RosterJson;

/** A cloud with passwords, users, outages and delays that tests control. Counts the requests. */
final class ScriptedCloud implements Cloud {
    final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger passwordsAsked = new AtomicInteger();
    private final Map<String, Set<String>> passwords = new ConcurrentHashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private volatile Cause failure;
    private volatile Predicate<String> failing = account -> true;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> appPasswordOnly = ConcurrentHashMap.newKeySet();
    /** Names that are refused without a query. */
    final Set<String> impossible = ConcurrentHashMap.newKeySet();

    private volatile Endpoint lastEndpoint;
    private volatile String lastAccount;

    private volatile Function<String, Proof> kinds = password -> Proof.UNKNOWN;
    private volatile Function<String, Proof> forms = password -> Proof.UNKNOWN;
    volatile CountedGuesses counted = CountedGuesses.NONE;
    /** True if rosters come from memory. */
    volatile boolean rosterRemembered;

    /** Reports the kinds of accepted passwords from now on. */
    void tellKinds(Function<String, Proof> ofPassword) {
        kinds = ofPassword;
    }

    /** Does the same, and also determines the kind before a password is sent. */
    void takeForms(Function<String, Proof> ofPassword) {
        kinds = ofPassword;
        forms = ofPassword;
    }

    @Override
    public Proof proof(Endpoint endpoint, String password) {
        return forms.apply(password);
    }

    @Override
    public CompletableFuture<Answer<CountedGuesses>> countedGuesses(Endpoint endpoint) {
        return CompletableFuture.completedFuture(new Answer.Yes<>(counted));
    }

    void allow(String account, String... accepted) {
        passwords.put(account, new HashSet<>(Set.of(accepted)));
    }

    void delete(String account) {
        passwords.remove(account);
    }

    void fail(Cause cause) {
        fail(cause, account -> true);
    }

    /** @param failing the accounts whose requests fail */
    void fail(Cause cause, Predicate<String> failing) {
        this.failing = failing;
        failure = cause;
    }

    /** Refuses the account's right passwords from now on, as for a disabled account. */
    void disable(String account) {
        refused.add(account);
    }

    void enable(String account) {
        refused.remove(account);
    }

    /** Checks no login passwords of the account from now on, as with two-factor authentication. */
    void requireAppPassword(String account) {
        appPasswordOnly.add(account);
    }

    void recover() {
        failure = null;
    }

    /** From now on, answers are determined at once but delivered by {@link #release}. */
    void hold() {
        synchronized (held) {
            holding = true;
        }
    }

    void release() {
        deliver(held());
    }

    /** Does the same as {@link #release}, with the latest answer first. */
    void releaseLastFirst() {
        List<Runnable> answers = held();
        Collections.reverse(answers);
        deliver(answers);
    }

    private static void deliver(List<Runnable> answers) {
        answers.forEach(Runnable::run);
    }

    private List<Runnable> held() {
        synchronized (held) {
            holding = false;
            List<Runnable> answers = new ArrayList<>(held);
            held.clear();
            return answers;
        }
    }

    /** True if an answer is waiting to be delivered. */
    boolean holds() {
        synchronized (held) {
            return !held.isEmpty();
        }
    }

    /** The number of requests since the last call of this method. */
    int requests() {
        return asked.getAndSet(0);
    }

    /** The number of password checks since the last call of this method. */
    int passwordChecks() {
        return passwordsAsked.getAndSet(0);
    }

    Endpoint lastEndpoint() {
        return lastEndpoint;
    }

    String lastAccount() {
        return lastAccount;
    }

    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
        if (impossible.contains(account)) {
            return CompletableFuture.completedFuture(
                    Answer.No.unasked(Answer.No.About.PASSWORD, "such a name is impossible"));
        }
        note(endpoint, account);
        passwordsAsked.incrementAndGet();
        if (appPasswordOnly.contains(account)) {
            return deliver(account, new Answer.No<>(Answer.No.About.METHOD, "needs an app password"));
        }
        return deliver(
                account,
                !passwords.getOrDefault(account, Set.of()).contains(password)
                        ? new Answer.No<>("wrong password")
                        : !refused.contains(account)
                                ? new Answer.Yes<>(new Identity(
                                        account, Optional.empty(), Optional.empty(), kinds.apply(password)))
                                : new Answer.No<>(Answer.No.About.ACCOUNT, "account disabled"));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
        if (impossible.contains(account)) {
            return CompletableFuture.completedFuture(
                    Answer.No.unasked(Answer.No.About.ACCOUNT, "such a name is impossible"));
        }
        note(endpoint, account);
        return deliver(
                account, passwords.containsKey(account) ? new Answer.Yes<>(true) : new Answer.No<>("no such user"));
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
        if (rosterRemembered) {
            return CompletableFuture.completedFuture(
                    new Answer.Yes<>(CloudRoster.of(List.of(), Map.of(), Set.of(), CloudRoster.Origin.MEMORY)));
        }
        note(endpoint, account);
        return deliver(
                account,
                passwords.containsKey(account)
                        ? new Answer.Yes<>(RosterJson.read("{\"result\":\"success\",\"data\":{\"sharedRoster\":[]}}"))
                        : new Answer.No<>(Answer.No.About.ACCOUNT, "no such user"));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        return exists(endpoint, MadeUpAccount.create().account());
    }

    private void note(Endpoint endpoint, String account) {
        asked.incrementAndGet();
        lastEndpoint = endpoint;
        lastAccount = account;
    }

    private <T> CompletableFuture<Answer<T>> deliver(String account, Answer<T> decided) {
        Answer<T> answer = failure == null || !failing.test(account)
                ? decided
                : new Answer.Unreachable<>(failure, "scripted " + failure);
        CompletableFuture<Answer<T>> future = new CompletableFuture<>();
        synchronized (held) {
            if (holding) {
                held.add(() -> future.complete(answer));
                return future;
            }
        }
        future.complete(answer);
        return future;
    }

    @Override
    public void close() {
        release();
    }
}
