package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The script that creates the tables of Maven Central's Openfire, which comes without one. */
final class OpenfireTables {
    private static final int SCHEMA_VERSION = 26;

    private OpenfireTables() {}

    /** Statements for the tables and the administrator's account. */
    static String script(DatabaseConfig.Kind kind) throws IOException {
        try (InputStream in = OpenfireTables.class.getResourceAsStream("/openfire-tables.txt")) {
            String tables = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> table(line, kind))
                    .collect(Collectors.joining());
            return tables + """
                    INSERT INTO ofVersion (name, version) VALUES ('openfire', %d);
                    INSERT INTO ofMucService (serviceID, subdomain, isHidden) VALUES (1, 'conference', 0);
                    INSERT INTO ofUser (username, plainPassword, name, creationDate, modificationDate)
                        VALUES ('%s', '%s', 'Administrator', '0', '0');
                    """.formatted(SCHEMA_VERSION, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        }
    }

    /** Statements that give system properties their values. */
    static String insert(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> "INSERT INTO ofProperty (name, propValue, encrypted) VALUES (%s, %s, 0);\n"
                        .formatted(literal(property.getKey()), literal(property.getValue())))
                .collect(Collectors.joining());
    }

    private static String table(String line, DatabaseConfig.Kind kind) {
        String[] parts = line.split("\\|");
        String[] words = parts[0].strip().split(" +");
        String columns = Stream.of(words)
                .skip(1)
                .map(column -> "  " + column(column, kind) + ",\n")
                .collect(Collectors.joining());
        return "CREATE TABLE %s (\n%s  PRIMARY KEY (%s)\n);\n"
                .formatted(words[0], columns, String.join(", ", parts[1].strip().split(" +")));
    }

    private static String column(String definition, DatabaseConfig.Kind kind) {
        String[] parts = definition.split(":");
        String name = parts[0].replace("*", "");
        return name + " " + type(parts.length > 1 ? parts[1] : "255", kind)
                + (parts[0].endsWith("*") ? " NOT NULL" : "");
    }

    private static String type(String type, DatabaseConfig.Kind kind) {
        return switch (type) {
            case "int" -> "INTEGER";
            case "long" -> "BIGINT";
            case "text" -> kind.text();
            default -> "VARCHAR(" + type + ")";
        };
    }

    /** The server's script reader ends statements at line ends, even inside quotes. */
    private static String literal(String value) {
        if (value.contains("\n") || value.contains("\\")) {
            throw new IllegalArgumentException("set it through the control plugin: " + value);
        }
        return "'" + value.replace("'", "''") + "'";
    }
}
