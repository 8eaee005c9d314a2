package net.xcauth.bridge.ejabberd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.core.text.OneLine;

/**
 * ejabberd through its HTTP API.
 *
 * @see <a href="https://docs.ejabberd.im/admin/configuration/modules/#mod_http_api">mod_http_api</a>
 */
final class ApiChannel implements CommandChannel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int INTERNAL_ERROR = 500;
    private static final int OVERLOADED = 502;

    private final HttpConnections http;
    private final ApiAddress address;
    private final String token;
    /** A domain that ejabberd serves; empty until one is known. */
    private volatile String served = "";

    ApiChannel(ApiAddress address, String token, Optional<Path> caFile) {
        this.address = address;
        this.token = token;
        http = new HttpConnections(address, token, caFile);
    }

    @Override
    public String name() {
        return address.toString();
    }

    @Override
    public void run(Command command) throws EjabberdException {
        JsonNode answer = ask(command);
        if (answer.isInt() && answer.asInt() != 0) {
            throw failed(command, "it says " + answer);
        }
    }

    @Override
    public int count(Command command) throws EjabberdException {
        return CommandChannel.number(text(command))
                .orElseThrow(() -> failed(command, "it does not answer with a number"));
    }

    /** Before version 24.02 in an object of its own, {@code {"content":"Alice"}}. */
    @Override
    public String text(Command command) throws EjabberdException {
        JsonNode answer = ask(command);
        return (answer.isObject() && answer.size() == 1 ? answer.elements().next() : answer).asText();
    }

    @Override
    public List<String> list(Command command) throws EjabberdException {
        JsonNode answer = ask(command);
        if (!answer.isArray()) {
            throw failed(command, "it does not answer with a list");
        }
        List<String> texts = new ArrayList<>();
        answer.forEach(each -> texts.add(each.asText()));
        if (command.name().equals("registered_vhosts") && !texts.isEmpty()) {
            served = texts.get(0);
        }
        return texts;
    }

    /** A list of keys and values, or in newer versions perhaps one object. */
    @Override
    public Map<String, String> properties(Command command) throws EjabberdException {
        JsonNode answer = ask(command);
        Map<String, String> properties = new HashMap<>();
        if (answer.isArray()) {
            answer.forEach(each -> properties.put(each.path("key").asText(), text(each.path("value"))));
        } else {
            answer.properties().forEach(field -> properties.put(field.getKey(), text(field.getValue())));
        }
        return properties;
    }

    private static String text(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(each -> texts.add(each.asText()));
        return String.join(", ", texts);
    }

    private JsonNode ask(Command command) throws EjabberdException {
        HttpConnections.Answer answer = post(command);
        if (answer.status() != OK) {
            throw refusal(command, answer);
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new EjabberdException(
                    Kind.NOT_ALLOWED, address + " does not answer in JSON; is that ejabberd's " + "mod_http_api?", e);
        }
    }

    private HttpConnections.Answer post(Command command) throws EjabberdException {
        ObjectNode body = JSON.createObjectNode();
        command.arguments().forEach((name, value) -> {
            // A list from version 24.02 on; before, a list of one text is taken for that text.
            if (name.equals("display")) {
                body.putArray(name).add(value);
            } else {
                body.put(name, value);
            }
        });
        return http.post(command.name(), host(command), body.toString());
    }

    /** What it is asked as: for a host that it does not serve, it warns in its log each time. */
    private String host(Command command) {
        return command.arguments().getOrDefault("grouphost", command.arguments().getOrDefault("host", served));
    }

    private EjabberdException refusal(Command command, HttpConnections.Answer answer) {
        String words = answer.status() + ", " + OneLine.of(message(answer.body()));
        return switch (answer.status()) {
            case UNAUTHORIZED ->
                notAllowed(" refuses the " + (token.isEmpty() ? "request " : "token with ") + command.name() + " ("
                        + words
                        + "); give a token as ejabberd-token that is valid: ejabberdctl oauth_issue_token prints one, see "
                        + "docs/ejabberd.md");
            case FORBIDDEN ->
                notAllowed(
                        " does not allow " + command.name() + " (" + words + "); "
                                + (token.isEmpty()
                                        ? "name it in api_permissions in ejabberd.yml, with \"from\" and \"who\" that this program meets, and run ejabberdctl "
                                                + "reload_config"
                                        : "name it in api_permissions in ejabberd.yml and in the scopes of the token, and let the token's user "
                                                + "pass the access rule \"configure\", which ejabberd 26.07 and later require"));
            case NOT_FOUND ->
                notAllowed(" does not know " + command.name() + " (" + words + "); load mod_http_api, "
                        + "mod_admin_extra, mod_shared_roster and mod_vcard in ejabberd.yml, and look whether the path is the one in "
                        + "request_handlers");
            case BAD_REQUEST, INTERNAL_ERROR ->
                saysThatItLacks(command, words)
                        ? notAllowed(" cannot do " + command.name() + " (" + words
                                + "); load mod_admin_extra, mod_shared_roster and mod_vcard in ejabberd.yml")
                        : answer.status() == BAD_REQUEST && address.socket().isPresent() && saysNothing(answer.body())
                                ? notAllowed(
                                        " takes " + command.name() + " for a bad request (" + words
                                                + "), as ejabberd 26.03 and later do with all "
                                                + "requests over a Unix socket; use http://127.0.0.1:PORT/api, see docs/ejabberd.md")
                                : failed(command, words);
            default ->
                answer.status() >= OVERLOADED
                        ? new EjabberdException(
                                Kind.UNREACHABLE,
                                address + " answers " + command.name() + " with " + words + "; it is tried again")
                        : failed(command, words);
        };
    }

    private EjabberdException notAllowed(String text) {
        return new EjabberdException(Kind.NOT_ALLOWED, address + text);
    }

    /** True if it was not mod_http_api that has answered, in JSON, with a reason. */
    private static boolean saysNothing(String body) {
        return body.isBlank() || body.stripLeading().startsWith("<");
    }

    /** Without its module a command is unknown, or breaks; asking for a list breaks for no other reason. */
    private static boolean saysThatItLacks(Command command, String words) {
        return words.contains("unknown_command")
                || words.contains("internal_error") && command.name().equals("srg_list");
    }

    private EjabberdException failed(Command command, String why) {
        return new EjabberdException(Kind.FAILED, address + " " + OneLine.of(command.toString()) + ": " + why);
    }

    /** What ejabberd says, and of a page that is something else the beginning. */
    private static String message(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json.isTextual() ? json.asText() : json.path("message").asText(json.toString());
        } catch (JsonProcessingException e) {
            return body.length() > 60 ? body.substring(0, 60) + "…" : body;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
