package net.xcauth.bridge.cli;

import java.util.List;
import java.util.Optional;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.XmppDomains;

/** The one thing that a command line tells the program to do. */
public sealed interface Job {
    /** Prints the help: about the commands that begin with these words, or about everything if there are none. */
    record Help(List<String> topic) implements Job {}

    /** Prints the version. */
    record ShowVersion() implements Job {}

    /** Serves, or answers the one request that an option or the configuration file holds. */
    record Serve() implements Job {}

    /**
     * Examines the installation.
     *
     * @param login the address of the user whose login is to be tried
     * @param json  true if the report is for programs
     */
    record Diagnose(Optional<String> login, boolean json) implements Job {}

    /** Works with the database, once. */
    sealed interface DatabaseJob extends Job {}

    /** Prints the entry of a domain, as {@code xcdbm -G}. */
    record GetEntry(String domain) implements DatabaseJob {}

    /**
     * Stores the entry of a domain, as {@code xcdbm -P}.
     *
     * @param entry {@code secret\turl\tauthdomain[\tanything]}
     */
    record PutEntry(String domain, String entry) implements DatabaseJob {
        @Override
        public String toString() {
            return "PutEntry(" + domain + ')';
        }
    }

    /** Deletes the entry of a domain, as {@code xcdbm -D}. */
    record DeleteEntry(String domain) implements DatabaseJob {}

    /** Stores the entries on standard input, lines of {@code domain\tentry}, as {@code xcdbm -L}. */
    record LoadEntries() implements DatabaseJob {}

    /** Prints all entries as {@link LoadEntries} reads them, as {@code xcdbm -U}. */
    record UnloadEntries() implements DatabaseJob {}

    /**
     * Runs one of the commands.
     *
     * @param arguments valid ones, none of them blank
     * @param json      true if the result is for programs
     */
    record RunCommand(Subcommand command, List<String> arguments, boolean json) implements DatabaseJob {
        public RunCommand {
            arguments = List.copyOf(arguments);
        }

        /** True if there is an argument at this index. */
        public boolean has(int index) {
            return index < arguments.size();
        }

        /** The argument at this index, without surrounding white space. */
        public String text(int index) {
            return arguments.get(index).strip();
        }

        /** The arguments from this index on. */
        public List<String> from(int index) {
            return arguments.stream().skip(index).map(String::strip).toList();
        }

        /** The XMPP domain at this index, in the spelling of {@link XmppDomains#normal}. */
        public String domain(int index) {
            return XmppDomains.normal(text(index));
        }

        /** The user at this index; the domain may be empty, as in requests. */
        public UserKey user(int index) {
            return UserKey.ofJid(text(index));
        }
    }
}
