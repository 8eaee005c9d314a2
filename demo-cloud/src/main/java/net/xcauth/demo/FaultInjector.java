package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import net.xcauth.demo.http.AnsweredRequest;
import net.xcauth.demo.http.Dialect;
import net.xcauth.demo.http.HttpReply;

/**
 * Applies the current fault: replaces correct replies, sends them, and holds back those that hang. A held reply
 * occupies no thread.
 */
final class FaultInjector {

    static final String REDIRECT_TARGET = "/elsewhere";
    static final int HUGE_BYTES = 50_000_000;

    private static final String ANY = "";

    private final Executor executor;
    private final List<Runnable> held = new ArrayList<>();
    private Fault current = Fault.NONE;
    private String operation = ANY;
    private String user = ANY;

    /** Sends a reply, or its remaining part. */
    private interface Sending {

        void send() throws IOException;
    }

    FaultInjector(Executor executor) {
        this.executor = executor;
    }

    synchronized Fault current(AnsweredRequest.Summary request) {
        return matches(operation, request.operation()) && matches(user, request.username()) ? current : Fault.NONE;
    }

    private static boolean matches(String limit, String value) {
        return limit.equals(ANY) || limit.equalsIgnoreCase(value);
    }

    void set(Fault fault) {
        set(fault, ANY, ANY);
    }

    /** Sets the fault, and releases replies that the previous one holds back, unless the new one is the same. */
    synchronized void set(Fault fault, String onlyOperation, String onlyUser) {
        operation = onlyOperation;
        user = onlyUser;
        if (!fault.equals(current)) {
            current = fault;
            held.forEach(executor::execute);
            held.clear();
        }
    }

    /** Drops held replies, whose connections have been closed. */
    synchronized void dropHeld() {
        held.clear();
    }

    static HttpReply distort(AnsweredRequest answered, Fault fault) {
        HttpReply reply = answered.reply();
        if (!(fault instanceof Fault.Fixed fixed)) {
            return reply;
        }
        Dialect dialect = answered.dialect();
        return switch (fixed) {
            case NONE, DOWN, HANG_BEFORE_HEADER, HANG_AFTER_HEADER -> reply;
            case MAINTENANCE -> dialect.maintenance();
            case BAD_GATEWAY -> HttpReply.html(502, "<html><body><h1>502 Bad Gateway</h1></body></html>");
            case GARBAGE -> HttpReply.html(200, "<!DOCTYPE html><html><body><form>Log in</form></body></html>");
            case HUGE -> dialect.endless();
            case TRUNCATED_JSON -> reply.withBody(Arrays.copyOf(reply.body(), reply.body().length / 2));
            case WRONG_JSON -> dialect.foreignJson();
            case WITHOUT_DATA -> dialect.withoutData();
            case REDIRECT -> HttpReply.redirect(REDIRECT_TARGET);
            case SIGNATURE_REJECTED -> dialect.signatureRejected(reply);
            case TOO_MANY_REQUESTS -> dialect.tooManyRequests();
            case SERVER_ERROR ->
                HttpReply.html(500, "<!DOCTYPE html><html><body><h2>Internal Server Error</h2></body></html>");
            case DATABASE_DOWN -> HttpReply.of(500, "text/html; charset=UTF-8", new byte[0]);
            case DATABASE_LOCKED -> dialect.databaseLocked();
            case ACCOUNT_DISABLED -> answered.loginAccepted() ? dialect.accountDisabled() : reply;
            case LOGIN_CANCELLED -> answered.loginAccepted() ? dialect.loginCancelled() : reply;
            case OTHER_ACCOUNT -> answered.loginAccepted() ? dialect.otherAccount(reply) : reply;
        };
    }

    static int statusOf(HttpReply reply, Fault fault) {
        return fault == Fault.DOWN || fault == Fault.HANG_BEFORE_HEADER ? LoggedRequest.NO_STATUS : reply.status();
    }

    /** Sends a reply that {@link #distort} has returned, the way the fault does. */
    void send(HttpExchange exchange, HttpReply reply, Fault fault) {
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

    static void sendAll(HttpExchange exchange, HttpReply reply) throws IOException {
        sendHeader(exchange, reply);
        sendBody(exchange, reply);
    }

    private static void sendHeader(HttpExchange exchange, HttpReply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::put);
        exchange.sendResponseHeaders(reply.status(), hasBody(exchange, reply) ? reply.body().length : -1);
    }

    private static void sendBody(HttpExchange exchange, HttpReply reply) throws IOException {
        try (OutputStream body = exchange.getResponseBody()) {
            if (hasBody(exchange, reply)) {
                body.write(reply.body());
            }
        }
    }

    private static boolean hasBody(HttpExchange exchange, HttpReply reply) {
        return reply.body().length > 0 && !exchange.getRequestMethod().equals("HEAD");
    }

    private static void sendHuge(HttpExchange exchange, HttpReply beginning) throws IOException {
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

    private synchronized void hold(Fault fault, Runnable sending) {
        if (fault.equals(current)) {
            held.add(sending);
        } else {
            executor.execute(sending);
        }
    }

    private static void orClose(HttpExchange exchange, Sending sending) {
        try {
            sending.send();
        } catch (IOException e) {
            // The client has disconnected, or the cloud has stopped listening.
            exchange.close();
        }
    }
}
