package dev.pergola.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the server says to whom: a page, a jar, a web socket; and to LDAP that there is what was looked up. */
final class Answers {
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int SEQUENCE = 0x30;
    private static final int OPERATION_AT = 5;
    private static final int BIND = 0x60;
    private static final int SEARCH = 0x63;

    private Answers() {}

    /** The answer to a request; empty where there is none. */
    static byte[] to(byte[] request) {
        if (isLdap(request)) return ldap(request);
        String text = new String(request, StandardCharsets.ISO_8859_1);
        Matcher key = KEY.matcher(text);
        if (key.find()) return upgraded(key.group(1));
        return page(text.startsWith("GET /x.jar") ? jar() : "hello".getBytes(StandardCharsets.UTF_8));
    }

    /** Whether more requests may follow on the same connection. */
    static boolean isLdap(byte[] request) {
        return request.length > OPERATION_AT && request[0] == SEQUENCE;
    }

    private static byte[] ldap(byte[] request) {
        byte id = request[OPERATION_AT - 1];
        return switch (request[OPERATION_AT]) {
            case BIND -> done(id, 0x61);
            case SEARCH -> joined(found(id), done(id, 0x65));
            default -> new byte[0];
        };
    }

    /** Success. */
    private static byte[] done(byte id, int operation) {
        return new byte[] {SEQUENCE, 12, 2, 1, id, (byte) operation, 7, 10, 1, 0, 4, 0, 4, 0};
    }

    /** An entry cn=x without attributes. */
    private static byte[] found(byte id) {
        return new byte[] {SEQUENCE, 13, 2, 1, id, 0x64, 8, 4, 4, 'c', 'n', '=', 'x', SEQUENCE, 0};
    }

    private static byte[] upgraded(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] page(byte[] body) {
        String head = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length + "\r\n\r\n";
        return joined(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    private static byte[] jar() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("x"));
            zip.write("hello".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(first);
        bytes.writeBytes(second);
        return bytes.toByteArray();
    }
}
