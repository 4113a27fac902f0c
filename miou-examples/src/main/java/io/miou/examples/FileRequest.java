package io.miou.examples;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * A request for a file: the first line of an HTTP request, and what its headers say about the connection.
 *
 * @param method such as {@code GET}
 * @param path decoded; begins with a slash, without the query
 * @param keepsConnection whether another request may follow on the connection
 */
record FileRequest(String method, String path, boolean keepsConnection) {

    /** Reads the head of a request, with all its lines. */
    static FileRequest parse(String head) throws IOException {
        List<String> lines = head.lines().toList();
        String[] words = lines.getFirst().split(" ", -1);
        if (words.length != 3 || !words[1].startsWith("/") || !words[2].startsWith("HTTP/1.")) {
            throw new IOException("this is no request of HTTP/1: " + lines.getFirst());
        }
        return new FileRequest(words[0], path(words[1]),
                words[2].equals("HTTP/1.1") && lines.stream().skip(1).noneMatch(FileRequest::endsConnection));
    }

    private static String path(String target) throws IOException {
        try {
            return new URI("http://host" + target).getPath();
        } catch (URISyntaxException e) {
            throw new IOException("this is no path: " + target, e);
        }
    }

    /** Returns whether a header says that the connection ends, or announces a body, which nothing here reads. */
    private static boolean endsConnection(String header) {
        String lower = header.toLowerCase(Locale.ROOT).replace(" ", "");
        return lower.equals("connection:close") || lower.startsWith("transfer-encoding:")
                || lower.startsWith("content-length:") && !lower.equals("content-length:0");
    }

    boolean isGet() {
        return method.equals("GET");
    }

    boolean isHead() {
        return method.equals("HEAD");
    }
}
