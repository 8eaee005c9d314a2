package net.xcauth.openfire.console;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.openfire.administration.Administration;

/** Tries what is configured, step by step. */
public final class TestPage extends ConsolePage {
    private static final long serialVersionUID = 1L;

    /** Made by Openfire. */
    public TestPage() {
        super("nextcloud-test");
    }

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        show(visit, administration, Map.of());
    }

    private static void show(Visit visit, Administration administration, Map<String, Object> results)
            throws IOException {
        Map<String, Object> model = new HashMap<>(results);
        model.put("isConfigured", administration.service().isPresent());
        model.put("user", visit.parameter("user"));
        visit.show("test", model);
    }

    @Override
    void act(Visit visit, Administration administration) throws IOException {
        if (administration.service().isEmpty()) {
            show(visit, administration);
            return;
        }
        CloudTests tests = new CloudTests(
                administration.settings(), administration.service().get(), visit.language(), Clock.systemUTC());
        String user = visit.parameter("user");
        switch (visit.parameter("test")) {
            case "login" -> {
                visit.audit("login tested", "user: " + user);
                show(visit, administration, steps("test.login", tests.login(user, visit.password())));
            }
            case "roster" -> {
                visit.audit("roster looked at", "user: " + user);
                Map<String, Object> results = new HashMap<>(tests.roster(user));
                results.put("heading", "test.roster");
                show(visit, administration, results);
            }
            default -> show(visit, administration, steps("test.connection", tests.connection()));
        }
    }

    private static Map<String, Object> steps(String heading, List<Step> steps) {
        return Map.of("heading", heading, "hasSteps", true, "steps", steps);
    }
}
