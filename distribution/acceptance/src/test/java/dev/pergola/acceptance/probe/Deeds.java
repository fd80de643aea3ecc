package dev.pergola.acceptance.probe;

import dev.pergola.api.PluginContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a probe does to whatever it runs in. */
final class Deeds {
    private static final int MEGABYTE = 1024 * 1024;

    /** Another in each process. */
    private static final String HERE = UUID.randomUUID().toString();

    private Deeds() {}

    static String of(String deed, Map<String, Object> input, PluginContext context) throws Exception {
        return switch (deed) {
            case "where" -> HERE;
            case "processors" -> "" + Runtime.getRuntime().availableProcessors();
            case "eat" -> eat();
            case "spin" -> spin();
            case "burn" -> burn(((Number) input.get("millis")).longValue());
            case "recurse" -> String.valueOf(recurse(Long.MAX_VALUE));
            case "read" -> Files.readString(Path.of(String.valueOf(input.get("path"))));
            case "note" ->
                Files.readString(Files.writeString(
                        context.dataDirectory().resolve("note"),
                        context.plugin().id()));
            case "swell" -> "x".repeat(((Number) input.get("kilobytes")).intValue() * 1024);
            case "key" -> context.configuration().text("key").orElse("none");
            case "emit" ->
                String.valueOf(context.events()
                        .emit("probe/DONE", Map.of("by", context.plugin().id()))
                        .toCompletableFuture()
                        .get()
                        .position());
            default -> throw new IllegalArgumentException("A probe does not know how to " + deed);
        };
    }

    private static String eat() {
        List<byte[]> eaten = new ArrayList<>();
        while (true) eaten.add(new byte[MEGABYTE]);
    }

    private static String spin() {
        long turns = 0;
        while (turns >= 0) turns = (turns + 1) & Long.MAX_VALUE;
        return "dizzy";
    }

    /** Of a processor's time, as far as a thread can tell. */
    private static String burn(long millis) {
        long turns = 0;
        for (long end = System.nanoTime() + millis * 1_000_000; System.nanoTime() < end; ) turns++;
        return Long.toString(turns);
    }

    private static long recurse(long deep) {
        return deep == 0 ? 0 : recurse(deep - 1) + 1;
    }
}
