package net.xcauth.bridge.tool;

/** A person at the terminal, or none. */
record Typist(boolean isPresent, String secret, String line) implements Terminal {
    static final Typist NOBODY = new Typist(false, "", "");

    static Typist typingSecret(String secret) {
        return new Typist(true, secret, "");
    }

    static Typist answering(String line) {
        return new Typist(true, "", line);
    }

    @Override
    public String toString() {
        return "Typist";
    }
}
