package net.xcauth.core.cloud;

import java.util.List;
import java.util.Objects;

/**
 * A shared roster as the cloud sent it.
 *
 * @param json the whole answer, {@code {"result":"success","data":{"sharedRoster":…}}}, where the roster is a map
 *             from account to name and groups, or an empty array if there are no groups
 */
public record CloudRoster(String json) {

    public CloudRoster {
        Objects.requireNonNull(json, "json");
    }

    /**
     * Whom it lists, in its order: everybody who shares a group with the user, the user too; nobody if the user is in
     * no group. What is not an entry as the API describes it is left out.
     */
    public List<RosterEntry> entries() {
        return RosterJson.entries(json);
    }
}
