package net.xcauth.bridge;

import java.io.PrintStream;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.bridge.server.Responder;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome.Decision;

/** Answers one question on standard output, in the Python program's words. */
final class OneShot {
    private static final String CLIENT = "command line";

    private final Responder responder;
    private final PrintStream out;

    OneShot(Authenticator authenticator, PrintStream out) {
        responder = new Responder(authenticator);
        this.out = out;
    }

    void run(Request question) {
        Reply reply = responder.answer(question, CLIENT).join();
        out.println(reply.text() != null ? reply.text() : word(question, reply.decision()));
    }

    private static String word(Request question, Decision decision) {
        return switch (decision) {
            case YES -> "True";
            case NO -> "False";
            case CANNOT_TELL -> question instanceof Request.IsUser ? "None" : "False";
        };
    }
}
