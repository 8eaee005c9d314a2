package net.xcauth.bridge.tool;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.xcauth.core.text.OneLine;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.XmppDomains;

/**
 * A command and the words behind it, as many as it takes.
 *
 * @param words none of them blank
 */
record Arguments(Command command, List<String> words) {
    private static final Pattern DOMAIN = Pattern.compile("[^@/\\s\\p{Cntrl}]+");

    Arguments {
        words = List.copyOf(words);
    }

    /** @throws ToolException if there is no such command, or it takes other words */
    static Arguments read(List<String> words) throws ToolException {
        String name = String.join(" ", words.subList(0, Math.min(2, words.size())));
        Optional<Command> command = Command.named(name);
        if (command.isEmpty()) {
            throw Usage.unknown(OneLine.of(name));
        }
        List<String> rest = words.subList(2, words.size());
        if (!command.get().takes(rest.size()) || rest.stream().anyMatch(String::isBlank)) {
            throw Usage.wrongWords(command.get());
        }
        Arguments given = new Arguments(command.get(), rest);
        for (int i = 0; i < rest.size(); i++) {
            given.require(i);
        }
        return given;
    }

    boolean has(int index) {
        return index < words.size();
    }

    String text(int index) {
        return words.get(index).strip();
    }

    /** The words from there on. */
    List<String> from(int index) {
        return words.subList(Math.min(index, words.size()), words.size()).stream()
                .map(String::strip)
                .toList();
    }

    /** The name of an XMPP domain, in the spelling of {@link XmppDomains#normal}. */
    String domain(int index) {
        return XmppDomains.normal(text(index));
    }

    /** The domain may be empty, as it may be in requests. */
    UserKey user(int index) {
        return UserKey.ofJid(text(index));
    }

    private void require(int index) throws ToolException {
        String text = text(index);
        switch (command.parameters().get(Math.min(index, command.parameters().size() - 1))) {
            case "DOMAIN" -> require(text, DOMAIN.matcher(text).matches(), "is no XMPP domain, such as example.org");
            case "USER@DOMAIN" ->
                require(text, text.lastIndexOf('@') > 0, "names no user and domain, such as alice@example.org");
            case "GROUP@DOMAIN" ->
                require(text, text.lastIndexOf('@') > 0, "names no group and domain, such as Staff@example.org");
            default -> {}
        }
    }

    private void require(String text, boolean right, String otherwise) throws ToolException {
        if (!right) {
            throw ToolException.misused(
                    "\"" + OneLine.of(text) + "\" " + otherwise + "; the form is: xcauth " + command.form());
        }
    }
}
