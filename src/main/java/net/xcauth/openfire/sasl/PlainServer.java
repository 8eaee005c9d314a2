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
import org.jspecify.annotations.Nullable;

/**
 * The mechanism PLAIN. Openfire's own tells clients that the password is wrong even if the provider could not check it,
 * so that they stop and ask for another one; this one answers {@code temporary-auth-failure}, and clients try again
 * later.
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
    private @Nullable String user;
    private boolean complete;

    /**
     * @param authorization Openfire's check if one identity may act as another
     * @param spelling      turns a user name as clients send it into one that Openfire can use
     * @param interim       true while Openfire's own providers, which know no cloud user, may serve
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

    /** The client's message: the identity to act as (may be empty), the user, and the password, separated by NUL. */
    private record Message(String authorizationId, String username, String password) {
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
    public byte @Nullable [] evaluateResponse(byte @Nullable [] response) throws SaslException {
        if (complete) {
            throw new IllegalStateException("PLAIN is already complete");
        }
        if (response == null || response.length == 0) {
            // Without an initial response, an empty challenge asks for the message.
            return null;
        }
        complete = true;
        Message message = Message.of(response)
                .orElseThrow(() -> new SaslFailureException(
                        Failure.MALFORMED_REQUEST,
                        "A PLAIN message must have three parts in UTF-8, of which only the first may be empty"));
        String username = spelling.apply(message.username);
        authenticate(username, message.password);
        String actAs = message.authorizationId.isEmpty() ? username : spelling.apply(message.authorizationId);
        user = authorize(username, actAs);
        return null;
    }

    private void authenticate(String username, String password) throws SaslFailureException {
        ClientAddress.set(client);
        try {
            AuthFactory.authenticate(username, password);
        } catch (UnauthorizedException | IllegalArgumentException e) {
            // Openfire 5 throws the second for what cannot be a user name, such as a name with another domain.
            throw new SaslFailureException("Not authorized: " + username, e, refusal());
        } catch (ConnectionException | InternalUnauthenticatedException e) {
            throw new SaslFailureException("Cannot tell: " + username, e, Failure.TEMPORARY_AUTH_FAILURE);
        } finally {
            ClientAddress.clear();
        }
    }

    private String authorize(String username, String actAs) throws SaslException {
        AuthorizeCallback callback = new AuthorizeCallback(username, actAs);
        try {
            authorization.handle(new Callback[] {callback});
        } catch (IOException | UnsupportedCallbackException e) {
            throw new SaslException("Cannot check if " + username + " may act as " + actAs, e);
        }
        if (!callback.isAuthorized()) {
            // A user who may not even act as themselves has been deleted, even if the password is still remembered.
            throw new SaslFailureException(
                    username.equals(actAs) ? refusal() : Failure.INVALID_AUTHZID,
                    username + " may not act as " + actAs);
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
    public @Nullable Object getNegotiatedProperty(String name) {
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
