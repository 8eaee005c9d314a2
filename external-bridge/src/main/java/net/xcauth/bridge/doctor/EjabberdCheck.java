package net.xcauth.bridge.doctor;

import java.util.List;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.ejabberd.Ejabberd;
import net.xcauth.bridge.ejabberd.EjabberdException;
import net.xcauth.bridge.ejabberd.EjabberdSettings;
import net.xcauth.core.examination.Finding;

/** Checks that ejabberd allows xcauth to read and change shared rosters; nothing is changed. */
public final class EjabberdCheck implements Check {

    @Override
    public String title() {
        return "ejabberd";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        if (config.rosters().ejabberd().isEmpty()) {
            findings.accept(Finding.ok(title(), "not used: neither ejabberd-api nor ejabberdctl is configured"));
            return;
        }
        EjabberdSettings settings = config.rosters().ejabberd().get();
        try (Ejabberd ejabberd = Ejabberd.of(settings)) {
            List<String> hosts = ejabberd.hosts();
            for (String host : hosts) {
                int groups = ejabberd.groups(host).size();
                ejabberd.tryCommands(host, settings.kick() != EjabberdSettings.Kick.NEVER);
                findings.accept(Finding.ok(
                        title(),
                        host + " at " + ejabberd.name() + " has " + groups
                                + " shared roster groups, and allows all commands that doctor can try"));
            }
            if (ejabberd.isQuick() && !hosts.isEmpty()) {
                readNames(ejabberd, hosts.get(0), findings);
            }
        } catch (EjabberdException e) {
            findings.accept(Finding.fail(
                    title(),
                    problem(e),
                    e.kind() == EjabberdException.Kind.NOT_ALLOWED
                            ? remedy(e)
                            : "Check that ejabberd is running, and that ejabberd-api or ejabberdctl in the "
                                    + "configuration is right."));
        }
    }

    private void readNames(Ejabberd ejabberd, String host, Consumer<Finding> findings) throws EjabberdException {
        try {
            ejabberd.tryReadingNames(host);
        } catch (EjabberdException e) {
            if (e.kind() != EjabberdException.Kind.NOT_ALLOWED) {
                throw e;
            }
            findings.accept(
                    Finding.warn(title(), "full names that ejabberd loses are not restored: " + problem(e), remedy(e)));
        }
    }

    private static String problem(EjabberdException failure) {
        return failure.getMessage().split("; ", 2)[0];
    }

    private static String remedy(EjabberdException failure) {
        String[] parts = failure.getMessage().split("; ", 2);
        return parts.length == 2 ? "Do this: " + parts[1] + "." : "See docs/ejabberd.md.";
    }
}
