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
 * Runs commands through ejabberd's HTTP API.
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

    private final ApiConnections connections;
    private final ApiAddress address;
    private final String token;
    /** One of the domains that ejabberd serves; empty until one is known. */
    private volatile String served = "";

    ApiChannel(ApiAddress address, String token, Optional<Path> caFile) {
        this.address = address;
        this.token = token;
        connections = new ApiConnections(address, token, caFile);
    }

    @Override
    public String name() {
        return address.toString();
    }

    @Override
    public void run(EjabberdCommand command) throws EjabberdException {
        JsonNode answer = ask(command);
        if (answer.isInt() && answer.asInt() != 0) {
            throw failed(command, "the result is " + answer);
        }
    }

    @Override
    public int count(EjabberdCommand command) throws EjabberdException {
        return CommandChannel.number(text(command)).orElseThrow(() -> failed(command, "the result is not a number"));
    }

    /** Versions before 24.02 wrap the text in an object: {@code {"content":"Alice"}}. */
    @Override
    public String text(EjabberdCommand command) throws EjabberdException {
        JsonNode answer = ask(command);
        return (answer.isObject() && answer.size() == 1 ? answer.elements().next() : answer).asText();
    }

    @Override
    public List<String> list(EjabberdCommand command) throws EjabberdException {
        JsonNode answer = ask(command);
        if (!answer.isArray()) {
            throw failed(command, "the result is not a list");
        }
        List<String> texts = new ArrayList<>();
        answer.forEach(each -> texts.add(each.asText()));
        if (command.name().equals("registered_vhosts") && !texts.isEmpty()) {
            served = texts.get(0);
        }
        return texts;
    }

    /** The result is a list of keys and values, or in newer versions an object. */
    @Override
    public Map<String, String> properties(EjabberdCommand command) throws EjabberdException {
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

    private JsonNode ask(EjabberdCommand command) throws EjabberdException {
        ApiConnection.Response answer = post(command);
        if (answer.status() != OK) {
            throw refusal(command, answer);
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new EjabberdException(
                    Kind.NOT_ALLOWED,
                    address + " does not answer in JSON; check that it is the address of ejabberd's mod_http_api",
                    e);
        }
    }

    private ApiConnection.Response post(EjabberdCommand command) throws EjabberdException {
        ObjectNode body = JSON.createObjectNode();
        command.arguments().forEach((name, value) -> {
            // A list since version 24.02; earlier versions accept a list of one text, too.
            if (name.equals("display")) {
                body.putArray(name).add(value);
            } else {
                body.put(name, value);
            }
        });
        return connections.post(command.name(), host(command), body.toString());
    }

    /** The host for the request's header: for one that it does not serve, ejabberd logs a warning each time. */
    private String host(EjabberdCommand command) {
        return command.arguments().getOrDefault("grouphost", command.arguments().getOrDefault("host", served));
    }

    private EjabberdException refusal(EjabberdCommand command, ApiConnection.Response answer) {
        String words = answer.status() + ", " + OneLine.of(message(answer.body()));
        return switch (answer.status()) {
            case UNAUTHORIZED ->
                notAllowed(" refuses the " + (token.isEmpty() ? "request " : "token with ") + command.name() + " ("
                        + words
                        + "); set ejabberd-token to a valid token: ejabberdctl oauth_issue_token prints one, see "
                        + "docs/ejabberd.md");
            case FORBIDDEN ->
                notAllowed(" does not allow " + command.name() + " (" + words + "); "
                        + (token.isEmpty()
                                ? "allow it in api_permissions in ejabberd.yml, with \"from\" and \"who\" that match "
                                        + "this program, and run ejabberdctl reload_config"
                                : "allow it in api_permissions in ejabberd.yml and in the scopes of the token, and "
                                        + "allow the token's user in the access rule \"configure\", which ejabberd 26.07 and "
                                        + "later require"));
            case NOT_FOUND ->
                notAllowed(" does not know " + command.name() + " (" + words + "); load mod_http_api, "
                        + "mod_admin_extra, mod_shared_roster and mod_vcard in ejabberd.yml, and check that the path "
                        + "is the one in request_handlers");
            case BAD_REQUEST, INTERNAL_ERROR ->
                isModuleMissing(command, words)
                        ? notAllowed(" cannot run " + command.name() + " (" + words
                                + "); load mod_admin_extra, mod_shared_roster and mod_vcard in ejabberd.yml")
                        : answer.status() == BAD_REQUEST && address.socket().isPresent() && isUnexplained(answer.body())
                                ? notAllowed(" rejects " + command.name() + " as a bad request (" + words
                                        + "), as ejabberd 26.03 and later do with all requests over a Unix socket; "
                                        + "use http://127.0.0.1:PORT/api, see docs/ejabberd.md")
                                : failed(command, words);
            default ->
                answer.status() >= OVERLOADED
                        ? new EjabberdException(
                                Kind.UNREACHABLE,
                                address + " answers " + command.name() + " with " + words + "; xcauth will retry")
                        : failed(command, words);
        };
    }

    private EjabberdException notAllowed(String text) {
        return new EjabberdException(Kind.NOT_ALLOWED, address + text);
    }

    /** True if the answer does not come from mod_http_api, which gives a reason in JSON. */
    private static boolean isUnexplained(String body) {
        return body.isBlank() || body.stripLeading().startsWith("<");
    }

    /** Without its module, a command is unknown or causes an internal error. A list has no other reason for that. */
    private static boolean isModuleMissing(EjabberdCommand command, String words) {
        return words.contains("unknown_command")
                || words.contains("internal_error") && command.name().equals("srg_list");
    }

    private EjabberdException failed(EjabberdCommand command, String why) {
        return new EjabberdException(Kind.FAILED, address + " " + OneLine.of(command.toString()) + ": " + why);
    }

    /** ejabberd's message; the beginning of the body if it is not JSON. */
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
        connections.close();
    }
}
