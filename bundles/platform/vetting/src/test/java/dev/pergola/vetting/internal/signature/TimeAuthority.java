package dev.pergola.vetting.internal.signature;

import static dev.pergola.vetting.internal.signature.DerWriter.explicit;
import static dev.pergola.vetting.internal.signature.DerWriter.integer;
import static dev.pergola.vetting.internal.signature.DerWriter.octets;
import static dev.pergola.vetting.internal.signature.DerWriter.oid;
import static dev.pergola.vetting.internal.signature.DerWriter.sequence;
import static dev.pergola.vetting.internal.signature.DerWriter.set;
import static dev.pergola.vetting.internal.signature.DerWriter.time;
import static dev.pergola.vetting.internal.signature.DerWriter.tlv;

import com.sun.net.httpserver.HttpServer;
import dev.pergola.vetting.internal.signature.Pki.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Makes timestamps (RFC 3161) that say whatever time it is told. */
final class TimeAuthority implements AutoCloseable {
    private static final String TOKEN_INFO = "1.2.840.113549.1.9.16.1.4";
    private static final byte[] SHA_256 = sequence(oid("2.16.840.1.101.3.4.2.1"));

    private final Identity identity;
    private final Instant says;
    private final HttpServer server;

    TimeAuthority(Identity identity, Instant says) {
        this.identity = identity;
        this.says = says;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            byte[] reply = reply(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private byte[] reply(byte[] request) {
        List<Der> parts = Der.read(request).children();
        Der imprint = parts.get(1);
        Der nonce = parts.stream()
                .skip(2)
                .filter(part -> part.tag() == 0x02)
                .findFirst()
                .orElseThrow();
        byte[] info = sequence(
                integer(1),
                oid("1.3.6.1.4.1.99999.1"),
                tlv(imprint.tag(), imprint.content()),
                integer(Pki.serial()),
                time(says),
                tlv(nonce.tag(), nonce.content()));
        return sequence(sequence(integer(0)), sequence(oid("1.2.840.113549.1.7.2"), explicit(0, signed(info))));
    }

    private byte[] signed(byte[] info) {
        X509Certificate certificate = identity.certificate();
        byte[] attributes = join(
                sequence(oid("1.2.840.113549.1.9.3"), set(oid(TOKEN_INFO))),
                sequence(oid("1.2.840.113549.1.9.4"), set(octets(sha256(info)))));
        ByteArrayOutputStream certificates = new ByteArrayOutputStream();
        identity.chain().forEach(one -> certificates.writeBytes(Pki.encoded(one)));
        byte[] signer = sequence(
                integer(1),
                sequence(certificate.getIssuerX500Principal().getEncoded(), integer(certificate.getSerialNumber())),
                SHA_256,
                explicit(0, attributes),
                Pki.algorithm(identity.key(), "SHA256"),
                octets(Pki.sign(identity.key(), "SHA256", set(attributes))));
        return sequence(
                integer(3),
                set(SHA_256),
                sequence(oid(TOKEN_INFO), explicit(0, octets(info))),
                explicit(0, certificates.toByteArray()),
                set(signer));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
