package net.xcauth.openfire.sasl;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import net.xcauth.openfire.provider.ClientAddress;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.InternalUnauthenticatedException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;

/**
 * The mechanism PLAIN, in place of Openfire's own, which tells clients "wrong password" also when nobody could tell:
 * then they stop, and ask their users for another one. This one says {@code temporary-auth-failure}, and they try
 * again later.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4616">RFC 4616: The PLAIN SASL Mechanism</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6120#section-6.5">RFC 6120, 6.5: SASL Errors</a>
 */
final class PlainServer implements SaslServer {
    static final String MECHANISM = "PLAIN";
    private static final int PARTS = 3;

    private final CallbackHandler authorization;
    private final UnaryOperator<String> spelling;
    private final BooleanSupplier interim;
    private final Optional<InetAddress> client;
    private String user;
    private boolean complete;

    /**
     * @param authorization Openfire's, asked whether an identity may act as another
     * @param spelling      from a user name as a client sends it to how Openfire can use it
     * @param interim       true while Openfire's own providers may serve, which know no cloud user
     * @param client        the client's address; empty if it is unknown
     */
    PlainServer(
            CallbackHandler authorization,
            UnaryOperator<String> spelling,
            BooleanSupplier interim,
            Optional<InetAddress> client) {
        this.authorization = authorization;
        this.spelling = spelling;
        this.interim = interim;
        this.client = client;
    }

    /** The message of the client: who it wants to be, who it is, and the password, with NUL between. */
    private record Message(String asWhom, String who, String password) {
        static Optional<Message> of(byte[] response) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(response))
                        .toString();
                String[] parts = text.split("\0", -1);
                return parts.length == PARTS && !parts[1].isEmpty() && !parts[2].isEmpty()
                        ? Optional.of(new Message(parts[0], parts[1], parts[2]))
                        : Optional.empty();
            } catch (CharacterCodingException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public String getMechanismName() {
        return MECHANISM;
    }

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        if (complete) {
            throw new IllegalStateException("PLAIN has ended already");
        }
        if (response == null || response.length == 0) {
            // No initial response: a challenge without content asks for it.
            return null;
        }
        complete = true;
        Message message = Message.of(response)
                .orElseThrow(() -> new SaslFailureException(
                        Failure.MALFORMED_REQUEST,
                        "A PLAIN message has three parts in UTF-8, and the last two are not empty"));
        String who = spelling.apply(message.who);
        authenticate(who, message.password);
        user = authorize(who, message.asWhom.isEmpty() ? who : spelling.apply(message.asWhom));
        return null;
    }

    private void authenticate(String who, String password) throws SaslFailureException {
        ClientAddress.note(client);
        try {
            AuthFactory.authenticate(who, password);
        } catch (UnauthorizedException | IllegalArgumentException e) {
            // The second is Openfire 5's for what cannot be a user name: an @ and another domain, for instance.
            throw new SaslFailureException("Not authorized: " + who, e, refusal());
        } catch (ConnectionException | InternalUnauthenticatedException e) {
            throw new SaslFailureException("Cannot tell: " + who, e, Failure.TEMPORARY_AUTH_FAILURE);
        } finally {
            ClientAddress.forget();
        }
    }

    private String authorize(String who, String asWhom) throws SaslException {
        AuthorizeCallback callback = new AuthorizeCallback(who, asWhom);
        try {
            authorization.handle(new Callback[] {callback});
        } catch (IOException | UnsupportedCallbackException e) {
            throw new SaslException("Whether " + who + " may be " + asWhom + " cannot be told", e);
        }
        if (!callback.isAuthorized()) {
            // Who is not even allowed to be themselves does not exist any more, whatever is remembered of their
            // password.
            throw new SaslFailureException(
                    who.equals(asWhom) ? refusal() : Failure.INVALID_AUTHZID, who + " may not be " + asWhom);
        }
        return callback.getAuthorizedID();
    }

    private Failure refusal() {
        return interim.getAsBoolean() ? Failure.TEMPORARY_AUTH_FAILURE : Failure.NOT_AUTHORIZED;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public String getAuthorizationID() {
        if (user == null) {
            throw new IllegalStateException("PLAIN has not succeeded");
        }
        return user;
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) {
        throw new IllegalStateException("PLAIN has no security layer");
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) {
        throw new IllegalStateException("PLAIN has no security layer");
    }

    @Override
    public Object getNegotiatedProperty(String name) {
        if (user == null) {
            throw new IllegalStateException("PLAIN has not succeeded");
        }
        return Sasl.QOP.equals(name) ? "auth" : null;
    }

    @Override
    public void dispose() {
        user = null;
    }
}
