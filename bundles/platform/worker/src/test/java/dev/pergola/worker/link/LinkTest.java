package dev.pergola.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Bytes;
import dev.pergola.worker.link.Message.Ask.Operation;
import dev.pergola.worker.link.Message.Component.Configuration;
import dev.pergola.worker.link.Message.Component.Property;
import dev.pergola.worker.link.Message.Component.Reference;
import dev.pergola.worker.link.Message.Failure;
import dev.pergola.worker.link.Message.Failure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into one end of a link comes out of the other, and what makes no sense ends it (R104). */
@Timeout(20)
class LinkTest {
    private static final int MOST = 1024 * 1024;

    private SocketChannel raw;
    private SocketChannel other;
    private Link<Message.ToWorker, Message.ToKernel> worker;
    private Link<Message.ToKernel, Message.ToWorker> kernel;

    @BeforeEach
    void connect(@TempDir Path folder) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("link"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            raw = SocketChannel.open(address);
            other = server.accept();
        }
        worker = Link.ofWorker(raw, MOST);
        kernel = Link.ofKernel(other, MOST);
    }

    /** As a task is that was cancelled, and says so in the log. */
    @Test
    void whoHasBeenInterruptedCanStillSend() {
        Thread.currentThread().interrupt();
        try {
            worker.send(new Message.Ready());
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        } finally {
            Thread.interrupted();
        }
        worker.send(new Message.Loaded(1));

        assertThat(kernel.receive()).isEqualTo(new Message.Ready());
        assertThat(kernel.receive()).isEqualTo(new Message.Loaded(1));
    }

    @Test
    void whoIsInterruptedDoesNotWaitForEverForOneWhoDoesNotListen() {
        CompletableFuture<Thread> sender = new CompletableFuture<>();
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> {
            sender.complete(Thread.currentThread());
            try {
                for (int i = 0; i < 100; i++)
                    worker.send(new Message.Answer(1, Map.of("x", "x".repeat(900_000)), new Message.Usage(0, 0)));
                return new AssertionError("All of it was taken");
            } catch (LinkException expected) {
                return expected;
            } finally {
                Thread.interrupted();
            }
        });

        sender.join().interrupt();

        assertThat(failure.join()).isInstanceOf(LinkException.class).hasMessageContaining("does not listen");
        assertThat(raw.isOpen()).isFalse();
    }

    /** Else each thread would keep as much memory outside of the heap as the largest message that it has passed on. */
    @Test
    void aLargeMessageGoesOverInParts() {
        Map<String, Object> output = Map.of("text", "x".repeat(900_000));
        BufferPoolMXBean outside = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        long before = outside.getMemoryUsed();
        CompletableFuture<Message> received = inItsOwnThread(kernel::receive);

        inItsOwnThread(() -> {
                    worker.send(new Message.Answer(1, output, new Message.Usage(0, 0)));
                    assertThat(outside.getMemoryUsed() - before).isLessThan(600_000);
                    return null;
                })
                .join();

        assertThat(received.join())
                .isInstanceOfSatisfying(
                        Message.Answer.class,
                        answer -> assertThat(answer.output()).isEqualTo(output));
    }

    /** A new one, which keeps no such memory yet. */
    private static <T> CompletableFuture<T> inItsOwnThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, run -> new Thread(run).start());
    }

    /** Half a message is the end of the link: who has begun goes on with it, in spite of being interrupted. */
    @Test
    void whoIsInterruptedInTheMiddleOfAMessageSendsAllOfIt() {
        Map<String, Object> output = Map.of("text", "x".repeat(900_000));
        CompletableFuture<Thread> sender = new CompletableFuture<>();
        CompletableFuture<Boolean> sent = inItsOwnThread(() -> {
            sender.complete(Thread.currentThread());
            worker.send(new Message.Answer(1, output, new Message.Usage(0, 0)));
            return Thread.interrupted();
        });
        await().until(() -> sender.isDone() && sender.join().getState() == Thread.State.RUNNABLE && !sent.isDone());

        sender.join().interrupt();

        assertThat(((Message.Answer) kernel.receive()).output()).isEqualTo(output);
        assertThat(sent.join()).as("still interrupted").isTrue();
        worker.send(new Message.Loaded(1));
        assertThat(kernel.receive()).isEqualTo(new Message.Loaded(1));
    }

    @Test
    void whoWaitsForTheirTurnHearsThatTheLinkIsClosed() {
        Message.Answer large = new Message.Answer(1, Map.of("text", "x".repeat(900_000)), new Message.Usage(0, 0));
        List<CompletableFuture<Void>> senders = Stream.generate(() -> inItsOwnThread(() -> {
                    worker.send(large);
                    return (Void) null;
                }))
                .limit(3)
                .toList();
        await("the first byte").until(() -> other.read(ByteBuffer.allocate(1)) == 1);
        assertThat(senders).noneMatch(CompletableFuture::isDone);

        worker.close();

        assertThat(senders)
                .allSatisfy(sender -> assertThatThrownBy(sender::join).hasCauseInstanceOf(LinkException.class));
    }

    @AfterEach
    void close() {
        worker.close();
        kernel.close();
    }

    static Stream<Message.ToWorker> said() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("text", "ünïcödé \uD83C\uDF33");
        data.put("nothing", null);
        data.put("bytes", Bytes.of(new byte[] {0, -1, 127, -128}));
        data.put("none", Bytes.of(new byte[0]));
        data.put("numbers", Arrays.asList(1, 2L << 40, -0.5, new BigDecimal("1.10"), BigInteger.TEN.pow(30), null));
        data.put("deep", Map.of("list", List.of(Map.of(), List.of())));
        return Stream.of(
                new Message.Execute(1, "id-1", "Upper", "UPPER", data, Map.of("who", "me"), 5_000),
                new Message.Cancel(Long.MAX_VALUE),
                new Message.Reply(3, null),
                new Message.Reply(4, List.of("a", "b")),
                new Message.Refused(5, Failure.of(Kind.DENIED, "no")),
                new Message.Happened(6, Map.of("topic", "a/b")),
                new Message.Rows(7, List.of("ALLOW {}", "DENY {}"), Long.MAX_VALUE),
                new Message.Load(
                        new Message.Plugin(
                                "a",
                                "A",
                                "1.0.0",
                                "me",
                                "",
                                "",
                                "other",
                                List.of("x"),
                                "[1,2)",
                                List.of("b", "[1,2)"),
                                List.of(),
                                List.of(),
                                List.of()),
                        List.of(new Message.Jar("pergola:plugin/a/1/0/1", "/a.jar", Map.of("a.b", ""))),
                        Map.of("key", "value"),
                        Map.of("a", Map.of("key", List.of(1, 2))),
                        List.of(new Message.Component(
                                "a",
                                "a.b.C",
                                true,
                                List.of("a.Service"),
                                List.of(new Property("key", "int", true, List.of("1", "2"))),
                                List.of("a"),
                                Configuration.REQUIRE,
                                2,
                                List.of("field"),
                                "activate",
                                List.of(new Reference(1, "", "")))),
                        List.of(),
                        Long.MAX_VALUE,
                        new Message.Environment("1.0.0", "/data", 2, 1L << 28, 1L << 20, 60_000, "INFO")));
    }

    @ParameterizedTest
    @MethodSource("said")
    void whatTheKernelSaysArrivesAsItWasSaid(Message.ToWorker message) {
        kernel.send(message);

        assertThat(worker.receive()).isEqualTo(message);
    }

    static Stream<Message.ToKernel> answered() {
        return Stream.of(
                new Message.Hello(Message.PROTOCOL, "nonce", 42),
                new Message.Loaded(12),
                new Message.NotLoaded(new Failure(Kind.FAILED, "it threw", "java.lang.Error", "at", List.of())),
                new Message.Answer(1, Map.of("n", 1), new Message.Usage(5, 6)),
                new Message.Failed(1, Failure.of(Kind.LIMITED, "too much"), new Message.Usage(0, 0)),
                new Message.Progress(1, 0.5, "half"),
                new Message.Log("INFO", "plugin.a", "hello", ""),
                new Message.Ask(1, Operation.STATE_REPLACE, Arrays.asList("key", null, Map.of("a", 1))),
                new Message.Handled(1),
                new Message.RowsInForce(2));
    }

    @ParameterizedTest
    @MethodSource("answered")
    void whatTheSandboxSaysArrivesAsItWasSaid(Message.ToKernel message) {
        worker.send(message);

        assertThat(kernel.receive()).isEqualTo(message);
    }

    @Test
    void manyThreadsMaySpeakAtOnce() {
        CompletableFuture<List<Long>> heard = CompletableFuture.supplyAsync(() -> {
            List<Long> calls = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) calls.add(((Message.Cancel) worker.receive()).call());
            return calls;
        });
        IntStream.range(0, 2_000).parallel().forEach(i -> kernel.send(new Message.Cancel(i)));

        assertThat(heard.join()).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void theEndOfTheLinkIsNoMessage() {
        kernel.close();

        assertThat(worker.receive()).isNull();
    }

    @Test
    void closingItEndsAWaitingReceiver() {
        CompletableFuture<Message> waiting = CompletableFuture.supplyAsync(kernel::receive);
        kernel.close();

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(LinkException.class);
    }

    @Test
    void halfALengthIsAnError() throws IOException {
        write(new byte[] {0, 0});
        raw.close();

        assertThatThrownBy(kernel::receive)
                .isInstanceOf(LinkException.class)
                .hasRootCauseMessage("A message is cut off");
    }

    @Test
    void halfAMessageIsAnError() throws IOException {
        write(framed(10, new byte[] {1, 2, 3}));
        raw.close();

        assertThatThrownBy(kernel::receive)
                .isInstanceOf(LinkException.class)
                .hasRootCauseMessage("A message is cut off");
    }

    @ParameterizedTest
    @ValueSource(ints = {MOST + 1, Integer.MAX_VALUE, -1, 0, Integer.MIN_VALUE})
    void aLengthThatNoMessageHasIsAnErrorAtOnce(int length) {
        write(framed(length, new byte[0]));

        assertThatThrownBy(kernel::receive).isInstanceOf(LinkException.class).hasMessageContaining("the most is");
    }

    static Stream<byte[]> garbage() {
        byte[] deep = new byte[5_000];
        Arrays.fill(deep, (byte) 0x81);
        // A map with a list of as many nulls as a message has bytes.
        byte[] many = new byte[MOST];
        Arrays.fill(many, (byte) 0xf6);
        System.arraycopy(new byte[] {(byte) 0xbf, 0x61, 'a', (byte) 0x9f}, 0, many, 0, 4);
        many[MOST - 2] = (byte) 0xff;
        many[MOST - 1] = (byte) 0xff;
        return Stream.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new byte[] {0},
                new byte[] {(byte) 0xff, (byte) 0xff},
                new byte[] {(byte) 0xbf, 0x61},
                new byte[] {(byte) 0xa1, 1, 2},
                new byte[] {(byte) 0xa0, (byte) 0xa0},
                deep,
                many);
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageIsAnError(byte[] bytes) {
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(framed(bytes.length, bytes)));

        assertThatThrownBy(kernel::receive).isInstanceOf(LinkException.class);
        writing.join();
    }

    static Stream<Map<String, Object>> senseless() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("is", "Loaded");
        nothing.put("millis", null);
        return Stream.of(
                Map.of(),
                Map.of("is", 1),
                Map.of("is", "Exit"),
                // What the other end may not say.
                Map.of("is", "Cancel", "call", 1),
                Map.of("is", "Loaded"),
                nothing,
                Map.of("is", "Loaded", "millis", "soon"),
                Map.of("is", "Loaded", "millis", 1.5),
                Map.of("is", "Loaded", "millis", 1, "more", 1),
                Map.of("is", "Hello", "protocol", 1L << 40, "nonce", "", "pid", 1),
                Map.of("is", "NotLoaded", "why", Map.of()),
                Map.of("is", "Ask", "question", 1, "what", "EXIT", "arguments", List.of()),
                Map.of(
                        "is",
                        "Answer",
                        "call",
                        1,
                        "output",
                        List.of(),
                        "usage",
                        Map.of("cpuNanos", 1, "allocatedBytes", 1)));
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void whatIsNoMessageIsAnError(Map<String, Object> map) {
        byte[] body = new Tree(MOST).write(map);
        write(framed(body.length, body));

        assertThatThrownBy(kernel::receive).isInstanceOf(LinkException.class);
    }

    /** A list of bytes, and as many references to them (CBOR's tag 25): each would be a copy here. */
    @Test
    void whatIsSaidOnceAndMeantAThousandTimesIsAnError() {
        ByteBuffer body = ByteBuffer.allocate(4_000);
        body.put(new byte[] {(byte) 0xd9, 1, 0, (byte) 0xbf, 0x61, 'a', (byte) 0x9f, 0x58, 100});
        body.put(new byte[100]);
        for (int i = 0; i < 1_000; i++) body.put(new byte[] {(byte) 0xd8, 0x19, 0});
        body.put((byte) 0xff).put((byte) 0xff);
        byte[] message = Arrays.copyOf(body.array(), body.position());

        assertThatThrownBy(() -> new Tree(MOST).read(message))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("more in it than it is long");
    }

    @Test
    void aMessageThatIsTooLargeIsNotSentAndTheLinkGoesOn() {
        Message.Answer large = new Message.Answer(1, Map.of("text", "x".repeat(MOST)), new Message.Usage(0, 0));

        assertThatThrownBy(() -> worker.send(large)).isInstanceOf(MessageTooLargeException.class);
        worker.send(new Message.Loaded(1));

        assertThat(kernel.receive()).isEqualTo(new Message.Loaded(1));
    }

    @Test
    void whatNoMessageCarriesIsRefusedBeforeAnythingIsSent() {
        Message.Answer odd = new Message.Answer(1, Map.of("thread", Thread.currentThread()), new Message.Usage(0, 0));

        assertThatThrownBy(() -> worker.send(odd)).isInstanceOf(LinkException.class);
    }

    private static byte[] framed(int length, byte[] body) {
        return ByteBuffer.allocate(Integer.BYTES + body.length)
                .putInt(length)
                .put(body)
                .array();
    }

    private void write(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) if (raw.write(buffer) == 0) Thread.onSpinWait();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
