package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** How a sandbox has asked for a connection, and how it is answered. */
interface Dialect {
    /** Where it is to go. */
    Target target();

    /** Whether it is for a message in HTTP. */
    boolean isWeb();

    /** There is a connection: what comes before what the two sides have to say. */
    void made(WritableByteChannel sandbox, WritableByteChannel remote) throws IOException;

    /** What comes before the rest of what the remote side says. */
    default void begin(Incoming remote, WritableByteChannel sandbox) throws IOException {}

    /** Whether there is nothing to say any more when the remote side has ended. */
    default boolean endsWithAnswer() {
        return false;
    }

    /** There will be none. */
    void refused(WritableByteChannel sandbox, Refusal refusal) throws IOException;

    /** There is none. */
    void failed(WritableByteChannel sandbox, Trouble trouble) throws IOException;

    /**
     * Finds out, by the first byte; throws {@link MalformedException} where it is none that is spoken here, once the sandbox
     * has been told so.
     */
    static Dialect read(Incoming in, WritableByteChannel sandbox) throws IOException {
        int first = in.peek();
        if (first == Socks.VERSION) return Socks.read(in, sandbox);
        if (first >= 'A' && first <= 'Z') return Http.read(in, sandbox);
        throw new MalformedException("It begins with neither HTTP nor SOCKS");
    }
}
