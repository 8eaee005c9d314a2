package net.xcauth.bench;

/** The front-end protocols, under the names that the bridge's options use. */
enum Protocol {
    generic(new GenericFraming()),
    ejabberd(new EjabberdFraming()),
    saslauthd(new SaslauthdFraming()),
    postfix(new PostfixFraming());

    private final Framing framing;

    Protocol(Framing framing) {
        this.framing = framing;
    }

    Framing framing() {
        return framing;
    }
}
