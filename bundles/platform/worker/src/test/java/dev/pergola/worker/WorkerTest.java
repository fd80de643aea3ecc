package dev.pergola.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.worker.host.FlatHost;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Failure.Kind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that the kernel asks for is answered (R104). */
@Timeout(20)
class WorkerTest {
    @TempDir
    Path folder;

    /** As where a plugin has started as many as there may be. */
    @Test
    void whereThereIsNoThreadForWhatIsAskedForTheAnswerIsALimitAndTheProcessGoesOn() throws IOException {
        Executor none = task -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("link"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            try (Link<Message.ToWorker, Message.ToKernel> own =
                            Link.ofWorker(SocketChannel.open(address), Link.MOST_BYTES);
                    Link<Message.ToKernel, Message.ToWorker> kernel = Link.ofKernel(server.accept(), Link.MOST_BYTES)) {
                Worker worker = new Worker(own, load -> new FlatHost(false, Optional.empty(), load.bundles()), none);
                CompletableFuture<Void> run = CompletableFuture.runAsync(worker::run);
                assertThat(kernel.receive()).isEqualTo(new Message.Ready());

                kernel.send(load());
                assertThat(kernel.receive())
                        .isInstanceOfSatisfying(
                                Message.NotLoaded.class,
                                answer -> assertThat(answer.why().kind()).isEqualTo(Kind.LIMITED));
                kernel.send(new Message.Execute(1, "e", "x", "X", Map.of(), Map.of(), 1_000));
                assertThat(kernel.receive()).isInstanceOf(Message.Failed.class);
                assertThat(run).isNotDone();
                kernel.close();
                run.join();
            }
        }
    }

    private Message.Load load() {
        return new Message.Load(
                new Message.Plugin(
                        "a", "A", "1.0.0", "", "", "", "", List.of(), "[1,2)", List.of(), List.of(), List.of(),
                        List.of()),
                List.of(new Message.Jar("pergola:plugin/a/1/0/1", "/none.jar", Map.of())),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Long.MAX_VALUE,
                new Message.Environment("1.0.0", folder.toString(), 1, 1, 1, 1, "INFO"));
    }
}
