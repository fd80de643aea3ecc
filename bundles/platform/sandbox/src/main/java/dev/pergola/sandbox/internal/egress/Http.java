package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP as it is spoken to a proxy: a tunnel ({@code CONNECT}), or a message for a URL that begins with {@code http}. Such a
 * connection is for one message, as the next may be for another host.
 *
 * @param target where it is to go
 * @param message what goes there first; empty for a tunnel
 */
record Http(Target target, Optional<HttpHead> message) implements Dialect {
    private static final int BAD_REQUEST = 400;
    private static final int HTTP_PORT = 80;
    private static final Pattern REQUEST = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\\S+) (HTTP/1\\.[01])");
    private static final Pattern URL = Pattern.compile("(?i)http://([^/?#@]+)((?:[/?][^#]*)?)");
    private static final Pattern INTERIM = Pattern.compile("HTTP/1\\.[01] 1(?!01)\\d\\d.*");
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.[01] [1-5]\\d\\d.*");

    static Dialect read(Incoming in, WritableByteChannel sandbox) throws IOException {
        try {
            return of(HttpHead.read(in));
        } catch (MalformedException odd) {
            answer(sandbox, BAD_REQUEST, "The proxy of this sandbox does not understand this: " + odd.getMessage());
            throw odd;
        }
    }

    private static Dialect of(HttpHead head) throws MalformedException {
        Matcher request = REQUEST.matcher(head.first());
        if (!request.matches()) throw new MalformedException("It is no request");
        if (request.group(1).equals("CONNECT")) return new Http(Target.parse(request.group(2), 0), Optional.empty());
        Matcher url = URL.matcher(request.group(2));
        if (!url.matches()) throw new MalformedException("A proxy takes URLs that begin with http://, and tunnels");
        Target target = Target.parse(url.group(1), HTTP_PORT);
        String path = url.group(2).startsWith("/") ? url.group(2) : "/" + url.group(2);
        String host = target.port() == HTTP_PORT ? target.host() : target.toString();
        HttpHead message = head.onceMore(request.group(1) + " " + path + " " + request.group(3))
                .with("Host", host);
        return new Http(target, Optional.of(message));
    }

    private static void answer(WritableByteChannel sandbox, int status, String words) throws IOException {
        byte[] body = (words + "\n").getBytes(StandardCharsets.UTF_8);
        // Clients that throw an exception quote the first line alone.
        Incoming.write(
                sandbox,
                "HTTP/1.1 " + status + " " + words + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                        + body.length + "\r\nConnection: close\r\n\r\n");
        Incoming.write(sandbox, java.nio.ByteBuffer.wrap(body));
    }

    @Override
    public boolean isWeb() {
        return message.isPresent();
    }

    @Override
    public boolean endsWithAnswer() {
        return message.isPresent();
    }

    @Override
    public void made(WritableByteChannel sandbox, WritableByteChannel remote) throws IOException {
        if (message.isPresent()) Incoming.write(remote, message.get().toString());
        else Incoming.write(sandbox, "HTTP/1.1 200 Connected\r\n\r\n");
    }

    @Override
    public void begin(Incoming remote, WritableByteChannel sandbox) throws IOException {
        if (message.isEmpty()) return;
        HttpHead head = HttpHead.read(remote);
        while (INTERIM.matcher(head.first()).matches()) {
            Incoming.write(sandbox, head.toString());
            head = HttpHead.read(remote);
        }
        if (!ANSWER.matcher(head.first()).matches()) throw new MalformedException("That is no answer");
        Incoming.write(sandbox, head.onceMore(head.first()).toString());
    }

    @Override
    public void refused(WritableByteChannel sandbox, Refusal refusal) throws IOException {
        answer(sandbox, refusal.why().status(), refusal.words());
    }

    @Override
    public void failed(WritableByteChannel sandbox, Trouble trouble) throws IOException {
        answer(sandbox, trouble.status(), target + ": " + trouble.words());
    }
}
