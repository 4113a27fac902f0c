package io.miou.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of JSON: objects are maps, arrays lists, numbers doubles. It refuses a text that is not JSON. For one
 * thread.
 */
public final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Returns the value of a whole text. */
    public static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.skipSpace();
        if (json.at != text.length()) {
            throw json.wrong();
        }
        return value;
    }

    /** Returns the objects of a list in an object. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(Object object, String name) {
        return (List<Map<String, Object>>) ((Map<String, Object>) object).get(name);
    }

    private AssertionError wrong() {
        return new AssertionError("no JSON at " + at + ": " + text.substring(Math.max(0, at - 40),
                Math.min(text.length(), at + 40)));
    }

    private void skipSpace() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char next() {
        if (at == text.length()) {
            throw wrong();
        }
        return text.charAt(at++);
    }

    private boolean found(char c) {
        skipSpace();
        boolean found = at < text.length() && text.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char c) {
        if (!found(c)) {
            throw wrong();
        }
    }

    private Object value() {
        if (found('{')) {
            return object();
        }
        if (found('[')) {
            return array();
        }
        if (found('"')) {
            return string();
        }
        if (text.startsWith("true", at)) {
            at += "true".length();
            return true;
        }
        int from = at;
        while (at < text.length() && "+-.0123456789Ee".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (from == at) {
            throw wrong();
        }
        return Double.valueOf(text.substring(from, at));
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        if (found('}')) {
            return object;
        }
        do {
            expect('"');
            String name = string();
            expect(':');
            if (object.put(name, value()) != null) {
                throw wrong();
            }
        } while (found(','));
        expect('}');
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        if (found(']')) {
            return array;
        }
        do {
            array.add(value());
        } while (found(','));
        expect(']');
        return array;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw wrong();
            }
            if (c != '\\') {
                string.append(c);
                continue;
            }
            char escaped = next();
            switch (escaped) {
                case '"', '\\', '/' -> string.append(escaped);
                case 'n' -> string.append('\n');
                case 'r' -> string.append('\r');
                case 't' -> string.append('\t');
                case 'u' -> {
                    string.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                default -> throw wrong();
            }
        }
        return string.toString();
    }
}
