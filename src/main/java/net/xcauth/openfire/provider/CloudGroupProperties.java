package net.xcauth.openfire.provider;

import java.util.Map;
import org.jivesoftware.openfire.group.DefaultGroupPropertyMap;
import org.jivesoftware.openfire.group.Group;
import org.jspecify.annotations.Nullable;

/**
 * Properties of a cloud group. The default sharing is not stored; an administrator's changes are stored in Openfire's
 * table, by Openfire's own code, which also dispatches the events.
 */
final class CloudGroupProperties extends DefaultGroupPropertyMap<String, String> {
    private static final long serialVersionUID = 1L;

    private final transient CloudGroups groups;
    private final String name;

    CloudGroupProperties(Group group, CloudGroups groups) {
        super(group);
        this.groups = groups;
        name = group.getName();
        groups.sharing(name).forEach((key, value) -> super.put(key, value, false));
    }

    @Override
    public String put(String key, String value, boolean persist) {
        if (!persist) {
            return super.put(key, value, false);
        }
        if (value.equals(get(key))) {
            return value;
        }
        Map<String, String> stored = groups.changed(name);
        if (containsKey(key) && !stored.containsKey(key)) {
            groups.store().insert(name, key, get(key));
        }
        groups.forgetSharing();
        try {
            return super.put(key, value, true);
        } finally {
            groups.forgetSharing();
        }
    }

    @Override
    public @Nullable String remove(Object key) {
        String defaultValue = groups.find(name)
                .map(CloudGroups::defaultSharing)
                .orElse(Map.of())
                .get(key);
        if (defaultValue == null) {
            return super.remove(key);
        }
        // Changed before it is removed: only the event of a change carries the previous value.
        String before = put((String) key, defaultValue);
        super.remove(key);
        super.put((String) key, defaultValue, false);
        groups.forgetSharing();
        return before;
    }
}
