package dev.pergola.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The plugin {@code bundles/plugins/hostile}, as the build made it: it does not come along in the archive. */
final class HostileSet {
    static final String ID = "dev.pergola.plugins.hostile";

    private HostileSet() {}

    static void dropInto(Path directory) {
        try {
            Files.copy(Path.of(System.getProperty("pergola.hostile")), directory.resolve("hostile.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has it do a deed and gives the whole answer.
     *
     * @param input more for the deed, as JSON: fields that each begin with a comma
     * @param request more for the request, the same way
     */
    static JsonNode harm(Instance pergola, String deed, String input, String request) {
        return Instance.parse(pergola.request(
                        "POST",
                        "/api/v1/plugins/" + ID + "/execute",
                        "{\"type\":\"DO_HARM\",\"input\":{\"deed\":\"" + deed + "\"" + input + "}" + request + "}")
                .body());
    }
}
