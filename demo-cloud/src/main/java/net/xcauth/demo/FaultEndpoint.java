package net.xcauth.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import net.xcauth.demo.http.Form;
import net.xcauth.demo.http.HttpReply;

/**
 * {@code POST /demo/fault} sets a fault. Form fields: {@code fault}, one of {@link Fault#names()}; for {@code slow}
 * {@code delay} in milliseconds; optionally {@code operation} and {@code user}, which limit the fault. Accepts clients
 * on this machine only, and no web pages in its browsers.
 */
final class FaultEndpoint {

    static final String PATH = "/demo/fault";

    private static final int BODY_LIMIT = 4096;
    private static final String DEFAULT_DELAY = "2000";

    private final Setter set;

    /** Activates a fault; an empty operation or user means all. */
    @FunctionalInterface
    interface Setter {
        void set(Fault fault, String operation, String user);
    }

    FaultEndpoint(Setter set) {
        this.set = set;
    }

    HttpReply answer(HttpExchange exchange) throws IOException {
        // Browsers send Origin; a web page must not be able to reach this machine through them.
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()
                || exchange.getRequestHeaders().containsKey("Origin")) {
            return HttpReply.text(403, "only clients on this machine can set faults, and no web pages");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return HttpReply.POST_ONLY;
        }
        try {
            return change(Form.parse(exchange.getRequestBody().readNBytes(BODY_LIMIT)));
        } catch (Form.MalformedException e) {
            return HttpReply.text(400, String.valueOf(e.getMessage()));
        }
    }

    private HttpReply change(Form form) {
        Optional<Duration> delay = milliseconds(form.get("delay").isEmpty() ? DEFAULT_DELAY : form.get("delay"));
        if (delay.isEmpty()) {
            return HttpReply.text(400, "delay must be a number of milliseconds between 0 and 999999999");
        }
        String operation = form.get("operation");
        if (!operation.isEmpty() && !RequestLog.OPERATIONS.contains(operation)) {
            return HttpReply.text(400, "operation must be one of " + String.join(", ", RequestLog.OPERATIONS));
        }
        Optional<Fault> fault = Fault.named(form.get("fault"), delay.get());
        if (fault.isEmpty()) {
            return HttpReply.text(400, "fault must be one of " + String.join(", ", Fault.names()));
        }
        set.set(fault.get(), operation, form.get("user"));
        return HttpReply.text(200, "fault: " + form.get("fault"));
    }

    private static Optional<Duration> milliseconds(String number) {
        return number.matches("[0-9]{1,9}") ? Optional.of(Duration.ofMillis(Long.parseLong(number))) : Optional.empty();
    }
}
