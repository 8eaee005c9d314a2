package net.xcauth.openfire.sasl;

import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;

/**
 * A mechanism whose refusals become "try again later".
 *
 * @param server the mechanism that decides
 */
record InterimServer(SaslServer server) implements SaslServer {

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        try {
            return server.evaluateResponse(response);
        } catch (SaslException | RuntimeException e) {
            if (e instanceof SaslFailureException failure
                    && failure.getFailure() != null
                    && failure.getFailure() != Failure.NOT_AUTHORIZED) {
                throw failure;
            }
            throw new SaslFailureException(
                    "The plugin Nextcloud Authentication is being replaced", e, Failure.TEMPORARY_AUTH_FAILURE);
        }
    }

    @Override
    public String getMechanismName() {
        return server.getMechanismName();
    }

    @Override
    public boolean isComplete() {
        return server.isComplete();
    }

    @Override
    public String getAuthorizationID() {
        return server.getAuthorizationID();
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) throws SaslException {
        return server.unwrap(incoming, offset, length);
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) throws SaslException {
        return server.wrap(outgoing, offset, length);
    }

    @Override
    public Object getNegotiatedProperty(String name) {
        return server.getNegotiatedProperty(name);
    }

    @Override
    public void dispose() throws SaslException {
        server.dispose();
    }
}
