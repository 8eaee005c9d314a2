package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Writes and reads XML like PHP. */
final class Xml {

    private Xml() {}

    /** Escapes text inside an element, including carriage returns. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\r", "&#13;");
    }

    /** Writes a value of an OCS answer as elements, indented by that many spaces. */
    static String elements(Object value, int indent) {
        StringBuilder xml = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> xml.append(element(name.toString(), each, indent)));
        } else if (value instanceof Collection<?> list) {
            list.forEach(each -> xml.append(element("element", each, indent)));
        }
        return xml.toString();
    }

    /** Parses a document and returns its root; empty if it is invalid or has a document type. */
    static Optional<Element> parse(byte[] document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return Optional.of(builder.parse(new ByteArrayInputStream(document)).getDocumentElement());
        } catch (SAXException | IOException e) {
            // The answer does not depend on the fault in the client's document.
            return Optional.empty();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK can refuse document types", e);
        }
    }

    static byte[] bytes(String xml) {
        return xml.getBytes(UTF_8);
    }

    private static String element(String name, @Nullable Object value, int indent) {
        String space = " ".repeat(indent);
        if (value == null) {
            return space + "<" + name + "/>\n";
        }
        if (value instanceof Map || value instanceof Collection) {
            String inner = elements(value, indent + 1);
            return inner.isEmpty()
                    ? space + "<" + name + "/>\n"
                    : space + "<" + name + ">\n" + inner + space + "</" + name + ">\n";
        }
        return space + "<" + name + ">" + escape(text(value)) + "</" + name + ">\n";
    }

    private static String text(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "";
        }
        return value.toString();
    }
}
