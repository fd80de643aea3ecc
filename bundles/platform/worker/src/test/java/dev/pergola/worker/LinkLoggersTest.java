package dev.pergola.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** What is logged in a sandbox, the kernel hears, as far as it has something to say (R104). */
@Timeout(20)
class LinkLoggersTest {
    private final LinkLoggers loggers = new LinkLoggers();
    private Link<Message.ToWorker, Message.ToKernel> worker;
    private Link<Message.ToKernel, Message.ToWorker> kernel;

    @BeforeEach
    void connect(@TempDir Path folder) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("link"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            worker = Link.ofWorker(SocketChannel.open(address), Link.MOST_BYTES);
            kernel = Link.ofKernel(server.accept(), Link.MOST_BYTES);
        }
        loggers.sendTo(worker);
    }

    @AfterEach
    void close() {
        worker.close();
        kernel.close();
    }

    @Test
    void aLineArrivesFormattedWithWhatWasThrown() {
        loggers.getLogger("plugin.a").warn("{} of {}", 1, 2, new IllegalStateException("why"));

        Message.Log line = heard();
        assertThat(line.level()).isEqualTo("WARN");
        assertThat(line.logger()).isEqualTo("plugin.a");
        assertThat(line.message()).isEqualTo("1 of 2");
        assertThat(line.trace()).contains("IllegalStateException: why").contains("LinkLoggersTest");
    }

    @Test
    void aLoggerSaysNoLessThanItIsToldToAndSoDoThoseBelowIt() {
        Logger below = loggers.getLogger("plugin.a.b");
        loggers.level("plugin.a", Level.DEBUG);

        below.trace("no");
        below.debug("yes");
        loggers.getLogger("plugin.ab").debug("no");
        loggers.getLogger("plugin.a.later").debug("this too");

        assertThat(heard().message()).isEqualTo("yes");
        assertThat(heard().message()).isEqualTo("this too");
        assertThat(below.isTraceEnabled()).isFalse();
    }

    @Test
    void whatThePlatformHasToSayOfItselfIsLittle() {
        loggers.getLogger("org.apache.felix.scr").info("no");
        loggers.getLogger("dev.pergola.worker.host.FlatComponent").error("yes");

        assertThat(heard().message()).isEqualTo("yes");
    }

    /** All of it is the plugin's: how much, and what it does when it is asked. */
    @Test
    void aLineIsBoundedWhateverIsInIt() {
        loggers.getLogger("n".repeat(100_000)).info("x".repeat(1_000_000), new Hostile("y".repeat(1_000_000)));
        loggers.getLogger("plugin.a").info("{}", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("ask somebody else");
            }
        });
        loggers.getLogger("plugin.a").info(null);

        Message.Log large = heard();
        assertThat(large.logger().length()
                        + large.message().length()
                        + large.trace().length())
                .isLessThan(40_000);
        assertThat(heard().message()).contains("FAILED toString()");
        assertThat(heard().message()).isEqualTo("null");
    }

    @Test
    void nothingHappensWhereNobodyHears() {
        kernel.close();
        worker.close();

        loggers.getLogger("plugin.a").info("gone");
        new LinkLoggers().getLogger("plugin.a").info("not there yet");
    }

    private Message.Log heard() {
        return (Message.Log) kernel.receive();
    }

    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1;

        Hostile(String message) {
            super(message);
        }

        @Override
        public void printStackTrace(java.io.PrintWriter out) {
            out.print("z".repeat(1_000_000));
        }
    }
}
