package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.never;

import java.net.http.HttpClient;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;

/** What every plugin may do without asking anybody: being held to permissions must not get into its way. */
final class Harmless {
    private Harmless() {}

    static List<Attack> all() {
        return List.of(
                may(
                        "own-file",
                        "keeps a file",
                        prey -> Files.readString(Files.writeString(prey.own("mine.txt"), "mine"))),
                may(
                        "own-folder",
                        "lists its own folder",
                        prey -> Files.list(prey.own("")).count()),
                may("own-zip", "makes a zip file of its own", Harmless::zip),
                may(
                        "own-state",
                        "keeps state",
                        prey -> prey.context().state().update("mine", old -> Map.of("is", "mine"))),
                may(
                        "own-events",
                        "sends and hears events",
                        prey -> Tries.await(prey.context()
                                .events()
                                .emit(prey.context().plugin().id() + "/hello", Map.of())
                                .toCompletableFuture())),
                may(
                        "own-log",
                        "logs",
                        prey -> Tries.done(() -> prey.context()
                                .logger()
                                .info("logged by {}", "a plugin", new IllegalStateException("on purpose")))),
                may(
                        "own-configuration",
                        "reads its configuration",
                        prey -> "" + prey.context().configuration().values()),
                may(
                        "own-service",
                        "offers a service, and takes it back",
                        prey -> Tries.done(() -> prey.bundle()
                                .registerService(Probing.class, new Probing(), null)
                                .unregister())),
                may("own-resource", "reads a resource of its own", prey -> Reflections.bytes(Harmless.class).length),
                may("own-executor", "has an executor, and shuts it down", Harmless::executor),
                may("own-thread", "has a thread, and interrupts it", Harmless::thread),
                may("own-timer", "has a timer", prey -> Tries.done(() -> new Timer("mine", true).cancel())),
                may("own-pool", "has a pool", prey -> Tries.await(new ForkJoinPool(2).submit(() -> 1))),
                may(
                        "background",
                        "works in the background",
                        prey -> Tries.await(CompletableFuture.supplyAsync(() -> 1))),
                may(
                        "parallel-sum",
                        "adds up in parallel",
                        prey -> IntStream.range(0, 10_000).parallel().sum()),
                may(
                        "http-client-made",
                        "makes an HTTP client",
                        prey -> HttpClient.newBuilder()
                                .connectTimeout(Duration.ofSeconds(1))
                                .build()
                                .version()),
                may(
                        "xml-parse",
                        "parses XML",
                        prey -> DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new java.io.ByteArrayInputStream(
                                        "<a>b</a>".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                                .getDocumentElement()
                                .getTextContent()),
                may(
                        "service-loader-used",
                        "looks for services of its own",
                        prey -> ""
                                + ServiceLoader.load(Runnable.class, Harmless.class.getClassLoader())
                                        .findFirst()),
                may(
                        "time",
                        "tells the time",
                        prey -> ZonedDateTime.now(java.time.ZoneId.of("Europe/Paris"))
                                .toString()),
                may(
                        "text",
                        "works with text",
                        prey -> Pattern.compile("(a+)b").matcher("aab").replaceAll("$1") + String.format("%,d", 1000)),
                may(
                        "random",
                        "makes a key",
                        prey -> new java.security.SecureRandom().nextInt() + ""
                                + javax.crypto.KeyGenerator.getInstance("AES")
                                        .generateKey()
                                        .getAlgorithm()),
                may("own-reflection", "opens a private field of its own", Reflections::ownPrivate)
                        .since(Reflections.OWN_TAKES_PERMISSION + 1),
                may(
                        "api-by-reflection",
                        "calls a method of the API by reflection",
                        prey -> dev.pergola.api.PluginContext.class
                                .getMethod("dataDirectory")
                                .invoke(prey.context())),
                may("public-reflection", "looks at public classes", prey -> String.class.getMethods().length),
                may(
                        "other-extensions",
                        "sees what others offer",
                        prey -> prey.registry().extensions().size()),
                may("call-of-another", "has another plugin work for it", prey -> Deputies.asked(prey, "own-state")));
    }

    private static Attack may(String name, String what, Attack.Move move) {
        return never(name, what, "it is what controls are", move)
                .counterpart("does it", move)
                .only(NOTHING);
    }

    private static Object zip(Prey prey) throws Exception {
        Files.deleteIfExists(prey.own("mine.zip"));
        try (FileSystem files = FileSystems.newFileSystem(prey.own("mine.zip"), Map.of("create", "true"))) {
            return Files.writeString(files.getPath("entry"), "mine");
        }
    }

    private static Object executor(Prey prey) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        Object answer = Tries.await(executor.submit(() -> 1));
        executor.shutdownNow();
        return answer;
    }

    private static Object thread(Prey prey) throws Exception {
        Thread thread = new Thread(() -> {}, "mine");
        thread.setDaemon(true);
        thread.setName("still mine");
        thread.start();
        thread.interrupt();
        thread.join(1000);
        return "done";
    }
}
