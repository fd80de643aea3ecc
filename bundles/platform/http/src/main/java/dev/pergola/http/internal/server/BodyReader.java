package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Json;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what comes with a request, within bounds. */
final class BodyReader {
    private static final Pattern FILE_NAME = Pattern.compile("(?i)\\bfilename=\"?([^\";]+)");
    private static final String MULTIPART = "multipart/form-data";
    /** What {@code curl -d} says where it is not told otherwise. No browser can make use of it: it has no token. */
    private static final String CURL = "application/x-www-form-urlencoded";

    private final HttpSettings settings;
    private final UploadStore uploads;

    BodyReader(HttpSettings settings) {
        this.settings = settings;
        this.uploads = new UploadStore(settings.data().resolve("tmp"), settings.uploadMaxBytes());
    }

    /**
     * Reads a body.
     *
     * @param fingerprint gets what was read, so that two requests can be told apart
     */
    Body read(Route route, HttpServletRequest request, Optional<MessageDigest> fingerprint) throws IOException {
        if (!route.takesBody()) return new Body.None();
        if (!hasBody(request)) {
            if (!route.bodyRequired()) return new Body.None();
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST, "The body is missing. This takes " + types(route) + ".");
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ProblemException.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "The body is sent with the Content-Encoding '" + shorten(encoding) + "'. Send it as it is.");
        }
        String type = mediaType(request);
        for (Content content : route.bodies()) {
            if (content.mediaType().equals(Content.JSON)
                    ? isJson(type)
                    : content.mediaType().equals(type)) {
                return read(content, request, fingerprint);
            }
        }
        throw ProblemException.of(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "The media type '" + shorten(type) + "' is not taken here. This takes " + types(route) + ".");
    }

    /** Lets go of what a call was given. */
    void release(Body body) {
        if (body instanceof Body.Upload upload) uploads.release(upload);
    }

    private Body read(Content content, HttpServletRequest request, Optional<MessageDigest> fingerprint)
            throws IOException {
        if (content.mediaType().equals(Content.JSON)) {
            return new Body.Data(Json.read(
                    bounded(request, settings.maxBodyBytes(), HttpSettings.MAX_BODY, fingerprint), content.schema()));
        }
        if (content.mediaType().equals(MULTIPART)) {
            long overhead = 1 << 20;
            InputStream in =
                    bounded(request, settings.uploadMaxBytes() + overhead, HttpSettings.UPLOAD_MAX, Optional.empty());
            return uploads.multipart(in, String.valueOf(request.getContentType()), fingerprint);
        }
        return uploads.raw(
                bounded(request, settings.uploadMaxBytes(), HttpSettings.UPLOAD_MAX, fingerprint), fileName(request));
    }

    /** The name that came along, as curl -J and browsers give it. */
    private static String fileName(HttpServletRequest request) {
        Matcher name = FILE_NAME.matcher(
                Optional.ofNullable(request.getHeader("Content-Disposition")).orElse(""));
        return name.find() ? name.group(1) : "upload.jar";
    }

    private static InputStream bounded(
            HttpServletRequest request, long limit, String property, Optional<MessageDigest> fingerprint)
            throws IOException {
        if (request.getContentLengthLong() > limit) throw LimitedStream.tooLarge(limit, property);
        InputStream in = new LimitedStream(request.getInputStream(), limit, property);
        return fingerprint.isEmpty() ? in : new DigestInputStream(in, fingerprint.get());
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static String mediaType(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null) return "";
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    private static boolean isJson(String type) {
        return type.isEmpty() || type.equals(Content.JSON) || type.endsWith("+json") || type.equals(CURL);
    }

    private static String types(Route route) {
        return String.join(
                ", ", route.bodies().stream().map(Content::mediaType).distinct().toList());
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
