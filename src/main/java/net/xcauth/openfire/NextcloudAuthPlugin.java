package net.xcauth.openfire;

import java.io.File;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.metrics.LastHour;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.administration.Administrations;
import net.xcauth.openfire.cluster.News;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.console.EntryPages;
import net.xcauth.openfire.provider.Backend;
import net.xcauth.openfire.provider.LocalUsers;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.provider.ProviderSwitch;
import net.xcauth.openfire.provider.Usernames;
import net.xcauth.openfire.roster.RosterEvents;
import net.xcauth.openfire.sasl.PlainMechanism;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.service.Watch;
import net.xcauth.openfire.settings.ConsoleProperties;
import net.xcauth.openfire.settings.OpenfireProperties;
import net.xcauth.openfire.settings.ProviderKind;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.Settings;
import net.xcauth.openfire.settings.SettingsReader;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.openfire.container.PluginMetadataHelper;
import org.jivesoftware.util.PropertyEventDispatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugin "Nextcloud Authentication". While a cloud is configured it serves cloud users,
 * their logins and groups; a change of its properties is in force when it is made.
 */
public final class NextcloudAuthPlugin implements Plugin, Administration {
    private static final Logger log = LoggerFactory.getLogger(NextcloudAuthPlugin.class);

    private final PropertyListener listener = new PropertyListener(this::heard);
    private PluginManager manager;
    private String name;
    private String title;
    private XMPPServer server;
    private ProviderSwitch providers;
    private PlainMechanism plain;
    private SettingsReader reader;
    private Watch watch;
    private String domain;
    private volatile Settings settings;
    private volatile Service service;
    private boolean changing;

    @Override
    public synchronized void initializePlugin(PluginManager manager, File pluginDirectory) {
        this.manager = manager;
        name = pluginDirectory.getName();
        server = XMPPServer.getInstance();
        domain = server.getServerInfo().getXMPPDomain();
        title = PluginMetadataHelper.getName(pluginDirectory.toPath());
        String version =
                PluginMetadataHelper.getVersion(pluginDirectory.toPath()).getVersionString();
        watch = new Watch(version, new LastHour(Clock.systemUTC()), () -> service);
        providers = new ProviderSwitch();
        plain = new PlainMechanism(name -> Usernames.canonical(name, domain).orElse(name), Clock.systemUTC());
        reader = new SettingsReader(OpenfireProperties::value, OpenfireProperties::isUndecryptable, domain);
        OpenfireProperties.migrate();
        OpenfireProperties.protectSecrets();
        ConsoleProperties.register(title);
        PropertyEventDispatcher.addListener(listener);
        apply();
        Administrations.use(this);
        EntryPages.install();
    }

    @Override
    public synchronized void destroyPlugin() {
        EntryPages.remove();
        Administrations.use(null);
        PropertyEventDispatcher.removeListener(listener);
        ConsoleProperties.remove(title);
        try {
            // Its jar is deleted before it is removed, and is there when another version takes over.
            if (manager.isInstalled(name)) {
                plain.handOver();
            }
            stop();
        } finally {
            RecordTypes.forget();
        }
    }

    /** Whatever fails on the way, Openfire's own providers and its roster manager are back. */
    private void stop() {
        // Clients that began to log in before are told to try again, and not that their password is wrong.
        plain.end();
        try {
            providers.restore();
        } finally {
            Backend.use(null);
            plain.remove();
            if (service != null) {
                service.close();
                service = null;
            }
        }
    }

    private void heard(String property) {
        Optional<News> news = Nodes.news(property);
        if (news.isPresent()) {
            read(news.get());
        } else if (property.startsWith(Setting.PREFIX)) {
            changed(property);
        } else if (property.startsWith(Place.PROPERTIES)) {
            provider(property);
        } else if (property.equals(LocalUsers.ADMINISTRATORS)) {
            service().ifPresent(each -> each.local().administratorsChanged());
        }
    }

    private synchronized void changed(String property) {
        if (Stream.of(Setting.values())
                .anyMatch(setting -> setting.secret() && setting.property().equals(property))) {
            OpenfireProperties.protectSecrets();
        }
        if (!changing) {
            apply();
        }
    }

    @Override
    public synchronized void change(Map<Setting, String> values) {
        changing = true;
        try {
            values.forEach(OpenfireProperties::change);
        } finally {
            changing = false;
            apply();
        }
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Optional<String> stored(Setting setting) {
        return Optional.ofNullable(OpenfireProperties.value(setting.property()));
    }

    @Override
    public synchronized Map<Setting, IllegalArgumentException> refused() {
        return reader.refused();
    }

    @Override
    public Map<Setting, IllegalArgumentException> check(Map<Setting, String> values) {
        Map<String, String> properties = new HashMap<>();
        values.forEach((setting, value) -> properties.put(setting.property(), value));
        SettingsReader trial = new SettingsReader(properties::get, domain);
        trial.read();
        return trial.refused();
    }

    @Override
    public Optional<Service> service() {
        return Optional.ofNullable(service);
    }

    @Override
    public Set<Place> serving() {
        return providers.serving();
    }

    @Override
    public Set<Place> wanted() {
        return places(settings);
    }

    @Override
    public Watch watch() {
        return watch;
    }

    private synchronized void provider(String property) {
        Place taken = providers.heard(property);
        if (taken != null) {
            log.warn(
                    "The property {} was changed, by an administrator or another plugin: Nextcloud Authentication no "
                            + "longer serves there. To undo this, reload the plugin",
                    property);
        }
    }

    private synchronized void read(News news) {
        if (service != null) {
            service.read(news);
        }
    }

    /** Makes what is configured what is in force. */
    private void apply() {
        Settings wanted = reader.read();
        reader.complaints().forEach(log::error);
        bind(wanted);
        if (wanted.equals(settings)) {
            return;
        }
        if (service != null && wanted.withLocalUsers(settings.localUsers()).equals(settings)) {
            settings = wanted;
            service.local().list(wanted.localUsers());
            return;
        }
        settings = wanted;
        if (wanted.endpoint().isEmpty()) {
            log.warn(
                    "Nextcloud Authentication is not active: {}",
                    reader.refused().isEmpty()
                            ? "set the property "
                                    + Setting.URL.property()
                                    + " to your Nextcloud's address, or to the JSXC app's API URL and "
                                    + Setting.SECRET.property() + " to its API secret"
                            : "correct the properties named above");
            stop();
            return;
        }
        Service before = service;
        Service next = new Service(wanted, server, providers.former(), watch);
        if (before != null) {
            before.close();
        }
        try {
            next.start();
        } finally {
            // Not before: who asks it to refresh groups before it has read them lets it forget what is shown to
            // clients.
            service = next;
        }
        Backend.use(service.backend());
        if (wanted.serves(ProviderKind.AUTH)) {
            // Before the providers: a thread that is created while the former plugin handles a login would keep its
            // classes.
            plain.install();
            providers.occupy(places(wanted));
            plain.begin();
        } else {
            providers.occupy(places(wanted));
            plain.remove();
        }
        RosterEvents.refreshAdministrators();
        log.info(
                "Nextcloud Authentication serves {} with {}",
                wanted.providers(),
                wanted.endpoint().get());
    }

    /** From now on the service account's app password is sent to the address only for which it was entered. */
    private void bind(Settings wanted) {
        boolean before = changing;
        changing = true;
        try {
            wanted.endpoint()
                    .flatMap(endpoint -> endpoint instanceof Endpoint.Nextcloud nextcloud
                            ? nextcloud.serviceAccount()
                            : Optional.empty())
                    .ifPresent(OpenfireProperties::bind);
        } finally {
            changing = before;
        }
    }

    private static Set<Place> places(Settings settings) {
        Set<Place> places = EnumSet.noneOf(Place.class);
        if (settings.serves(ProviderKind.AUTH)) {
            places.add(Place.AUTH);
        }
        if (settings.serves(ProviderKind.USER)) {
            places.add(Place.USER);
            places.add(Place.VCARD);
        }
        if (settings.serves(ProviderKind.GROUP)) {
            places.add(Place.GROUP);
        }
        return places;
    }
}
