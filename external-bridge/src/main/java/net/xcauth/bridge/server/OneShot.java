package net.xcauth.bridge.server;

import java.io.PrintStream;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome.Decision;

/** Answers one request on standard output, in the Python program's words. */
public final class OneShot {
    private static final String CLIENT = "command line";

    private final Responder responder;
    private final PrintStream out;

    /** @param out the stream that gets the answer, one line */
    public OneShot(Authenticator authenticator, PrintStream out) {
        responder = new Responder(authenticator);
        this.out = out;
    }

    /** Waits for the answer and prints it. */
    public void run(Request request) {
        Reply reply = responder.answer(request, CLIENT).join();
        out.println(reply.text().orElseGet(() -> word(request, reply.decision())));
    }

    private static String word(Request request, Decision decision) {
        return switch (decision) {
            case YES -> "True";
            case NO -> "False";
            case CANNOT_TELL -> request instanceof Request.IsUser ? "None" : "False";
        };
    }
}
