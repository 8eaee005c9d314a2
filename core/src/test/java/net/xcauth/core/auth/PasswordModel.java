package net.xcauth.core.auth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Determines which passwords of a user are valid, directly from the policy: a history of events, and sentences about
 * it. Short rather than fast, and it shares no code with the implementation that it is compared with.
 */
final class PasswordModel {
    private final Predicate<String> isLogin;
    private final Predicate<String> isApp;
    private final List<String> history = new ArrayList<>();
    private final Set<String> cached = new HashSet<>();
    private final Set<String> invalid = new HashSet<>();

    /** The kinds that the cloud reports; it does not report those of all other passwords. */
    PasswordModel(Predicate<String> isLogin, Predicate<String> isApp) {
        this.isLogin = isLogin;
        this.isApp = isApp;
    }

    Set<String> valid() {
        Set<String> valid = new TreeSet<>(cached);
        valid.removeAll(invalid);
        return valid;
    }

    /**
     * "App passwords neither supersede nor are superseded. Of login passwords only the one accepted last is valid." And
     * if the cloud does not report kinds: "When it accepts a password that was not valid in the cache, every other
     * cached password of the user is superseded."
     */
    void accepted(String password) {
        if (isLogin.test(password)) {
            invalid.addAll(cached.stream().filter(isLogin).toList());
        }
        if (isLogin.test(password) || isApp.test(password)) {
            cached.add(password);
            invalid.remove(password);
            return;
        }
        boolean wasValid = valid().contains(password);
        history.add(password + " accepted");
        cached.add(password);
        invalid.remove(password);
        if (!wasValid) {
            for (String other : cached) {
                if (!other.equals(password)
                        && !(wasAcceptedAfter(other, password) && wasAcceptedAfter(password, other))) {
                    history.add(other + " superseded by " + password);
                    invalid.add(other);
                }
            }
        }
    }

    /** "… each has been superseded by the other and accepted again since" */
    private boolean wasAcceptedAfter(String password, String other) {
        int superseded = history.indexOf(password + " superseded by " + other);
        return superseded >= 0 && history.lastIndexOf(password + " accepted") > superseded;
    }

    /** "No removes exactly the cached password that was tried." Then the others "must be confirmed by the cloud". */
    void refused(String password) {
        if (cached.remove(password)) {
            history.removeIf(entry -> List.of(entry.split(" ")).contains(password));
            invalid.addAll(cached);
        }
    }
}
