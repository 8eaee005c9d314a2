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
    private final Consumer<String> newUser;
    private final GroupEvents events;
    private final RosterPushes pushes;
    private final SharedContactGuard sharedContactGuard;

    /**
     * @param domain  the XMPP domain
     * @param groups  names of cloud groups
     * @param users   the known users
     * @param newUser called with each user who was unknown until a roster showed that the user exists
     * @param serves  what Openfire gets from the cloud; it is not told of anything else
     */
    public RosterEvents(
            XMPPServer server,
            String domain,
            RosterDirectory directory,
            CloudGroups groups,
            KnownUsers users,
            Consumer<String> newUser,
            Set<ProviderKind> serves) {
        this.serves = Set.copyOf(serves);
        this.users = users;
        this.newUser = newUser;
        pushes = new RosterPushes(server, directory, groups, new Audience(groups, OnlineUsers::all), domain);
        events = new GroupEvents(server.getRosterManager(), groups, domain, pushes);
        sharedContactGuard = new SharedContactGuard(server);
    }

    /** Keeps cloud groups from Openfire's roster manager. */
    public void install() {
        events.install();
        InterceptorManager.getInstance().addInterceptor(sharedContactGuard);
    }

    /** Undoes {@link #install}. */
    public void remove() {
        InterceptorManager.getInstance().removeInterceptor(sharedContactGuard);
        events.remove();
    }

    /**
     * Makes Openfire read the members of the administrators' group again, which it otherwise does only at a restart.
     * This lets changes in the cloud take effect at once. It is also needed after a start, when Openfire reads them
     * before the plugin's groups exist.
     */
    public static void refreshAdministrators() {
        if (AdminManager.getAdminProvider().getClass().getSimpleName().equals(GROUP_BASED)) {
            AdminManager.getInstance().refreshAdminAccounts();
        }
    }

    @Override
    public void changed(RosterChange change) {
        if (serves.contains(ProviderKind.USER)) {
            // Users who logged in before their first roster arrived are cached without a name.
            change.added().forEach(RosterEvents::forget);
            change.newNames().forEach(this::renamed);
        }
        if (serves.contains(ProviderKind.GROUP)) {
            events.dispatch(change);
            refreshAdministrators();
            pushes.push(change);
        }
    }

    /** Clears caches only: another node has notified the clients. */
    @Override
    public void followed(RosterChange change) {
        events.clearCaches();
        refreshAdministrators();
    }

    @Override
    public void confirmed(Set<String> shown) {
        shown.stream().filter(user -> users.firstSeen(user).isEmpty()).forEach(newUser);
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
