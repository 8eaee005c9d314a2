package net.xcauth.bridge.tool;

/** A person at the terminal, or none. */
record Typist(boolean isPresent, String secret) implements Dialog.Terminal {
    static final Typist NOBODY = new Typist(false, "");

    static Typist typingSecret(String secret) {
        return new Typist(true, secret);
    }

    @Override
    public String toString() {
        return "Typist";
    }
}
