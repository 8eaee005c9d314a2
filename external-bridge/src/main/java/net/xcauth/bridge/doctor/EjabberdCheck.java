package net.xcauth.bridge.doctor;

import java.util.List;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.ejabberd.Ejabberd;
import net.xcauth.bridge.ejabberd.EjabberdException;
import net.xcauth.core.examination.Finding;

/** Whether ejabberd lets shared rosters be read; what is changed in them is not tried. */
public final class EjabberdCheck implements Check {

    @Override
    public String title() {
        return "ejabberd";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        if (config.rosters().ejabberd().isEmpty()) {
            findings.accept(Finding.ok(title(), "no groups are pushed to it: neither ejabberd-api nor ejabberdctl is "
                    + "configured"));
            return;
        }
        try (Ejabberd ejabberd = Ejabberd.of(config.rosters().ejabberd().get())) {
            List<String> hosts = ejabberd.hosts();
            for (String host : hosts) {
                findings.accept(Finding.ok(title(), host + " at " + ejabberd.name() + " has "
                        + ejabberd.groups(host).size() + " shared roster groups"));
            }
        } catch (EjabberdException e) {
            String[] parts = e.getMessage().split("; ", 2);
            findings.accept(Finding.fail(title(), parts[0], parts.length == 2 && e.kind()
                    == EjabberdException.Kind.NOT_ALLOWED ? "Do this: " + parts[1] + "."
                    : "Check that ejabberd runs, and ejabberd-api or ejabberdctl in the configuration."));
        }
    }
}
