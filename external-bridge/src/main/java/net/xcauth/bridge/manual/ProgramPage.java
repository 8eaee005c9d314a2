package net.xcauth.bridge.manual;

import java.util.Arrays;
import java.util.List;
import net.xcauth.bridge.cli.Facts;
import net.xcauth.bridge.cli.Facts.Fact;
import net.xcauth.bridge.cli.Subcommand;
import net.xcauth.bridge.config.Option;

/** {@code xcauth(1)}, and the page {@code xcdbm(1)} that refers to it. */
final class ProgramPage {
    /** The page of the other name. */
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
        for (Subcommand command : Subcommand.values()) {
            page.entry(List.of(Roff.term(command.form())), Facts.sentence(command.purpose()));
        }
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
        page.paragraph("xcauth " + Facts.PURPOSE
                + ". A server asks it, over a socket or as its parent process, whether a user exists "
                + "or a password is right, and it asks the cloud. It accepts passwords, app passwords, and "
                + "the time-limited "
                + "tokens of the JSXC app. It can remember the answers of the cloud, so that logins are quick "
                + "and work while "
                + "the cloud is unreachable.");
        page.paragraph(Facts.WORK);
        page.paragraph("Under the name xcdbm, it reads or changes the domains in the database.");
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
        String names =
                option.shortName().map(letter -> Roff.bold("-" + letter) + ", ").orElse("")
                        + Roff.bold("--" + option.longName());
        return option.arity() == 0 ? names : names + ' ' + Roff.term(option.parameter());
    }

    private void facts(String heading, List<Fact> facts) {
        page.heading(heading);
        facts.forEach(fact -> page.entry(List.of(Roff.bold(fact.name())), Facts.sentence(fact.meaning())));
    }

    private void examples() {
        page.heading("Examples");
        page.paragraph("Find out what is wrong, and try to log in:");
        page.example("xcauth doctor --login alice@example.org");
        page.paragraph("Ask whether a user exists:");
        page.example("xcauth -I alice example.org");
        page.paragraph("Serve ejabberd and Prosody on loopback:");
        page.example("xcauth --listen ejabberd=127.0.0.1:23662 --listen prosody=127.0.0.1:23663");
        page.paragraph("Run as a child of ejabberd:");
        page.example("extauth_program: \"/usr/bin/xcauth -t ejabberd\"");
        page.paragraph("Store the Nextcloud of one XMPP domain; the app password of the service account is read from "
                + "the terminal:");
        page.example("xcauth domain add example.org https://cloud.example.org/");
    }
}
