package net.xcauth.core.cloud.nextcloud;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;

/**
 * An account as Nextcloud describes it.
 *
 * @param id          the account's id, as the cloud spells it
 * @param displayName cleaned display name; empty if the cloud gives none
 * @param groups      ids of its groups; empty if the cloud does not list them
 * @param backend     the account's back end, such as {@code Database} or {@code LDAP}; empty if not named
 * @param enabled     false if the account is disabled
 */
record CloudUser(
        String id, Optional<String> displayName, Optional<Set<String>> groups, String backend, boolean enabled) {

    private static final String LDAP = "LDAP";

    CloudUser {
        groups = groups.map(ids -> Collections.unmodifiableSet(new LinkedHashSet<>(ids)));
    }

    /** Parses the {@code data} of {@code cloud/user} and {@code cloud/users/{uid}}; empty if there is no id. */
    static Optional<CloudUser> read(JsonParser json) throws IOException {
        Fields fields = new Fields();
        Json.fields(json, name -> fields.read(name, json));
        return fields.user();
    }

    boolean isFromLdap() {
        return backend.equals(LDAP);
    }

    /** The identity proven by a password of this kind. */
    Identity provenBy(Proof proof) {
        return new Identity(id, displayName, groups, proof);
    }

    private static final class Fields {
        private Optional<String> id = Optional.empty();
        private Optional<String> displayName = Optional.empty();
        private Optional<String> olderDisplayName = Optional.empty();
        private Optional<String> backend = Optional.empty();
        private Optional<Set<String>> groups = Optional.empty();
        private boolean enabled = true;

        void read(String name, JsonParser json) throws IOException {
            switch (name) {
                case "id" -> id = Json.text(json);
                case "displayname" -> displayName = Json.text(json);
                case "display-name" -> olderDisplayName = Json.text(json); // the only one before release 28
                case "backend" -> backend = Json.text(json);
                case "groups" -> groups = Json.texts(json);
                case "enabled" -> enabled = Json.truth(json).orElse(true);
                default -> json.skipChildren();
            }
        }

        Optional<CloudUser> user() {
            Optional<String> name =
                    displayName.or(() -> olderDisplayName).map(Names::cleaned).filter(text -> !text.isEmpty());
            return id.filter(text -> !text.isEmpty())
                    .map(text -> new CloudUser(text, name, groups, backend.orElse(""), enabled));
        }
    }
}
