package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import net.xcauth.demo.Fault;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.Control.Provider;
import net.xcauth.openfire.it.support.LoginRefused;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.PluginJar;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The plugin is replaced, reloaded and removed in a running server while users are online. */
class ReplacementIT {
    private static final String PLUGIN = "nextcloudauth";
    private static final String LOADED = "Successfully loaded plugin '" + PLUGIN;
    private static final String RIVAL = "net.xcauth.openfire.it.rival.";
    private static final String HYBRID_AUTH = "org.jivesoftware.openfire.auth.HybridAuthProvider";
    private static final String HYBRID_USER = "org.jivesoftware.openfire.user.HybridUserProvider";

    @TempDir
    private Path folder;

    private CloudServer server;

    @BeforeAll
    static void skipWithoutTime() {
        Installed.skipUnlessThereIsTime("plugins that are replaced and removed");
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private Control start(OpenfireServer.Builder builder) throws Exception {
        server = CloudServer.start(builder);
        return server.openfire().control();
    }

    @Test
    void aNewerJarCopiedOverTheOldOneTakesOver() throws Exception {
        Control control = start(OpenfireServer.create());
        try (XmppUser alice = login("alice", "wonderland")) {
            control.watchLoader(PLUGIN);
            Path newer = PluginJar.writeNewer(OpenfireServer.PLUGIN_JAR, folder.resolve("nextcloudauth.jar"), "9.9.9");
            List<String> outcomes = whileClientsLogIn(() -> {
                Files.move(
                        newer,
                        server.openfire().home().resolve("plugins/nextcloudauth.jar"),
                        StandardCopyOption.REPLACE_EXISTING);
                control.lookForPlugins();
                server.openfire().awaitLog("(?s)" + LOADED + ".*" + LOADED);
            });
            assertThat(outcomes).contains("temporary-auth-failure").doesNotContain("not-authorized");
            assertThat(serves(control)).isTrue();
            worksOn(alice);
            nothingIsLeftOfTheOldOne(control);
        }
        assertThat(Files.readString(server.openfire().home().resolve("plugins/nextcloudauth/plugin.xml")))
                .contains("9.9.9");
        // Openfire warns about a client that tries SCRAM with an unknown name.
        assertThat(server.openfire().problems())
                .filteredOn(problem -> !problem.contains("ScramSha1SaslServer"))
                .isEmpty();
    }

    @Test
    void aNewerJarInstalledThroughTheConsoleTakesOver() throws Exception {
        Control control = start(OpenfireServer.create());
        try (XmppUser alice = login("alice", "wonderland")) {
            control.watchLoader(PLUGIN);
            control.installPlugin(
                    PluginJar.writeNewer(OpenfireServer.PLUGIN_JAR, folder.resolve("nextcloudauth.jar"), "9.9.9"));
            assertThat(serves(control)).isTrue();
            worksOn(alice);
            nothingIsLeftOfTheOldOne(control);
        }
        assertThat(server.openfire().problems()).isEmpty();
    }

    @Test
    void aReloadedPluginTakesOver() throws Exception {
        Control control = start(OpenfireServer.create());
        try (XmppUser alice = login("alice", "wonderland")) {
            control.watchLoader(PLUGIN);
            control.reloadPlugin(PLUGIN);
            assertThat(serves(control)).isTrue();
            worksOn(alice);
            nothingIsLeftOfTheOldOne(control);
        }
        assertThat(server.openfire().problems()).isEmpty();
    }

    /** The user who was online all the time still is, and everything works for her and for others. */
    private void worksOn(XmppUser alice) throws Exception {
        alice.roundTrip();
        assertThat(alice.isConnected()).isTrue();
        assertThat(XmppUser.refusal(server.openfire(), "bob", "wrong")).isEqualTo("not-authorized");
        try (XmppUser bob = login("bob", "builder")) {
            bob.send("alice@example.org", "still there?");
            assertThat(alice.nextMessage().getBody()).isEqualTo("still there?");
            alice.awaitPresence("bob@example.org");
        }
        server.cloud().accounts().joinGroup("frank", "Staff");
        try (XmppUser frank = login("frank", "solitude")) {
            frank.awaitContacts("alice@example.org", "bob@example.org", "carol@example.org");
            alice.awaitPresence("frank@example.org");
        }
        assertThat(server.openfire().control().groups()).containsExactly("Science & Fun", "Staff");
    }

    /** Once its class loader is collected, the plugin has left no thread, listener, cached object or SASL provider. */
    private void nothingIsLeftOfTheOldOne(Control control) throws Exception {
        assertThat(control.threads("unloaded")).isEmpty();
        Eventually.until("the old class loader is gone", () -> control.isLoaderGone(PLUGIN));
    }

    @Test
    void aRemovedPluginLeavesTheServerAsItWas() throws Exception {
        Control control = start(OpenfireServer.create());
        try (XmppUser alice = login("alice", "wonderland");
                XmppUser bob = login("bob", "builder")) {
            control.watchLoader(PLUGIN);
            control.deletePlugin(PLUGIN);
            assertThat(providers(control)).extracting(Provider::owner).containsOnly("server");
            assertThat(providers(control))
                    .extracting(Provider::className)
                    .allMatch(name -> name.matches(".*\\.Default\\w+Provider"));
            assertThat(properties(control)).isEmpty();
            alice.roundTrip();
            bob.send("alice@example.org", "still there?");
            assertThat(alice.nextMessage().getBody()).isEqualTo("still there?");
            assertThat(XmppUser.refusal(server.openfire(), "alice", "wonderland"))
                    .isEqualTo("not-authorized");
            assertThat(control.groups()).isEmpty();
            localUsersAndGroupsWork(control);
            assertThat(control.threads("^xcauth")).isEmpty();
            nothingIsLeftOfTheOldOne(control);
        }
        assertThat(server.openfire().problems()).isEmpty();
    }

    @Test
    void aRemovedPluginRestoresProvidersOtherThanTheDefault() throws Exception {
        Control control = start(OpenfireServer.create()
                .property("provider.auth.className", HYBRID_AUTH)
                .property(
                        "hybridAuthProvider.primaryProvider.className",
                        "org.jivesoftware.openfire.auth.DefaultAuthProvider")
                .property("provider.user.className", HYBRID_USER)
                .property(
                        "hybridUserProvider.primaryProvider.className",
                        "org.jivesoftware.openfire.user.DefaultUserProvider"));
        assertThat(serves(control)).isTrue();
        loginAdmin().close();
        login("alice", "wonderland").close();
        control.deletePlugin(PLUGIN);
        assertThat(control.providers().auth()).isEqualTo(new Provider(HYBRID_AUTH, "server"));
        assertThat(control.providers().user()).isEqualTo(new Provider(HYBRID_USER, "server"));
        assertThat(properties(control))
                .containsExactlyInAnyOrder(
                        List.of("provider.auth.className", HYBRID_AUTH),
                        List.of("provider.user.className", HYBRID_USER));
        loginAdmin().close();
        // Openfire 5 itself warns about these providers at its setup.
        assertThat(server.openfire().problems())
                .noneMatch(problem -> problem.lines().findFirst().orElseThrow().contains("Provider"));
    }

    /** The same check as the harness' own test, whose server never had the plugin. */
    private void localUsersAndGroupsWork(Control control) throws Exception {
        loginAdmin().close();
        control.createUser("gina", "gina's", "Gina");
        control.createUser("hugo", "hugo's", "Hugo");
        try (XmppUser gina = login("gina", "gina's");
                XmppUser hugo = login("hugo", "hugo's")) {
            control.createGroup("Friends", "gina", "hugo");
            control.setGroupProperty("Friends", "sharedRoster.displayName", "Friends");
            control.setGroupProperty("Friends", "sharedRoster.showInRoster", "onlyGroup");
            gina.awaitContacts("hugo@example.org");
            gina.awaitPresence("hugo@example.org");
            control.removeMember("Friends", "hugo");
            gina.awaitContacts();
            hugo.roundTrip();
        }
    }

    @Test
    void anotherPluginsProviderIsNotReplaced() throws Exception {
        Control control = start(OpenfireServer.create());
        control.installPlugin(PluginJar.write(folder.resolve("rival.jar"), RIVAL + "RivalPlugin"));
        Provider rival = new Provider(RIVAL + "RivalAuthProvider", "rival");
        assertThat(control.providers().auth()).isEqualTo(rival);
        assertThat(control.providers().user().owner()).isEqualTo(PLUGIN);
        assertThat(server.openfire().problems())
                .singleElement()
                .asString()
                .contains("provider.auth.className", "another plugin", "reload");
        control.deletePlugin(PLUGIN);
        assertThat(control.providers().auth()).isEqualTo(rival);
        assertThat(control.providers().user().owner()).isEqualTo("server");
        assertThat(properties(control)).containsExactly(List.of("provider.auth.className", rival.className()));
        loginAdmin().close();
        assertThat(server.openfire().problems()).hasSize(1);
    }

    @Test
    void aLoginInProgressIsNotRefusedWhenThePluginIsRemoved() throws Exception {
        Control control = start(OpenfireServer.create());
        server.cloud().fault(Fault.HANG_BEFORE_HEADER);
        long before = server.cloud().requestCount("auth");
        CompletableFuture<String> refusal = new CompletableFuture<>();
        Thread login = new Thread(() -> refusal.complete(outcome("alice", "wonderland")), "login");
        login.start();
        Eventually.until("the cloud gets the request", () -> server.cloud().requestCount("auth") > before);
        control.deletePlugin(PLUGIN);
        assertThat(refusal.get()).isEqualTo("temporary-auth-failure");
        assertThat(control.threads("^xcauth|unloaded")).isEmpty();
        login.join();
    }

    /** The results of logins with correct passwords meanwhile, by the plugin's mechanism and one of Openfire's. */
    private List<String> whileClientsLogIn(Executable replacement) throws Exception {
        List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> clients = Stream.of("PLAIN", "PLAIN", "SCRAM-SHA-1")
                .map(mechanism -> new Thread(
                        () -> {
                            while (!over.get()) {
                                outcomes.add(outcome(mechanism, "alice", "wonderland"));
                                outcomes.add(outcome(mechanism, "bob", "builder"));
                            }
                        },
                        "login"))
                .toList();
        clients.forEach(Thread::start);
        try {
            replacement.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
        }
        return outcomes;
    }

    private String outcome(String user, String password) {
        return outcome("PLAIN", user, password);
    }

    private String outcome(String mechanism, String user, String password) {
        try (XmppUser client =
                XmppUser.to(server.openfire()).mechanism(mechanism).as(user, password)) {
            return "let in as " + client.jid();
        } catch (LoginRefused e) {
            return e.condition();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static boolean serves(Control control) {
        return providers(control).stream().allMatch(provider -> provider.owner().equals(PLUGIN));
    }

    private static List<Provider> providers(Control control) {
        Control.Providers all = control.providers();
        return Stream.of(all.auth(), all.user(), all.group(), all.vcard()).toList();
    }

    /** The stored properties about providers, including the plugin's own. */
    private static List<List<String>> properties(Control control) {
        return control.sql("SELECT name, propValue FROM ofProperty WHERE name LIKE 'provider.%.className' "
                + "OR name LIKE 'nextcloudauth.former%' ORDER BY name");
    }

    private XmppUser login(String user, String password) throws Exception {
        return XmppUser.login(server.openfire(), user, password);
    }

    private XmppUser loginAdmin() throws Exception {
        return login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
    }
}
