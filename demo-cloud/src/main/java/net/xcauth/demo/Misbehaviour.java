package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import net.xcauth.demo.http.Answered;
import net.xcauth.demo.http.Dialect;
import net.xcauth.demo.http.Reply;

/**
 * The fault that is in force: turns right replies into wrong ones, sends them, and holds back those that hang.
 * A held reply occupies no thread.
 */
final class Misbehaviour {

    static final String REDIRECT_TARGET = "/elsewhere";
    static final int HUGE_BYTES = 50_000_000;

    private static final String EVERY = "";

    private final Executor executor;
    private final List<Runnable> held = new ArrayList<>();
    private Fault current = Fault.NONE;
    private String operation = EVERY;
    private String user = EVERY;

    /** What remains to be sent of a reply. */
    private interface Rest {

        void send() throws IOException;
    }

    Misbehaviour(Executor executor) {
        this.executor = executor;
    }

    synchronized Fault current(Answered.Question question) {
        return concerns(operation, question.operation()) && concerns(user, question.username()) ? current : Fault.NONE;
    }

    private static boolean concerns(String concerned, String asked) {
        return concerned.equals(EVERY) || concerned.equalsIgnoreCase(asked);
    }

    void set(Fault fault) {
        set(fault, EVERY, EVERY);
    }

    /** What hangs because of the previous fault is released, unless the new one is the same. */
    synchronized void set(Fault fault, String operationConcerned, String userConcerned) {
        operation = operationConcerned;
        user = userConcerned;
        if (!fault.equals(current)) {
            current = fault;
            held.forEach(executor::execute);
            held.clear();
        }
    }

    /** Forgets what hangs; its connections have been closed. */
    synchronized void abandonHeld() {
        held.clear();
    }

    static Reply distort(Answered answered, Fault fault) {
        Reply reply = answered.reply();
        if (!(fault instanceof Fault.Fixed fixed)) {
            return reply;
        }
        Dialect dialect = answered.dialect();
        return switch (fixed) {
            case NONE, DOWN, HANG_BEFORE_HEADER, HANG_AFTER_HEADER -> reply;
            case MAINTENANCE -> dialect.maintenance();
            case BAD_GATEWAY -> Reply.html(502, "<html><body><h1>502 Bad Gateway</h1></body></html>");
            case GARBAGE -> Reply.html(200, "<!DOCTYPE html><html><body><form>Log in</form></body></html>");
            case HUGE -> dialect.endless();
            case TRUNCATED_JSON -> reply.withBody(Arrays.copyOf(reply.body(), reply.body().length / 2));
            case WRONG_JSON -> dialect.foreignJson();
            case WITHOUT_DATA -> dialect.withoutData();
            case REDIRECT -> Reply.redirect(REDIRECT_TARGET);
            case SIGNATURE_REJECTED -> dialect.signatureRejected(reply);
            case TOO_MANY_REQUESTS -> dialect.tooManyRequests();
            case SERVER_ERROR ->
                Reply.html(500, "<!DOCTYPE html><html><body><h2>Internal Server Error</h2></body></html>");
            case DATABASE_DOWN -> Reply.of(500, "text/html; charset=UTF-8", new byte[0]);
            case DATABASE_LOCKED -> dialect.databaseLocked();
            case ACCOUNT_DISABLED -> answered.loginAccepted() ? dialect.accountDisabled() : reply;
            case LOGIN_CANCELLED -> answered.loginAccepted() ? dialect.loginCancelled() : reply;
            case OTHER_ACCOUNT -> answered.loginAccepted() ? dialect.otherAccount(reply) : reply;
        };
    }

    static int statusOf(Reply reply, Fault fault) {
        return fault == Fault.DOWN || fault == Fault.HANG_BEFORE_HEADER ? LoggedRequest.NO_STATUS : reply.status();
    }

    /** Sends a reply, already distorted, in the manner of the fault. */
    void send(HttpExchange exchange, Reply reply, Fault fault) {
        orClose(exchange, () -> {
            if (fault == Fault.HANG_BEFORE_HEADER) {
                hold(fault, () -> orClose(exchange, () -> sendAll(exchange, reply)));
            } else if (fault == Fault.HANG_AFTER_HEADER) {
                sendHeader(exchange, reply);
                exchange.getResponseBody().flush();
                hold(fault, () -> orClose(exchange, () -> sendBody(exchange, reply)));
            } else if (fault == Fault.HUGE) {
                sendHuge(exchange, reply);
            } else {
                sendAll(exchange, reply);
            }
        });
    }

    static void sendAll(HttpExchange exchange, Reply reply) throws IOException {
        sendHeader(exchange, reply);
        sendBody(exchange, reply);
    }

    private static void sendHeader(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::put);
        exchange.sendResponseHeaders(reply.status(), hasBody(exchange, reply) ? reply.body().length : -1);
    }

    private static void sendBody(HttpExchange exchange, Reply reply) throws IOException {
        try (OutputStream body = exchange.getResponseBody()) {
            if (hasBody(exchange, reply)) {
                body.write(reply.body());
            }
        }
    }

    private static boolean hasBody(HttpExchange exchange, Reply reply) {
        return reply.body().length > 0 && !exchange.getRequestMethod().equals("HEAD");
    }

    private static void sendHuge(HttpExchange exchange, Reply beginning) throws IOException {
        byte[] padding = "garbage!".repeat(8192).getBytes(US_ASCII);
        beginning.headers().forEach(exchange.getResponseHeaders()::put);
        exchange.sendResponseHeaders(beginning.status(), 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(beginning.body());
            for (int sent = 0; sent < HUGE_BYTES; sent += padding.length) {
                body.write(padding);
            }
        }
    }

    private synchronized void hold(Fault fault, Runnable rest) {
        if (fault.equals(current)) {
            held.add(rest);
        } else {
            executor.execute(rest);
        }
    }

    private static void orClose(HttpExchange exchange, Rest rest) {
        try {
            rest.send();
        } catch (IOException e) {
            // The client has gone, or the cloud has stopped listening: there is nobody left to tell.
            exchange.close();
        }
    }
}
