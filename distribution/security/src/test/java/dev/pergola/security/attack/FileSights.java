package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Finding out about files; and what the system, the platform and other plugins keep in files. */
final class FileSights {
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");
    private static final Need TEMPORARY = Need.of("filesystem.read", "${tmp}/**");
    private static final Need HOME = Need.of("filesystem.read", "{home}/**");
    private static final Need PROCESSES = Need.of("filesystem.read", "/proc/**");

    private FileSights() {}

    static List<Attack> all() {
        return List.of(
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
                        prey -> FileReads.joined(
                                Stream.of(prey.outside("").toFile().list()))),
                reading(
                        "directory-stream",
                        "looks at what is in a folder, by NIO",
                        prey -> FileReads.names(Files.newDirectoryStream(prey.outside("")))),
                reading(
                        "walk",
                        "looks at a tree of folders",
                        prey -> FileReads.joined(Files.walk(prey.outside("")).map(Path::toString))),
                reading("watch", "looks at what happens in a folder", FileSights::watch),
                reading(
                        "glob",
                        "looks at files by a pattern",
                        prey -> FileReads.names(Files.newDirectoryStream(prey.outside(""), "*.txt"))),
                reading(
                        "same-file",
                        "looks at whether two names are one file",
                        prey -> Files.isSameFile(prey.secret(), prey.own("evil.so"))),
                reading(
                        "real-path",
                        "looks at where a file really is",
                        prey -> prey.secret().toRealPath()),
                reading(
                                "proc-root",
                                "looks at a file by /proc/self/root",
                                prey -> Files.readString(Path.of("/proc/self/root" + prey.secret())))
                        .with(Need.of("filesystem.read", "/proc/self/**")),
                allowedBy(
                        PROCESSES,
                        "proc-environment",
                        "looks at the process's environment by /proc",
                        prey -> Tries.text(new FileInputStream("/proc/self/environ"))),
                allowedBy(
                        PROCESSES,
                        "proc-descriptors",
                        "looks at open files by /proc",
                        prey -> FileReads.joined(Stream.of(new File("/proc/self/fd").list()))),
                allowedBy(
                        TEMPORARY,
                        "temporary-files",
                        "looks at other people's temporary files",
                        prey -> FileReads.names(
                                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir"))))),
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
                        prey -> FileReads.joined(Stream.of(new File(prey.fact("data"), "store").list()))),
                never(
                        "log-file",
                        "looks at the log",
                        "the platform's folder is nobody's",
                        prey -> FileReads.joined(Stream.of(new File(prey.fact("data"), "log").list()))),
                never(
                        "cache",
                        "looks at the framework's storage",
                        "the platform's folder is nobody's",
                        prey -> FileReads.joined(Stream.of(new File(prey.fact("data"), "cache").list()))),
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
                                prey -> FileReads.joined(java.util.stream.StreamSupport.stream(
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
                                FileSights::descriptor)
                        .or(FAILED));
    }

    private static Attack reading(String name, String what, Attack.Move move) {
        return allowedBy(READ, name, what, move);
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
