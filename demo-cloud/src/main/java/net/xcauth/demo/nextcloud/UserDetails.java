package net.xcauth.demo.nextcloud;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.directory.UserGroup;

/** The provisioning API's data of an account. */
final class UserDetails {

    /** Empty fields, each of which has a visibility scope. */
    private static final List<String> PROFILE = List.of(
            "phone",
            "address",
            "website",
            "twitter",
            "bluesky",
            "fediverse",
            "organisation",
            "role",
            "headline",
            "biography");

    private static final String FEDERATED = "v2-federated";
    private static final String LOCAL = "v2-local";
    private static final long FIRST_LOGIN = 1_767_225_600;

    private final UserDirectory directory;
    private final Installation installation;

    UserDetails(UserDirectory directory, Installation installation) {
        this.directory = directory;
        this.installation = installation;
    }

    /**
     * The account's data.
     *
     * @param own   true if the caller is the account's owner, who sees the scope of each field
     * @param admin true if the caller administers the cloud and sees the storage location
     */
    Map<String, Object> data(Account account, boolean own, boolean admin) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("enabled", account.enabled());
        if (admin) {
            data.put("storageLocation", "/var/www/nextcloud/data/" + account.id());
        }
        data.put("id", account.id());
        data.put("firstLoginTimestamp", FIRST_LOGIN);
        data.put("lastLoginTimestamp", FIRST_LOGIN);
        data.put("lastLogin", FIRST_LOGIN * 1000);
        data.put("backend", account.backend());
        data.put("subadmin", directory.groupsAdministeredBy(account));
        data.put("quota", quota());
        data.put("manager", "");
        scope(data, own, "avatar", FEDERATED);
        data.put("email", account.email().orElse(null));
        scope(data, own, "email", FEDERATED);
        data.put("additional_mail", List.of());
        if (own) {
            data.put("additional_mailScope", List.of());
        }
        if (installation.release() >= 28) {
            data.put("displayname", account.name());
        }
        data.put("display-name", account.name());
        scope(data, own, "displayname", FEDERATED);
        PROFILE.forEach(field -> {
            data.put(field, "");
            scope(data, own, field, LOCAL);
        });
        data.put("profile_enabled", "1");
        scope(data, own, "profile_enabled", LOCAL);
        data.put("pronouns", "");
        scope(data, own, "pronouns", FEDERATED);
        data.put("groups", directory.groupsOf(account));
        data.put("language", "en");
        data.put("locale", "");
        data.put("timezone", "");
        data.put("notify_email", null);
        boolean changeable = account.ldapLogin().isEmpty();
        Map<String, Object> capabilities = new LinkedHashMap<>();
        capabilities.put("setDisplayName", changeable);
        capabilities.put("setPassword", changeable);
        data.put("backendCapabilities", capabilities);
        return data;
    }

    boolean isAdmin(Account account) {
        return directory
                .group(UserGroup.ADMINISTRATORS)
                .filter(group -> group.members().contains(account.id()))
                .isPresent();
    }

    private static void scope(Map<String, Object> data, boolean own, String field, String scope) {
        if (own) {
            data.put(field + "Scope", scope);
        }
    }

    private static Map<String, Object> quota() {
        Map<String, Object> quota = new LinkedHashMap<>();
        quota.put("free", -3);
        quota.put("used", 0);
        quota.put("total", -3);
        quota.put("relative", 0);
        quota.put("quota", -3);
        return quota;
    }
}
