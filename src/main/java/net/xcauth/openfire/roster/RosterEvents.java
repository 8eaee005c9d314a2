package net.xcauth.openfire.roster;

import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import net.xcauth.core.roster.RosterChange;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterListener;
import net.xcauth.openfire.provider.CloudGroups;
import net.xcauth.openfire.provider.KnownUsers;
import net.xcauth.openfire.settings.ProviderKind;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.admin.AdminManager;
import org.jivesoftware.openfire.event.UserEventDispatcher;
import org.jivesoftware.openfire.event.UserEventDispatcher.EventType;
import org.jivesoftware.openfire.interceptor.InterceptorManager;
import org.jivesoftware.openfire.user.User;
import org.jivesoftware.util.cache.CacheFactory;

/** Brings changes of shared rosters to Openfire, to its plugins, and to the clients that are online. */
public final class RosterEvents implements RosterListener {
    /** Openfire 4.2 does not have this class. */
    private static final String GROUP_BASED = "GroupBasedAdminProvider";

    private final Set<ProviderKind> serves;
    private final KnownUsers users;
    private final Consumer<Set<String>> confirmed;
    private final GroupEvents events;
    private final RosterPushes pushes;
    private final SharedContacts sharedContacts;

    /**
     * @param domain    XMPP domain
     * @param groups    what cloud groups are called
     * @param users     who is known
     * @param confirmed told whom the cloud has shown to exist
     * @param serves    what Openfire has from the cloud; of the rest it does not hear
     */
    public RosterEvents(
            XMPPServer server,
            String domain,
            RosterDirectory directory,
            CloudGroups groups,
            KnownUsers users,
            Consumer<Set<String>> confirmed,
            Set<ProviderKind> serves) {
        this.serves = Set.copyOf(serves);
        this.users = users;
        this.confirmed = confirmed;
        pushes = new RosterPushes(server, directory, groups, new Audience(groups, Online::users), domain);
        events = new GroupEvents(server.getRosterManager(), groups, domain, pushes);
        sharedContacts = new SharedContacts(server);
    }

    /** From now on Openfire's roster manager does not hear of cloud groups. */
    public void install() {
        events.install();
        InterceptorManager.getInstance().addInterceptor(sharedContacts);
    }

    /** Undoes {@link #install}. */
    public void remove() {
        InterceptorManager.getInstance().removeInterceptor(sharedContacts);
        events.remove();
    }

    /**
     * Openfire keeps the members of the group that its administrators are taken from until it is restarted. What the cloud
     * has changed takes effect at once, and what was read before the plugin's groups were there is read again.
     */
    public static void refreshAdministrators() {
        if (AdminManager.getAdminProvider().getClass().getSimpleName().equals(GROUP_BASED)) {
            AdminManager.getInstance().refreshAdminAccounts();
        }
    }

    @Override
    public void changed(RosterChange change) {
        if (serves.contains(ProviderKind.USER)) {
            // Users who logged in before the first roster came are cached without a name.
            change.added().forEach(RosterEvents::forget);
            change.newNames().forEach(this::renamed);
        }
        if (serves.contains(ProviderKind.GROUP)) {
            events.dispatch(change);
            refreshAdministrators();
            pushes.push(change);
        }
    }

    /** Lets Openfire ask anew: another node has told the clients. */
    @Override
    public void followed(RosterChange change) {
        events.forgetCached();
        refreshAdministrators();
    }

    @Override
    public void confirmed(Set<String> shown) {
        confirmed.accept(shown);
    }

    private static void forget(String user) {
        CacheFactory.createCache("User").remove(user);
        CacheFactory.createCache("VCard").remove(user);
    }

    private void renamed(String user, String name) {
        forget(user);
        users.firstSeen(user).ifPresent(firstSeen -> {
            Map<String, Object> parameters = new HashMap<>();
            parameters.put("type", "nameModified");
            parameters.put("originalValue", "");
            UserEventDispatcher.dispatchEvent(
                    new User(user, name, null, Date.from(firstSeen), new Date()), EventType.user_modified, parameters);
        });
    }
}
