package net.xcauth.bridge;

import java.io.PrintStream;
import net.xcauth.bridge.config.Config.Test;
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

    void run(Test test) {
        if (test instanceof Test.Auth auth) {
            print(answer(new Request.Auth(auth.user(), auth.domain(), auth.password())).decision() == Decision.YES);
        } else if (test instanceof Test.IsUser isUser) {
            Decision decision = answer(new Request.IsUser(isUser.user(), isUser.domain())).decision();
            if (decision == Decision.CANNOT_TELL) {
                out.println("None");
            } else {
                print(decision == Decision.YES);
            }
        } else if (test instanceof Test.Roster roster) {
            out.println(answer(new Request.Roster(roster.user(), roster.domain())).text());
        }
    }

    private Reply answer(Request request) {
        return responder.answer(request, CLIENT).join();
    }

    private void print(boolean answer) {
        out.println(answer ? "True" : "False");
    }
}
