package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.logging.FileHandler;

/** Making, changing and deleting files. */
final class FileWrites {
    private static final Need WRITE = Need.of("filesystem.write", "{outside}/**");
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");
    private static final Need TEMPORARY = Need.of("filesystem.write", "${tmp}/**");
    private static final String TEXT = "written";

    private FileWrites() {}

    static List<Attack> all() {
        return List.of(
                writing(
                        "write-stream",
                        "writes a file by a stream",
                        prey -> write(new FileOutputStream(prey.target("a").toFile()))),
                writing(
                        "write-append",
                        "writes the end of a file",
                        prey -> write(new FileOutputStream(prey.target("victim").toFile(), true))),
                writing("write-string", "writes a file at once", prey -> Files.writeString(prey.target("b"), TEXT)),
                writing(
                        "write-channel",
                        "writes a file by a channel",
                        prey -> write(FileChannel.open(
                                prey.target("c"), StandardOpenOption.CREATE, StandardOpenOption.WRITE))),
                writing("write-asynchronous", "writes a file by an asynchronous channel", FileWrites::asynchronous),
                writing(
                        "write-printer",
                        "writes a file by a printer",
                        prey -> print(new PrintWriter(prey.target("d").toString(), StandardCharsets.UTF_8))),
                writing(
                        "write-formatter",
                        "writes a file by a formatter",
                        prey -> format(new Formatter(
                                prey.target("e").toString(), StandardCharsets.UTF_8, java.util.Locale.ROOT))),
                writing(
                                "write-image",
                                "writes an image",
                                prey -> javax.imageio.ImageIO.write(
                                        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
                                        "png",
                                        prey.target("f.png").toFile()))
                        .with(READ),
                writing(
                                "write-random-access",
                                "writes a file by random access",
                                prey -> write(
                                        new RandomAccessFile(prey.target("g").toFile(), "rw")))
                        .with(READ),
                writing("write-zip-file-system", "writes a zip file as a file system", FileWrites::zipFileSystem)
                        .with(READ),
                writing(
                        "write-link",
                        "writes a file by a link that lies in its own folder",
                        prey -> Files.writeString(prey.own("write-link"), TEXT)),
                writing(
                        "write-folder-link",
                        "writes a file by a linked folder",
                        prey -> Files.writeString(
                                prey.own("folder-link").resolve(prey.target("h").getFileName()), TEXT)),
                writing(
                        "zip-slip",
                        "writes a file by an entry of an archive that climbs out of its own folder",
                        prey -> Files.writeString(
                                Path.of(Files.createDirectories(prey.own("unpacked")) + "/" + "../".repeat(30)
                                        + prey.target("i")),
                                TEXT)),
                writing(
                        "create",
                        "writes an empty file",
                        prey -> prey.target("j").toFile().createNewFile()),
                writing(
                        "create-temporary",
                        "writes a temporary file elsewhere",
                        prey -> File.createTempFile(
                                prey.context().plugin().id(),
                                ".x",
                                prey.outside("").toFile())),
                allowedBy(
                        TEMPORARY,
                        "temporary",
                        "writes a temporary file",
                        prey -> Files.createTempFile(Path.of(System.getProperty("java.io.tmpdir")), "pergola", ".x")),
                writing(
                        "folder",
                        "writes a folder",
                        prey -> done(prey.target("k").toFile().mkdir())),
                writing("folders", "writes folders, by NIO", prey -> Files.createDirectories(prey.target("l/m/n")))
                        .with(READ),
                writing(
                        "delete",
                        "deletes a file",
                        prey -> done(prey.target("victim").toFile().delete())),
                writing(
                        "delete-nio",
                        "deletes a file, by NIO",
                        prey -> done(Files.deleteIfExists(prey.target("victim-2")))),
                writing("delete-on-exit", "has a file deleted at the end", FileWrites::deleteOnExit),
                writing(
                        "delete-on-close",
                        "has a file deleted when it is closed",
                        prey -> write(FileChannel.open(
                                prey.target("victim-3"),
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DELETE_ON_CLOSE))),
                writing(
                        "rename",
                        "renames a file",
                        prey -> done(prey.target("victim-4")
                                .toFile()
                                .renameTo(prey.target("o").toFile()))),
                writing(
                                "move-out",
                                "moves a file out of its own folder",
                                prey -> Files.move(Files.writeString(prey.own("x"), TEXT), prey.target("p")))
                        .with(READ),
                writing(
                                "copy-out",
                                "copies a file out of its own folder",
                                prey -> Files.copy(Files.writeString(prey.own("y"), TEXT), prey.target("q")))
                        .with(READ),
                writing(
                        "truncate",
                        "empties a file",
                        prey -> write(FileChannel.open(
                                prey.target("victim-5"),
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING))),
                writing(
                        "touch",
                        "changes the time of a file",
                        prey -> done(prey.target("victim-6").toFile().setLastModified(1_000_000))),
                writing(
                        "touch-nio",
                        "changes the time of a file, by NIO",
                        prey -> Files.setLastModifiedTime(prey.target("victim-6"), FileTime.fromMillis(2_000_000))),
                writing(
                        "read-only",
                        "makes a file read-only",
                        prey -> done(prey.target("victim-6").toFile().setReadOnly())),
                writing(
                        "executable",
                        "makes a file a program",
                        prey -> done(prey.target("victim-6").toFile().setExecutable(true))),
                never(
                        "modes",
                        "opens a file to everybody",
                        "the users of the machine are the platform's",
                        prey -> Files.setPosixFilePermissions(
                                prey.target("victim-6"), PosixFilePermissions.fromString("rwxrwxrwx"))),
                never(
                        "user-attribute",
                        "hides something in an attribute",
                        "attributes of users are the platform's",
                        prey -> Files.setAttribute(prey.target("victim-6"), "user:x", ByteBuffer.allocate(1))),
                never(
                        "link",
                        "makes a link to a file",
                        "links are a way around permissions, and the platform's",
                        prey -> Files.readString(Files.createSymbolicLink(prey.own("made"), prey.secret()))),
                never(
                        "hard-link",
                        "makes a second name for a file",
                        "links are a way around permissions, and the platform's",
                        prey -> Files.readString(Files.createLink(prey.own("made-hard"), prey.secret()))),
                never(
                        "log-handler",
                        "writes a file by a log handler",
                        "handlers of Java's log are the platform's",
                        prey -> new FileHandler(prey.target("r").toString())),
                never(
                        "drop",
                        "drops a plugin into the folder of plugins",
                        "what is installed is the operator's to say",
                        prey -> Files.writeString(Path.of(prey.fact("plugins"), "dropped.jar"), TEXT)),
                never(
                        "policy",
                        "changes the policy of the site",
                        "the installation is nobody's to change",
                        prey -> Files.writeString(
                                Path.of(prey.fact("home"), "etc", "permissions-policy"), "grant * to *")),
                never(
                        "script",
                        "changes the script that starts the platform",
                        "the installation is nobody's to change",
                        prey -> Files.writeString(
                                Path.of(prey.fact("home"), "bin", "pergola"), TEXT, StandardOpenOption.APPEND)),
                never(
                        "kept-jar",
                        "changes a jar that the platform keeps",
                        "the platform's folder is nobody's",
                        prey -> Files.writeString(Path.of(prey.fact("data"), "x"), TEXT)),
                never(
                        "state-of-another",
                        "writes a file in another plugin's folder",
                        "a plugin's folder is its own",
                        prey -> Files.writeString(
                                Path.of(prey.fact("data"), "plugin-data", "victim", "planted"), TEXT)));
    }

    private static Attack writing(String name, String what, Attack.Move move) {
        return allowedBy(WRITE, name, what, move);
    }

    private static String done(boolean isDone) {
        return isDone ? "done" : "";
    }

    private static String write(OutputStream out) throws IOException {
        try (out) {
            out.write(TEXT.getBytes(StandardCharsets.UTF_8));
            return TEXT;
        }
    }

    private static String write(FileChannel channel) throws IOException {
        try (channel) {
            return "" + channel.write(StandardCharsets.UTF_8.encode(TEXT));
        }
    }

    private static String write(RandomAccessFile file) throws IOException {
        try (file) {
            file.writeUTF(TEXT);
            return TEXT;
        }
    }

    private static String print(PrintWriter printer) {
        try (printer) {
            printer.print(TEXT);
            return TEXT;
        }
    }

    private static String format(Formatter formatter) {
        try (formatter) {
            formatter.format("%s", TEXT);
            return TEXT;
        }
    }

    private static String asynchronous(Prey prey) throws Exception {
        try (AsynchronousFileChannel channel =
                AsynchronousFileChannel.open(prey.target("s"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            return "" + Tries.await(channel.write(StandardCharsets.UTF_8.encode(TEXT), 0));
        }
    }

    private static String zipFileSystem(Prey prey) throws IOException {
        URI uri = URI.create("jar:" + prey.target("t.zip").toUri());
        try (FileSystem files = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
            Files.writeString(files.getPath("entry"), TEXT);
            return TEXT;
        }
    }

    private static String deleteOnExit(Prey prey) {
        prey.target("victim-7").toFile().deleteOnExit();
        return "will be";
    }
}
