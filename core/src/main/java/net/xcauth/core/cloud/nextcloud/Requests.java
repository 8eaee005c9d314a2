package net.xcauth.core.cloud.nextcloud;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.xcauth.core.cloud.http.BodyFilter;
import net.xcauth.core.cloud.http.CloudRequest;

/**
 * The requests of Nextcloud's API. A path is appended to the configured address: nothing is resolved or normalized, and
 * nothing comes from an answer except encoded ids.
 */
final class Requests {
    private static final int SHORT = 64 * 1024;
    private static final int MEDIUM = 1024 * 1024;
    private static final int LONG = 16 * 1024 * 1024;
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    /** The maximum number of autocomplete entries; newer releases refuse more with an error. */
    static final int MOST_NAMED_GROUPS = 500;

    private final String base;

    /** @param base the cloud's address, such as {@code https://cloud.example.org/nextcloud/} */
    Requests(URI base) {
        String address = base.toString();
        this.base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** The account that the credentials belong to. */
    CloudRequest user(Authorization authorization) {
        return ocs("cloud/user?format=json", authorization, MEDIUM);
    }

    /** An account's data. */
    CloudRequest account(String account, Authorization authorization) {
        return ocs("cloud/users/" + encoded(account) + "?format=json", authorization, MEDIUM);
    }

    /** An account's avatar, which is public; 1 kB to 190 kB. */
    CloudRequest avatar(String account) {
        return get("/index.php/avatar/" + encoded(account) + "/64", new HashMap<>(), MEDIUM);
    }

    /** Ids and display names of groups. */
    CloudRequest groupNames(Authorization authorization) {
        return ocs(
                "core/autocomplete/get?format=json&search=&itemType=%20&itemId=%20&shareTypes%5B%5D=1&limit="
                        + MOST_NAMED_GROUPS,
                authorization,
                MEDIUM);
    }

    /**
     * Accounts that match a text: the one with this id first, then those with it in their e-mail address or name. Only
     * accounts that the requester may share files with.
     */
    CloudRequest accountsLike(String text, Authorization authorization) {
        return ocs(
                "core/autocomplete/get?format=json&search=" + encoded(text)
                        + "&itemType=%20&itemId=%20&shareTypes%5B%5D=0&limit=10",
                authorization,
                MEDIUM);
    }

    /** Ids of all groups. */
    CloudRequest groups(Authorization authorization) {
        return ocs("cloud/groups?format=json", authorization, LONG);
    }

    /**
     * Ids of a group's members. The group's id is encoded twice, dots included: web servers refuse an encoded slash or
     * treat it as a slash, and {@code groups/../users} would be the list of all users in the same format.
     */
    CloudRequest members(String group, Authorization authorization) {
        return ocs(
                "cloud/groups/" + encoded(encoded(group).replace(".", "%2E")) + "/users?format=json",
                authorization,
                LONG);
    }

    /** The changes in the address book of all accounts since a token; everything for an empty token. */
    CloudRequest addressBook(String self, String token, Authorization authorization) {
        return toAddressBook(
                "REPORT",
                "1",
                self,
                "<d:sync-collection xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:carddav\">"
                        + "<d:sync-token>" + escaped(token) + "</d:sync-token><d:sync-level>1</d:sync-level>"
                        + "<d:prop><d:getetag/><c:address-data/></d:prop></d:sync-collection>",
                authorization,
                LONG,
                Optional.of(PhotoFilter::new));
    }

    /** The id of one account, which only accounts that manage users may query. */
    CloudRequest oneUser(Authorization authorization) {
        return ocs("cloud/users?format=json&limit=1", authorization, MEDIUM);
    }

    /** The details of one group, which only accounts that manage all users may query. */
    CloudRequest oneGroup(Authorization authorization) {
        return ocs("cloud/groups/details?format=json&limit=1", authorization, MEDIUM);
    }

    /** The token of the address book of all accounts: 207 if there is such a book. */
    CloudRequest addressBookToken(String self, Authorization authorization) {
        return toAddressBook(
                "PROPFIND",
                "0",
                self,
                "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:sync-token/></d:prop></d:propfind>",
                authorization,
                SHORT,
                Optional.empty());
    }

    private CloudRequest toAddressBook(
            String method,
            String depth,
            String self,
            String xml,
            Authorization authorization,
            int answerLimit,
            Optional<Supplier<BodyFilter>> filter) {
        Map<String, String> headers = headers(authorization);
        headers.put("Content-Type", "application/xml; charset=utf-8");
        headers.put("Depth", depth);
        return new CloudRequest(
                method,
                URI.create(
                        base + "/remote.php/dav/addressbooks/users/" + encoded(self) + "/z-server-generated--system/"),
                headers,
                ("<?xml version=\"1.0\"?>" + xml).getBytes(StandardCharsets.UTF_8),
                answerLimit,
                filter);
    }

    /** The public status page. */
    CloudRequest status() {
        return get("/status.php", new HashMap<>(), SHORT);
    }

    /** The cloud's capabilities, which without credentials show its brute force protection against this machine. */
    CloudRequest capabilities() {
        return ocs("cloud/capabilities?format=json", Authorization.NONE, MEDIUM);
    }

    /** Percent-encodes a path segment: UTF-8, a space as {@code %20}, dots as they are. */
    static String encoded(String segment) {
        StringBuilder encoded = new StringBuilder(segment.length() + 16);
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    private CloudRequest ocs(String path, Authorization authorization, int answerLimit) {
        return get("/ocs/v2.php/" + path, headers(authorization), answerLimit);
    }

    private CloudRequest get(String path, Map<String, String> headers, int answerLimit) {
        return CloudRequest.get(URI.create(base + path), headers, answerLimit);
    }

    private static Map<String, String> headers(Authorization authorization) {
        Map<String, String> headers = new HashMap<>();
        headers.put("OCS-APIRequest", "true");
        headers.put("Accept", "application/json");
        authorization.header().ifPresent(value -> headers.put("Authorization", value));
        return headers;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
