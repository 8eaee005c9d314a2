package net.xcauth.bridge.manual;

import java.util.Arrays;
import java.util.List;
import net.xcauth.bridge.config.Facts;
import net.xcauth.bridge.config.Facts.Fact;
import net.xcauth.bridge.config.Option;
import net.xcauth.bridge.tool.Usage;

/** {@code xcauth(1)}, and what {@code xcdbm(1)} shows instead of one of its own. */
final class ProgramPage {
    /** One page for the program under another name. */
    static final String ALIAS = ".so man1/xcauth.1\n";

    private final Roff page;

    ProgramPage(String date, String version) {
        page = new Roff("xcauth", 1, date, version);
    }

    @Override
    public String toString() {
        page.name("xcauth, xcdbm", Facts.PURPOSE);
        page.heading("Synopsis")
                .synopsis(List.of(
                        Roff.term("xcauth [OPTIONS]"),
                        Roff.term("xcauth COMMAND [OPTIONS]"),
                        Roff.term("xcdbm -G DOMAIN | -P DOMAIN ENTRY | -D DOMAIN | -L | -U [OPTIONS]")));
        describe();
        options();
        page.heading("Commands").paragraph(Facts.COMMANDS + ':');
        Usage.forms().forEach(form -> page.entry(List.of(Roff.term(form.form())), Facts.sentence(form.purpose())));
        facts("Signals", Facts.SIGNALS);
        facts("Exit status", Facts.EXIT_STATUS);
        facts("Environment", Facts.ENVIRONMENT);
        facts("Files", Facts.FILES);
        examples();
        page.heading("See also")
                .paragraph("xcauth.conf(5), systemd.socket(5), saslauthd(8), tcp_table(5), logrotate(8)");
        return page.toString();
    }

    private void describe() {
        page.heading("Description");
        page.paragraph(
                "xcauth " + Facts.PURPOSE + ". A server asks it whether a user exists or a password is right, over "
                        + "a socket or as the server's child, and it asks the cloud. Passwords and app passwords are accepted, and "
                        + "the JSXC app's time-limited tokens. What the cloud has said can be remembered, so that logins are quick and "
                        + "work while the cloud is unreachable.");
        page.paragraph(Facts.WORK);
        page.paragraph("Called by the name xcdbm, it does one thing with the domains in the database.");
    }

    private void options() {
        page.heading("Options").paragraph(Facts.OPTIONS + " See xcauth.conf(5).");
        for (Option.Group group : Option.Group.values()) {
            page.subheading(group.heading());
            Arrays.stream(Option.values())
                    .filter(option -> option.group() == group)
                    .forEach(option -> page.entry(List.of(term(option)), Facts.sentence(option.description())));
        }
    }

    private static String term(Option option) {
        String names = (option.shortName() == null ? "" : Roff.bold("-" + option.shortName()) + ", ")
                + Roff.bold("--" + option.longName());
        return option.arity() == 0 ? names : names + ' ' + Roff.term(option.parameter());
    }

    private void facts(String heading, List<Fact> facts) {
        page.heading(heading);
        facts.forEach(fact -> page.entry(List.of(Roff.bold(fact.name())), Facts.sentence(fact.meaning())));
    }

    private void examples() {
        page.heading("Examples");
        page.paragraph("Find out what is wrong, and try a login:");
        page.example("xcauth doctor --login alice@example.org");
        page.paragraph("Ask once, on the command line:");
        page.example("xcauth -I alice example.org");
        page.paragraph("Serve ejabberd and Prosody on loopback:");
        page.example("xcauth --listen ejabberd=127.0.0.1:23662 --listen prosody=127.0.0.1:23663");
        page.paragraph("Run as ejabberd's child:");
        page.example("extauth_program: \"/usr/bin/xcauth -t ejabberd\"");
        page.paragraph("Store a Nextcloud for one XMPP domain; the service account's app password is asked for:");
        page.example("xcauth domain add example.org " + "https://cloud.example.org/");
    }
}
