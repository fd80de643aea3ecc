package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.allowedBy;

import java.io.FileInputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Reading, listing and finding out about files. */
final class FileReads {
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");

    private FileReads() {}

    static List<Attack> all() {
        return List.of(
                reading(
                        "read-stream",
                        "looks at a file as a stream",
                        prey -> Tries.text(new FileInputStream(prey.secret().toFile()))),
                reading(
                        "read-reader",
                        "looks at a file by a reader",
                        prey -> read(new FileReader(prey.secret().toFile(), StandardCharsets.UTF_8))),
                reading("read-random-access", "looks at a file by random access", FileReads::randomAccess),
                reading(
                        "read-scanner",
                        "looks at a file by a scanner",
                        prey -> next(new Scanner(prey.secret().toFile(), StandardCharsets.UTF_8))),
                reading("read-string", "looks at a file at once", Tries::readSecret),
                reading(
                        "read-nio-stream",
                        "looks at a file by NIO's stream",
                        prey -> Tries.text(Files.newInputStream(prey.secret()))),
                reading("read-lines", "looks at the lines of a file", prey -> joined(Files.lines(prey.secret()))),
                reading("read-channel", "looks at a file by a channel", prey -> read(FileChannel.open(prey.secret()))),
                reading("read-mapped", "looks at a file that is mapped into memory", FileReads::mapped),
                reading("read-asynchronous", "looks at a file by an asynchronous channel", FileReads::asynchronous),
                reading(
                        "read-byte-channel",
                        "looks at a file by a provider's channel",
                        prey -> Tries.text(Channels.newInputStream(
                                prey.secret().getFileSystem().provider().newByteChannel(prey.secret(), Set.of())))),
                reading(
                        "read-zip",
                        "looks at an entry of a zip file",
                        prey -> entry(new ZipFile(prey.outside("archive.zip").toFile()))),
                reading(
                        "read-jar",
                        "looks at an entry of a jar",
                        prey -> entry(new JarFile(prey.outside("archive.zip").toFile()))),
                reading("read-zip-file-system", "looks at a zip file as a file system", FileReads::zipFileSystem),
                reading(
                        "read-jar-url",
                        "looks at an entry by a jar: address",
                        prey -> Tries.text(
                                new URL("jar:" + prey.outside("archive.zip").toUri() + "!/entry.txt").openStream())),
                reading(
                        "read-file-url",
                        "looks at a file by its address",
                        prey -> Tries.text(prey.secret().toUri().toURL().openStream())),
                reading(
                        "read-file-url-host",
                        "looks at a file by an address with a host",
                        prey -> Tries.text(new URL("file://localhost" + prey.secret()).openStream())),
                reading(
                        "read-file-url-connection",
                        "looks at a folder by its address",
                        prey -> Tries.text(prey.outside("")
                                .toUri()
                                .toURL()
                                .openConnection()
                                .getInputStream())),
                reading(
                        "copy-in",
                        "looks at a file by copying it into its own folder",
                        prey -> Files.readString(
                                Files.copy(prey.secret(), prey.own("copy"), StandardCopyOption.REPLACE_EXISTING))),
                reading(
                        "mismatch",
                        "looks at a file by comparing it",
                        prey -> Files.mismatch(prey.secret(), Files.writeString(prey.own("guess"), Prey.SECRET))),
                reading("key-store", "looks at a key store", FileReads::keyStore),
                reading(
                        "image",
                        "looks at an image",
                        prey -> javax.imageio.ImageIO.read(
                                        prey.outside("image.png").toFile())
                                .getWidth()),
                reading("secure-directory", "looks at a folder by a handle of it", FileReads::secureDirectory),
                reading(
                        "dots",
                        "looks at a file by dots out of its own folder",
                        prey -> Files.readString(
                                prey.own("").resolve(prey.own("").relativize(prey.secret())))),
                reading(
                        "dots-io",
                        "looks at a file by dots, with java.io",
                        prey -> Tries.text(new FileInputStream(
                                prey.own("") + "/../../.." + "/./".repeat(3) + "../".repeat(20) + prey.secret()))),
                reading(
                        "encoded-dots",
                        "looks at a file by encoded dots",
                        prey -> Files.readString(Path.of(URI.create(prey.own("").toUri()
                                + "%2e%2e/".repeat(30)
                                + prey.secret().toString().substring(1))))),
                reading(
                        "planted-link",
                        "looks at a file by a link that lies in its own folder",
                        prey -> Files.readString(prey.own("link"))),
                reading(
                        "planted-link-io",
                        "looks at a file by a link, with java.io",
                        prey -> Tries.text(new FileInputStream(prey.own("link").toFile()))),
                reading(
                        "planted-folder-link",
                        "looks at a file by a linked folder",
                        prey -> Files.readString(prey.own("folder-link").resolve("secret.txt"))),
                reading(
                        "planted-folder-list",
                        "looks at what is in a linked folder",
                        prey -> joined(
                                Stream.of(prey.own("folder-link").toFile().list()))));
    }

    private static Attack reading(String name, String what, Attack.Move move) {
        return allowedBy(READ, name, what, move);
    }

    private static String read(FileReader reader) throws IOException {
        try (reader) {
            char[] text = new char[100];
            return new String(text, 0, reader.read(text));
        }
    }

    private static String randomAccess(Prey prey) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(prey.secret().toFile(), "r")) {
            return file.readLine();
        }
    }

    private static String next(Scanner scanner) {
        try (scanner) {
            return scanner.next();
        }
    }

    static String joined(Stream<String> lines) {
        try (lines) {
            return String.join(" ", lines.limit(20).toList());
        }
    }

    static String names(DirectoryStream<Path> paths) throws IOException {
        try (paths) {
            StringBuilder names = new StringBuilder();
            for (Path path : paths) names.append(path).append(' ');
            return names.toString();
        }
    }

    private static String read(FileChannel channel) throws IOException {
        try (channel) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            channel.read(bytes);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    private static String mapped(Prey prey) throws IOException {
        try (FileChannel channel = new RandomAccessFile(prey.secret().toFile(), "r").getChannel()) {
            return StandardCharsets.UTF_8
                    .decode(channel.map(MapMode.READ_ONLY, 0, channel.size()))
                    .toString();
        }
    }

    private static String asynchronous(Prey prey) throws Exception {
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(prey.secret())) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            Tries.await(channel.read(bytes, 0));
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    private static String entry(ZipFile file) throws IOException {
        try (file) {
            return Tries.text(file.getInputStream(file.getEntry("entry.txt")));
        }
    }

    private static String zipFileSystem(Prey prey) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(prey.outside("archive.zip"))) {
            return Files.readString(files.getPath("entry.txt"));
        }
    }

    private static String keyStore(Prey prey) throws Exception {
        KeyStore keys = KeyStore.getInstance(prey.outside("keys.p12").toFile(), "changeit".toCharArray());
        return keys.getType();
    }

    private static String secureDirectory(Prey prey) throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(prey.outside(""))) {
            SecureDirectoryStream<Path> secure = (SecureDirectoryStream<Path>) folder;
            return Tries.text(Channels.newInputStream(secure.newByteChannel(Path.of("secret.txt"), Set.of())));
        }
    }
}
