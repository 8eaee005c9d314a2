package net.xcauth.bridge.doctor;

/** A user whose login is to be tried. */
public record Login(String user, String domain, String password) {
    /**
     * Reads an address.
     *
     * @param address USER@DOMAIN; the last at sign separates
     * @throws IllegalArgumentException if it is something else, or the password is empty; the message says the remedy
     */
    public static Login of(String address, String password) {
        int at = address.lastIndexOf('@');
        if (at <= 0 || at == address.length() - 1) {
            throw new IllegalArgumentException("\"" + address + "\" is no user whose login can be tried; write "
                    + "USER@DOMAIN, for example alice@example.org");
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no password for " + address + "; give it as the first line of " + "standard input");
        }
        return new Login(address.substring(0, at), address.substring(at + 1), password);
    }

    @Override
    public String toString() {
        return "Login[" + user + '@' + domain + ", password hidden]";
    }
}
