package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** SOCKS 5 (RFC 1928), of which the command to connect, by whoever does not say who it is. */
record Socks(Target target) implements Dialect {
    static final int VERSION = 5;

    private static final int NO_AUTHENTICATION = 0;
    private static final int NO_METHOD = 0xff;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private static final int SUCCEEDED = 0;
    private static final int UNREACHABLE = 4;
    private static final int NO_SUCH_COMMAND = 7;
    private static final int NO_SUCH_ADDRESS = 8;

    static Dialect read(Incoming in, WritableByteChannel sandbox) throws IOException {
        in.next();
        boolean open = false;
        for (byte method : in.next(in.next())) open |= method == NO_AUTHENTICATION;
        Incoming.write(sandbox, ByteBuffer.wrap(new byte[] {VERSION, (byte) (open ? NO_AUTHENTICATION : NO_METHOD)}));
        if (!open) throw new MalformedException("It wants to say who it is");
        byte[] request = in.next(3);
        if (request[0] != VERSION) throw new MalformedException("It is another version");
        String host = host(in, sandbox);
        int port = in.next() << 8 | in.next();
        if (request[1] != CONNECT) throw answered(sandbox, NO_SUCH_COMMAND, "It is another command");
        try {
            return new Socks(Target.of(host, port));
        } catch (MalformedException none) {
            throw answered(sandbox, UNREACHABLE, String.valueOf(none.getMessage()));
        }
    }

    private static String host(Incoming in, WritableByteChannel sandbox) throws IOException {
        return switch (in.next()) {
            case IPV4 -> InetAddress.getByAddress(in.next(4)).getHostAddress();
            case IPV6 -> InetAddress.getByAddress(in.next(16)).getHostAddress();
            case NAME -> new String(in.next(in.next()), StandardCharsets.ISO_8859_1);
            default -> throw answered(sandbox, NO_SUCH_ADDRESS, "It is another kind of address");
        };
    }

    private static MalformedException answered(WritableByteChannel sandbox, int code, String why) throws IOException {
        reply(sandbox, code);
        return new MalformedException(why);
    }

    /** From which address it is connected is nobody's business. */
    private static void reply(WritableByteChannel sandbox, int code) throws IOException {
        Incoming.write(sandbox, ByteBuffer.wrap(new byte[] {VERSION, (byte) code, 0, IPV4, 0, 0, 0, 0, 0, 0}));
    }

    @Override
    public boolean isWeb() {
        return false;
    }

    @Override
    public void made(WritableByteChannel sandbox, WritableByteChannel remote) throws IOException {
        reply(sandbox, SUCCEEDED);
    }

    @Override
    public void refused(WritableByteChannel sandbox, Refusal refusal) throws IOException {
        reply(sandbox, refusal.why().reply());
    }

    @Override
    public void failed(WritableByteChannel sandbox, Trouble trouble) throws IOException {
        reply(sandbox, trouble.reply());
    }
}
