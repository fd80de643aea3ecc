package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.io.File;
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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
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
    private static final Need TEMPORARY = Need.of("filesystem.read", "${tmp}/**");
    private static final Need HOME = Need.of("filesystem.read", "{home}/**");

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
                reading(
                        "exists",
                        "looks at whether a file is there",
                        prey -> prey.secret().toFile().exists()),
                reading("nio-exists", "looks at whether a file is there, by NIO", prey -> Files.exists(prey.secret())),
                reading(
                        "length",
                        "looks at how long a file is",
                        prey -> prey.secret().toFile().length()),
                reading(
                        "last-modified",
                        "looks at when a file was changed",
                        prey -> Files.getLastModifiedTime(prey.secret())),
                reading(
                        "attributes",
                        "looks at the attributes of a file",
                        prey -> Files.readAttributes(prey.secret(), BasicFileAttributes.class)
                                .size()),
                reading(
                        "attribute-view",
                        "looks at an attribute of a link itself",
                        prey -> Files.getAttribute(prey.secret(), "basic:fileKey", LinkOption.NOFOLLOW_LINKS)),
                reading("is-readable", "looks at whether a file may be read", prey -> Files.isReadable(prey.secret())),
                reading(
                        "list",
                        "looks at what is in a folder",
                        prey -> joined(Stream.of(prey.outside("").toFile().list()))),
                reading(
                        "directory-stream",
                        "looks at what is in a folder, by NIO",
                        prey -> names(Files.newDirectoryStream(prey.outside("")))),
                reading(
                        "walk",
                        "looks at a tree of folders",
                        prey -> joined(Files.walk(prey.outside("")).map(Path::toString))),
                reading("secure-directory", "looks at a folder by a handle of it", FileReads::secureDirectory),
                reading("watch", "looks at what happens in a folder", FileReads::watch),
                reading(
                        "glob",
                        "looks at files by a pattern",
                        prey -> names(Files.newDirectoryStream(prey.outside(""), "*.txt"))),
                reading(
                        "same-file",
                        "looks at whether two names are one file",
                        prey -> Files.isSameFile(prey.secret(), prey.own("evil.so"))),
                reading(
                        "real-path",
                        "looks at where a file really is",
                        prey -> prey.secret().toRealPath()),
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
                                Stream.of(prey.own("folder-link").toFile().list()))),
                reading(
                                "proc-root",
                                "looks at a file by /proc/self/root",
                                prey -> Files.readString(Path.of("/proc/self/root" + prey.secret())))
                        .with(Need.of("filesystem.read", "/proc/self/**")),
                never(
                        "proc-environment",
                        "looks at the process's environment by /proc",
                        "what the system says of the process is the platform's",
                        prey -> Tries.text(new FileInputStream("/proc/self/environ"))),
                never(
                        "proc-descriptors",
                        "looks at open files by /proc",
                        "what the system says of the process is the platform's",
                        prey -> joined(Stream.of(new File("/proc/self/fd").list()))),
                allowedBy(
                                TEMPORARY,
                                "temporary-files",
                                "looks at other people's temporary files",
                                prey -> names(Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")))))
                        .in("files: reading"),
                allowedBy(
                        HOME,
                        "installation",
                        "looks at the installation's files",
                        prey -> Files.readString(Path.of(prey.fact("home"), "etc", "pergola.yaml"))),
                never(
                        "token",
                        "looks at the administrator's token",
                        "the platform's folder is nobody's",
                        prey -> Files.readString(Path.of(prey.fact("data"), "admin.token"))),
                never(
                        "database",
                        "looks at the database",
                        "the platform's folder is nobody's",
                        prey -> joined(Stream.of(new File(prey.fact("data"), "store").list()))),
                never(
                        "log-file",
                        "looks at the log",
                        "the platform's folder is nobody's",
                        prey -> joined(Stream.of(new File(prey.fact("data"), "logs").list()))),
                never(
                        "cache",
                        "looks at the framework's storage",
                        "the platform's folder is nobody's",
                        prey -> joined(Stream.of(new File(prey.fact("data"), "cache").list()))),
                never(
                        "data-of-another",
                        "looks at a file of another plugin",
                        "a plugin's folder is its own",
                        prey -> Files.readString(Path.of(prey.fact("data"), "plugin-data", "victim", "kept.txt"))),
                never(
                        "data-of-a-namesake",
                        "looks at a file of a plugin whose name begins alike",
                        "a plugin's folder is its own",
                        prey -> Files.readString(Path.of(prey.own("") + "-namesake", "kept.txt"))),
                never(
                                "file-stores",
                                "looks at which disks there are",
                                "which disks there are is the platform's",
                                prey -> joined(java.util.stream.StreamSupport.stream(
                                                FileSystems.getDefault()
                                                        .getFileStores()
                                                        .spliterator(),
                                                false)
                                        .map(Object::toString)))
                        .or(NOTHING),
                never(
                        "file-store",
                        "looks at how full a disk is",
                        "which disks there are is the platform's",
                        prey -> Files.getFileStore(prey.secret()).getTotalSpace()),
                never(
                        "owner",
                        "looks at whose a file is",
                        "the users of the machine are the platform's",
                        prey -> Files.getOwner(prey.secret())),
                never(
                        "space",
                        "looks at how full a disk is, with java.io",
                        "which disks there are is the platform's",
                        prey -> prey.secret().toFile().getTotalSpace()),
                never(
                        "principal",
                        "looks at a user of the machine",
                        "the users of the machine are the platform's",
                        prey -> FileSystems.getDefault()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByName("root")),
                never(
                                "descriptor",
                                "looks at a file by the number of an open one",
                                "descriptors are the platform's",
                                FileReads::descriptor)
                        .or(FAILED));
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

    private static String joined(Stream<String> lines) {
        try (lines) {
            return String.join(" ", lines.limit(20).toList());
        }
    }

    private static String names(DirectoryStream<Path> paths) throws IOException {
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

    private static String watch(Prey prey) throws IOException {
        try (WatchService service = FileSystems.getDefault().newWatchService()) {
            return prey.outside("")
                    .register(service, StandardWatchEventKinds.ENTRY_CREATE)
                    .toString();
        }
    }

    private static String descriptor(Prey prey) throws IOException {
        return Tries.text(new FileInputStream(java.io.FileDescriptor.in));
    }
}
