package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.UploadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are being uploaded: each in a folder of its own that nobody else can read, until its call has ended. */
final class UploadStore {
    private static final Logger LOG = LoggerFactory.getLogger(UploadStore.class);
    private static final String FILE = "file";
    private static final int MOST_FIELDS = 16;
    private static final int LONGEST_FIELD = 1 << 16;

    private final Path folder;
    private final long limit;

    UploadStore(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** Stores what a stream holds. */
    Body.Upload raw(InputStream in, String name) throws IOException {
        Path file = store(in, name);
        return new Body.Upload(file, Map.of());
    }

    /** Stores the file of a form, and reads its fields. */
    Body.Upload multipart(InputStream in, String contentType, Optional<MessageDigest> fingerprint) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        Path file = null;
        boolean complete = false;
        try {
            FileItemIterator items = new FileUpload().getItemIterator(new Form(in, contentType));
            while (items.hasNext()) {
                FileItemStream item = items.next();
                String field = String.valueOf(item.getFieldName());
                fingerprint.ifPresent(digest -> digest.update((field + "\n").getBytes(StandardCharsets.UTF_8)));
                try (InputStream content = digested(item.openStream(), fingerprint)) {
                    if (field.equals(FILE)) {
                        if (file != null) throw invalid("The form has more than one field named 'file'.");
                        file = store(
                                new LimitedStream(content, limit, HttpSettings.UPLOAD_MAX),
                                Optional.ofNullable(item.getName()).orElse(""));
                    } else if (fields.size() >= MOST_FIELDS || fields.containsKey(field)) {
                        throw invalid("The form has too many fields, or one of them twice.");
                    } else {
                        byte[] value = content.readNBytes(LONGEST_FIELD + 1);
                        if (value.length > LONGEST_FIELD) throw invalid("A field of the form is too long.");
                        fields.put(field, new String(value, StandardCharsets.UTF_8));
                    }
                }
            }
            if (file == null) throw invalid("The form has no field named 'file' that holds the jar.");
            complete = true;
            return new Body.Upload(file, fields);
        } catch (FileUploadException e) {
            throw invalid("The form is not valid multipart/form-data: " + e.getMessage());
        } finally {
            if (!complete && file != null) delete(file);
        }
    }

    /** Removes an upload. */
    void release(Body.Upload upload) {
        delete(upload.file());
    }

    private Path store(InputStream in, String name) throws IOException {
        Path file = create(safe(name));
        boolean complete = false;
        try (OutputStream out = open(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) write(out, buffer, read);
            complete = true;
        } finally {
            if (!complete) delete(file);
        }
        return file;
    }

    private Path create(String name) {
        try {
            Files.createDirectories(folder);
            return Files.createTempDirectory(folder, "upload-").resolve(name);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private OutputStream open(Path file) {
        try {
            return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private void write(OutputStream out, byte[] buffer, int length) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private ProblemException noRoom(IOException e) {
        LOG.error("Cannot store an upload in {}", folder, e);
        return ProblemException.of(
                ProblemType.STORAGE_FULL,
                "The upload could not be stored: the data directory is full or not writable. Make room and try again.");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Path parent = file.getParent();
            if (parent != null) Files.deleteIfExists(parent);
        } catch (IOException e) {
            LOG.warn("Cannot delete the upload {}; delete it by hand", file, e);
        }
    }

    private static InputStream digested(InputStream in, Optional<MessageDigest> fingerprint) {
        return fingerprint.isEmpty() ? new FilterInputStream(in) {} : new DigestInputStream(in, fingerprint.get());
    }

    private static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("[^A-Za-z0-9._-]", "_");
        String cut = plain.length() <= 100 ? plain : plain.substring(plain.length() - 100);
        return cut.isEmpty() || cut.startsWith(".") ? "upload.jar" : cut;
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
    }

    /** The request as the parser wants it. Its length is left out: the stream is bounded already. */
    private record Form(InputStream in, String contentType) implements UploadContext {
        @Override
        public @Nullable String getCharacterEncoding() {
            return "UTF-8";
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        @Deprecated
        public int getContentLength() {
            return -1;
        }

        @Override
        public long contentLength() {
            return -1;
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }
    }
}
