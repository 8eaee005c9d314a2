package net.xcauth.bridge.doctor;

import net.xcauth.core.text.RefusedException;

/** The user and password of a login to try. */
public record Login(String user, String domain, String password) {
    /**
     * Parses an address.
     *
     * @param address USER@DOMAIN; the last at sign separates
     * @throws RefusedException if the address is not valid, or the password is empty; the message has the remedy
     */
    public static Login of(String address, String password) {
        int at = address.lastIndexOf('@');
        if (at <= 0 || at == address.length() - 1) {
            throw new RefusedException(
                    "\"" + address + "\" is not a valid user; write USER@DOMAIN, for example alice@example.org");
        }
        if (password.isEmpty()) {
            throw new RefusedException("no password for " + address + "; write it to the first line of standard input");
        }
        return new Login(address.substring(0, at), address.substring(at + 1), password);
    }

    @Override
    public String toString() {
        return "Login[" + user + '@' + domain + ", password hidden]";
    }
}
