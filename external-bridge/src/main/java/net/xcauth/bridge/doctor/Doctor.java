package net.xcauth.bridge.doctor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Text;

/**
 * Examines an installation from its configuration to a login, and reports which step fails and what to do. It queries
 * the clouds about an account that does not exist, once with a wrong password, and connects to sockets; it changes
 * nothing.
 */
public final class Doctor {
    private static final String CONFIGURATION = "configuration";

    private final Loader loader;
    private final List<Check> checks;

    /** Reads the configuration. */
    @FunctionalInterface
    public interface Loader {
        /** @throws ConfigException for the first value that cannot be used */
        Config load() throws ConfigException;
    }

    /**
     * @param clock compared with the clocks of the clouds
     * @param login a login to try
     * @param more  further checks, run after the log folder and before the listeners
     */
    public Doctor(Loader loader, Clock clock, Optional<Login> login, List<Check> more) {
        this.loader = loader;
        checks = new ArrayList<>(List.of(
                new ConfigurationCheck(CONFIGURATION),
                new CloudCheck(clock),
                new TokenCheck(clock),
                new LogFolderCheck()));
        checks.addAll(more);
        checks.add(new ListenerCheck());
        login.ifPresent(user -> checks.add(new LoginCheck(user, clock)));
    }

    /** Examines everything. */
    public Report examine() {
        return examine(finding -> {});
    }

    /**
     * Examines everything, which takes a while if a cloud does not answer.
     *
     * @param listener receives each finding at once
     */
    public Report examine(Consumer<Finding> listener) {
        List<Finding> all = new ArrayList<>();
        Consumer<Finding> findings = finding -> {
            all.add(finding);
            listener.accept(finding);
        };
        Optional<Config> config = load(findings);
        for (Check check : checks) {
            if (config.isPresent()) {
                examine(check, config.get(), findings);
            } else if (!check.title().equals(CONFIGURATION)) {
                findings.accept(Finding.skip(check.title(), "there is no valid configuration"));
            }
        }
        return new Report(all);
    }

    private Optional<Config> load(Consumer<Finding> findings) {
        try {
            return Optional.of(loader.load());
        } catch (ConfigException e) {
            findings.accept(Finding.fail(
                    CONFIGURATION,
                    e.getMessage(),
                    "xcauth does not start until this is corrected. Correct it, then run xcauth doctor again."));
        } catch (RuntimeException e) {
            findings.accept(Finding.bug(Text.plain(CONFIGURATION), e));
        }
        return Optional.empty();
    }

    private static void examine(Check check, Config config, Consumer<Finding> findings) {
        try {
            check.examine(config, findings);
        } catch (RuntimeException e) {
            findings.accept(Finding.bug(Text.plain(check.title()), e));
        }
    }
}
