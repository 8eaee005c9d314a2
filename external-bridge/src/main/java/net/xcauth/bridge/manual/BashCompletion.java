package net.xcauth.bridge.manual;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.xcauth.bridge.cli.Subcommand;
import net.xcauth.bridge.config.Option;
import net.xcauth.bridge.config.Option.Group;
import net.xcauth.bridge.protocol.Protocol;

/** The bash completion of {@code xcauth} and {@code xcdbm}. */
final class BashCompletion {
    /** Options that no new command line should use. */
    private static final Set<Group> OUTDATED = Set.of(Group.OLD, Group.LATER);
    /** Options that replace a command. */
    private static final Set<Group> ALONE = Set.of(Group.DOMAINS, Group.TESTS);

    private static final String SCRIPT = """
            # bash completion for xcauth and xcdbm. Generated from the program; do not edit.

            # Sets the number of values that an option takes, and the choices: words, FILE or DIRECTORY.
            _xcauth_values() {
                left=0 values=
                case $1 in
            %1$s    esac
            }

            # Sets the words that may follow the first word of a command.
            _xcauth_subcommands() {
                values=
                case $1 in
            %2$s    esac
            }

            _xcauth() {
                local program=${1##*/} line=${COMP_LINE:0:COMP_POINT} cur= prefix= values= word
                local -a given words=()
                local -i left=0
                # Not COMP_WORDS, since bash splits those at = and : as well.
                read -ra given <<< "$line"
                if [[ $line != *[[:space:]] ]]; then
                    cur=${given[-1]}
                    unset 'given[-1]'
                fi
                for word in "${given[@]:1}"; do
                    if ((left > 0)); then
                        left=left-1
                    elif [[ $word == -* ]]; then
                        _xcauth_values "$word"
                    else
                        words+=("$word")
                    fi
                done
                COMPREPLY=()
                if ((left == 0)) && [[ $cur == --*=* ]]; then
                    _xcauth_values "${cur%%%%=*}"
                    prefix=${cur%%%%=*}=
                    cur=${cur#*=}
                elif ((left == 0)) && [[ $cur == -* ]]; then
                    values='%3$s'
                    ((${#words[@]} > 0)) || values+=' %4$s'
                elif ((left == 0)); then
                    values=
                    [[ $program == xcdbm ]] || case ${#words[@]} in
                        0) values='%5$s' ;;
                        1) _xcauth_subcommands "${words[0]}" ;;
                    esac
                fi
                case $values in
                    FILE) compopt -o default ;;
                    DIRECTORY) compopt -o dirnames ;;
                    *=) [[ $cur != *=* ]] || return; compopt -o nospace ;;&
                    *)
                        [[ $COMP_WORDBREAKS == *=* ]] && prefix=
                        mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$values" -- "$cur")
                        ;;
                esac
            }

            complete -F _xcauth xcauth xcdbm
            """;

    @Override
    public String toString() {
        return SCRIPT.formatted(
                values(),
                subcommands(),
                names(false),
                names(true),
                String.join(" ", commands().keySet()));
    }

    private static String values() {
        return Arrays.stream(Option.values())
                .filter(option -> option.arity() > 0)
                .map(option -> branch(
                        option.shortName().map(letter -> "-" + letter + " | ").orElse("") + "--" + option.longName(),
                        "left=" + option.arity() + " values='" + values(option) + "'"))
                .collect(Collectors.joining());
    }

    /** A word in capitals stands for files or directories. */
    private static String values(Option option) {
        if (option == Option.LISTEN) {
            return Arrays.stream(Protocol.values())
                    .map(protocol -> protocol.label() + '=')
                    .collect(Collectors.joining(" "));
        }
        return switch (option.parameter()) {
            case "FILE", "FILE|URL", "PATH" -> "FILE";
            case "DIRECTORY" -> "DIRECTORY";
            default -> String.join(" ", option.choices());
        };
    }

    private static String subcommands() {
        return commands().entrySet().stream()
                .filter(command -> !command.getValue().isEmpty())
                .map(command -> branch(command.getKey(), "values='" + String.join(" ", command.getValue()) + "'"))
                .collect(Collectors.joining());
    }

    private static String branch(String pattern, String then) {
        return " ".repeat(8) + pattern + ") " + then + " ;;\n";
    }

    /** The second words of commands by their first; a command of one word has none. */
    private static Map<String, Set<String>> commands() {
        Map<String, Set<String>> commands = new TreeMap<>();
        for (Subcommand command : Subcommand.values()) {
            String[] words = command.words().split(" ");
            Set<String> second = commands.computeIfAbsent(words[0], first -> new TreeSet<>());
            Arrays.stream(words).skip(1).forEach(second::add);
        }
        return commands;
    }

    /** Without secrets, which do not belong on a command line. */
    private static String names(boolean alone) {
        return Arrays.stream(Option.values())
                .filter(option -> !OUTDATED.contains(option.group()) && ALONE.contains(option.group()) == alone)
                .filter(option -> alone || !option.isSecret())
                .map(option -> "--" + option.longName())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
