package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.api.Values;
import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Json;
import dev.pergola.http.internal.api.Nearest;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to install, and how (R191). Exactly one of path, url and plugin_id is there.
 *
 * @param path absolute path of a jar, where the platform runs
 * @param url http, https or file URL of a jar
 * @param pluginId id of a plugin that a registry has
 * @param version version of that plugin
 * @param enabled whether to start it; true where not given
 * @param sideBySide whether to leave the current version current
 * @param config configuration to set before it starts
 */
record InstallRequest(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String path,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String url,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String pluginId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String version,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean enabled,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("sideBySide") @Nullable
        Boolean sideBySide,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> config) {
    /** How the source of what was uploaded begins. */
    static final String UPLOAD = "upload:";

    private static final List<String> FIELDS = List.of("file", "enabled", "side_by_side", "config");

    /** The request that came with an upload, or as JSON. */
    static InstallRequest of(Call call) {
        if (call.body() instanceof Body.Upload upload) return ofUpload(call, upload);
        return call.requiredData(InstallRequest.class).checked().completedBy(call);
    }

    /** What the body leaves open may stand in the query, as with an upload. */
    private InstallRequest completedBy(Call call) {
        return new InstallRequest(
                path,
                url,
                pluginId,
                version,
                enabled != null ? enabled : flag(call, "enabled"),
                sideBySide != null ? sideBySide : flag(call, "side_by_side"),
                config);
    }

    private static @Nullable Boolean flag(Call call, String name) {
        return call.query(name).map(Boolean::valueOf).orElse(null);
    }

    private static InstallRequest ofUpload(Call call, Body.Upload upload) {
        for (String field : upload.fields().keySet()) {
            if (!FIELDS.contains(field)) {
                throw invalid("The form's field '" + shorten(field) + "' is not known."
                        + Nearest.question(field, FIELDS) + " Known are: " + String.join(", ", FIELDS) + ".");
            }
        }
        Optional<JsonNode> config =
                Optional.ofNullable(upload.fields().get("config")).map(Json::tree);
        if (config.isPresent() && !config.get().isObject()) {
            throw invalid("The form's field 'config' has to be a JSON object.");
        }
        return new InstallRequest(
                        upload.file().toString(),
                        null,
                        null,
                        null,
                        flag(upload, "enabled"),
                        flag(upload, "side_by_side"),
                        config.map(Json::map).orElse(null))
                .completedBy(call);
    }

    private static @Nullable Boolean flag(Body.Upload upload, String name) {
        String value = upload.fields().get(name);
        if (value == null) return null;
        if (value.equals("true") || value.equals("false")) return Boolean.valueOf(value);
        throw invalid("The form's field '" + name + "' has to be true or false.");
    }

    private InstallRequest checked() {
        long given = Stream.of(path, url, pluginId)
                .filter(source -> source != null && !source.isBlank())
                .count();
        if (given != 1) {
            throw invalid("Say where the plugin is with exactly one of 'path', 'url' and 'plugin_id', or upload it.");
        }
        if (version != null && pluginId == null) {
            throw invalid("The field 'version' goes with 'plugin_id'; a jar says itself which version it is.");
        }
        return this;
    }

    /** How to install; what was uploaded is known by its name, not by where it lay for a moment. */
    InstallOptions options(Body body) {
        try {
            return new InstallOptions(
                    enabled == null || enabled,
                    sideBySide != null && sideBySide,
                    config == null ? Map.of() : Values.copyOf(config),
                    body instanceof Body.Upload upload ? UPLOAD + upload.file().getFileName() : "");
        } catch (IllegalArgumentException e) {
            throw invalid("The field 'config' is not valid: " + e.getMessage() + ".");
        }
    }

    /** The jar on this machine, where it is one. */
    Optional<Path> file() {
        if (path == null) return Optional.empty();
        try {
            Path file = Path.of(path);
            if (!file.isAbsolute()) {
                throw invalid("The field 'path' has to be an absolute path on the machine where the platform runs.");
            }
            if (!Files.isRegularFile(file)) {
                throw invalid("There is no file " + shorten(path) + " on the machine where the platform runs.");
            }
            return Optional.of(file);
        } catch (InvalidPathException e) {
            throw invalid("The field 'path' is not a path: " + e.getReason() + ".");
        }
    }

    /** Where to fetch the jar from, where that is said. */
    Optional<URI> address() {
        if (url == null) return Optional.empty();
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!List.of("http", "https", "file").contains(scheme)) {
                throw invalid("The field 'url' has to begin with http:, https: or file:.");
            }
            return Optional.of(uri);
        } catch (URISyntaxException e) {
            throw invalid("The field 'url' is not a URL: " + e.getReason() + ".");
        }
    }

    private static String shorten(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
    }
}
