package net.xcauth.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import net.xcauth.demo.http.Form;
import net.xcauth.demo.http.Reply;

/**
 * {@code POST /demo/fault} with the form fields {@code fault} (one of {@link Fault#names()}) and, for {@code slow},
 * {@code delay} in milliseconds; {@code operation} and {@code user} restrict it to one operation and to one user. For clients on this machine only, and not for web pages open in its browsers.
 */
final class FaultControl {

    static final String PATH = "/demo/fault";

    private static final int BODY_LIMIT = 4096;
    private static final String DEFAULT_DELAY = "2000";

    private final Setter set;

    /** Activates a fault; empty texts stand for every operation and every user. */
    @FunctionalInterface
    interface Setter {
        void set(Fault fault, String operation, String user);
    }

    FaultControl(Setter set) {
        this.set = set;
    }

    Reply answer(HttpExchange exchange) throws IOException {
        // A browser names the page that a request comes from; a page must not reach through it to this machine.
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()
                || exchange.getRequestHeaders().containsKey("Origin")) {
            return Reply.text(403, "faults can be set from this machine only, and not by a web page");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return Reply.POST_ONLY;
        }
        try {
            return change(Form.parse(exchange.getRequestBody().readNBytes(BODY_LIMIT)));
        } catch (Form.MalformedException e) {
            return Reply.text(400, e.getMessage());
        }
    }

    private Reply change(Form form) {
        Optional<Duration> delay = milliseconds(form.get("delay").isEmpty() ? DEFAULT_DELAY : form.get("delay"));
        if (delay.isEmpty()) {
            return Reply.text(400, "delay must be a number of milliseconds between 0 and 999999999");
        }
        Optional<Fault> fault = Fault.named(form.get("fault"), delay.get());
        String operation = form.get("operation");
        if (!operation.isEmpty() && !RequestLog.OPERATIONS.contains(operation)) {
            return Reply.text(400, "operation must be one of " + String.join(", ", RequestLog.OPERATIONS));
        }
        fault.ifPresent(each -> set.set(each, operation, form.get("user")));
        return fault.map(f -> Reply.text(200, "fault: " + form.get("fault")))
                .orElseGet(() -> Reply.text(400, "fault must be one of " + String.join(", ", Fault.names())));
    }

    private static Optional<Duration> milliseconds(String number) {
        return number.matches("[0-9]{1,9}") ? Optional.of(Duration.ofMillis(Long.parseLong(number))) : Optional.empty();
    }
}
