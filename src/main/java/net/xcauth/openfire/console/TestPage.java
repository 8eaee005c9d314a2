package net.xcauth.openfire.console;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.openfire.administration.Administration;

/** The page Test. */
public final class TestPage extends ConsolePage {
    private static final long serialVersionUID = 1L;

    /** Called by Openfire. */
    public TestPage() {
        super("nextcloud-test");
    }

    @Override
    void show(Exchange exchange, Administration administration) throws IOException {
        show(exchange, administration, Map.of());
    }

    private static void show(Exchange exchange, Administration administration, Map<String, Object> results)
            throws IOException {
        Map<String, Object> model = new HashMap<>(results);
        model.put("isConfigured", administration.service().isPresent());
        model.put("user", exchange.parameter("user"));
        exchange.show("test", model);
    }

    @Override
    void act(Exchange exchange, Administration administration) throws IOException {
        if (administration.service().isEmpty()) {
            show(exchange, administration);
            return;
        }
        CloudTests tests = new CloudTests(
                administration.settings(), administration.service().get(), exchange.language(), Clock.systemUTC());
        String user = exchange.parameter("user");
        switch (exchange.parameter("test")) {
            case "login" -> {
                exchange.audit("login tested", "user: " + user);
                show(exchange, administration, steps("test.login", tests.login(user, exchange.password())));
            }
            case "roster" -> {
                exchange.audit("roster tested", "user: " + user);
                Map<String, Object> results = new HashMap<>(tests.roster(user));
                results.put("heading", "test.roster");
                show(exchange, administration, results);
            }
            default -> show(exchange, administration, steps("test.connection", tests.connection()));
        }
    }

    private static Map<String, Object> steps(String heading, List<Step> steps) {
        return Map.of("heading", heading, "hasSteps", true, "steps", steps);
    }
}
