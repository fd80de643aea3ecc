package dev.pergola.guard.agent.code;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** The files of somebody else: {@code text}, {@code archive.zip} and {@code dir/child} are there. */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue", "removal", "deprecation", "unused"})
final class FileAttempts {
    private FileAttempts() {}

    static void add(Attempts to) {
        Path folder = to.folder();
        Path text = folder.resolve("text");
        File file = text.toFile();
        streams(to, text, file);
        names(to, folder, file);
        channels(to, folder, text);
        attributes(to, text);
        folders(to, folder, text);
    }

    private static void streams(Attempts to, Path text, File file) {
        to.add("new FileInputStream(String)", () -> new FileInputStream(text.toString()).close());
        to.add("new FileInputStream(File)", () -> new FileInputStream(file).close());
        to.add("new FileReader", () -> new FileReader(file).close());
        to.add("new Scanner(File)", () -> new Scanner(file).close());
        to.add("new FileOutputStream", () -> new FileOutputStream(file, true).close());
        to.add(
                "new PrintWriter(File)",
                () -> new PrintWriter(text.resolveSibling("printed").toFile()).close());
        to.add("new RandomAccessFile to read", () -> new RandomAccessFile(file, "r").close());
        to.add("new RandomAccessFile to write", () -> new RandomAccessFile(file, "rw").close());
        to.add(
                "new ZipFile",
                () -> new ZipFile(text.resolveSibling("archive.zip").toFile()).close());
        to.add("new FileInputStream(FileDescriptor)", () -> new FileInputStream(FileDescriptor.in).available());
        to.add("new FileOutputStream(FileDescriptor)", () -> new FileOutputStream(FileDescriptor.out).flush());
        to.add(
                "URL.openStream of a file",
                () -> text.toUri().toURL().openStream().close());
    }

    private static void names(Attempts to, Path folder, File file) {
        to.add("File.exists", file::exists);
        to.add("File.isFile", file::isFile);
        to.add("File.isDirectory", file::isDirectory);
        to.add("File.isHidden", file::isHidden);
        to.add("File.length", file::length);
        to.add("File.lastModified", file::lastModified);
        to.add("File.canRead", file::canRead);
        to.add("File.canWrite", file::canWrite);
        to.add("File.canExecute", file::canExecute);
        to.add("File.getTotalSpace", file::getTotalSpace);
        to.add("File.getUsableSpace", file::getUsableSpace);
        to.add("File.list", () -> folder.toFile().list());
        to.add("File.listFiles", () -> folder.toFile().listFiles());
        to.add("File.getCanonicalPath", file::getCanonicalPath);
        to.add("File.getCanonicalFile", file::getCanonicalFile);
        to.add("File.mkdir", () -> folder.resolve("made").toFile().mkdir());
        to.add("File.mkdirs", () -> folder.resolve("made/more/most").toFile().mkdirs());
        to.add("File.createNewFile", () -> folder.resolve("created").toFile().createNewFile());
        to.add("File.createTempFile", () -> File.createTempFile("pergola", ".tmp", folder.toFile()));
        to.add("File.setLastModified", () -> file.setLastModified(0));
        to.add("File.setReadable", () -> file.setReadable(true));
        to.add("File.setWritable", () -> file.setWritable(true));
        to.add("File.setExecutable", () -> file.setExecutable(false));
        to.add("File.setReadOnly", () -> folder.resolve("created").toFile().setReadOnly());
        to.add(
                "File.renameTo",
                () -> folder.resolve("created")
                        .toFile()
                        .renameTo(folder.resolve("renamed").toFile()));
        to.add("File.delete", () -> folder.resolve("renamed").toFile().delete());
        to.add("File.deleteOnExit", () -> folder.resolve("renamed").toFile().deleteOnExit());
    }

    private static void channels(Attempts to, Path folder, Path text) {
        to.add("Files.readString", () -> Files.readString(text));
        to.add("Files.newInputStream", () -> Files.newInputStream(text).close());
        to.add(
                "Files.newOutputStream",
                () -> Files.newOutputStream(text.resolveSibling("out")).close());
        to.add("Files.writeString", () -> Files.writeString(text, "text"));
        to.add("Files.createFile", () -> Files.createFile(folder.resolve("nio-created")));
        to.add("Files.createTempFile", () -> Files.createTempFile(folder, "pergola", ".tmp"));
        to.add("Files.newByteChannel", () -> Files.newByteChannel(text).close());
        to.add("FileChannel.open to read", () -> FileChannel.open(text).close());
        to.add(
                "FileChannel.open to write",
                () -> FileChannel.open(text, StandardOpenOption.WRITE).close());
        to.add(
                "FileChannel.open to delete",
                () -> FileChannel.open(
                                folder.resolve("gone"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DELETE_ON_CLOSE)
                        .close());
        to.add(
                "AsynchronousFileChannel.open",
                () -> AsynchronousFileChannel.open(text).close());
        to.add("Files.copy", () -> Files.copy(text, folder.resolve("copy"), StandardCopyOption.REPLACE_EXISTING));
        to.add("Files.move", () -> Files.move(folder.resolve("copy"), folder.resolve("moved")));
        to.add("Files.delete", () -> Files.delete(folder.resolve("moved")));
        to.add("Files.deleteIfExists", () -> Files.deleteIfExists(folder.resolve("moved")));
        to.add("FileSystems.newFileSystem of a zip", () -> {
            try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("archive.zip"))) {
                Files.readString(zip.getPath("entry"));
            }
        });
        to.add(
                "Files.size in the JDK's modules",
                () -> Files.size(Path.of(URI.create("jrt:/java.base/module-info.class"))));
        to.add("FileSystems.newFileSystem(URI)", () -> {
            URI uri = URI.create("jar:" + folder.resolve("archive.zip").toUri());
            try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of())) {
                Files.readString(zip.getPath("entry"));
            }
        });
    }

    private static void attributes(Attempts to, Path text) {
        to.add("Files.exists", () -> Files.exists(text));
        to.add("Files.isDirectory", () -> Files.isDirectory(text));
        to.add("Files.isReadable", () -> Files.isReadable(text));
        to.add("Files.isWritable", () -> Files.isWritable(text));
        to.add("Files.isExecutable", () -> Files.isExecutable(text));
        to.add("Files.isSameFile", () -> Files.isSameFile(text, text.resolveSibling("dir")));
        to.add("Files.size", () -> Files.size(text));
        to.add("Files.readAttributes", () -> Files.readAttributes(text, BasicFileAttributes.class));
        to.add("Files.readAttributes by name", () -> Files.readAttributes(text, "posix:*"));
        to.add(
                "Files.readAttributes of a link",
                () -> Files.readAttributes(text, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        to.add("Files.getAttribute", () -> Files.getAttribute(text, "unix:ino"));
        to.add("Files.setAttribute", () -> Files.setAttribute(text, "lastModifiedTime", FileTime.fromMillis(0)));
        to.add("Files.setLastModifiedTime", () -> Files.setLastModifiedTime(text, FileTime.fromMillis(0)));
        to.add("Files.getOwner", () -> Files.getOwner(text));
        to.add("Files.setOwner", () -> Files.setOwner(text, owner(text)));
        to.add(
                "Files.setPosixFilePermissions",
                () -> Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-r--r--")));
        to.add(
                "BasicFileAttributeView.setTimes",
                () -> Files.getFileAttributeView(text, BasicFileAttributeView.class)
                        .setTimes(FileTime.fromMillis(0), null, null));
        to.add(
                "UserDefinedFileAttributeView.list",
                () -> Files.getFileAttributeView(text, UserDefinedFileAttributeView.class)
                        .list());
        to.addFailing(
                "UserDefinedFileAttributeView.write",
                java.io.IOException.class,
                () -> Files.getFileAttributeView(text, UserDefinedFileAttributeView.class)
                        .write("pergola", ByteBuffer.wrap(new byte[1])));
        to.add("Files.getFileStore", () -> Files.getFileStore(text));
        to.add(
                "FileSystem.getFileStores",
                () -> FileSystems.getDefault().getFileStores().iterator().hasNext());
        to.add("Path.toRealPath", () -> text.toRealPath());
    }

    private static java.nio.file.attribute.UserPrincipal owner(Path text) throws java.io.IOException {
        return text.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name"));
    }

    private static void folders(Attempts to, Path folder, Path text) {
        to.add("Files.list", () -> Files.list(folder).close());
        to.add("Files.walk", () -> {
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.count();
            }
        });
        to.add(
                "Files.newDirectoryStream",
                () -> Files.newDirectoryStream(folder).close());
        to.add("Files.createDirectory", () -> Files.createDirectory(folder.resolve("nio-dir")));
        to.add("Files.createDirectories", () -> Files.createDirectories(folder.resolve("nio/dir")));
        to.add("Files.createTempDirectory", () -> Files.createTempDirectory(folder, "pergola"));
        to.add("Files.createSymbolicLink", () -> Files.createSymbolicLink(folder.resolve("symbolic"), text));
        to.add("Files.createLink", () -> Files.createLink(folder.resolve("hard"), text));
        to.add("Files.readSymbolicLink", () -> Files.readSymbolicLink(folder.resolve("link")));
        to.add("Path.register", () -> {
            try (WatchService watch = FileSystems.getDefault().newWatchService()) {
                folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            }
        });
        to.add("SecureDirectoryStream.newByteChannel", () -> {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                ((SecureDirectoryStream<Path>) stream)
                        .newByteChannel(Path.of("text"), Set.of(StandardOpenOption.READ))
                        .close();
            }
        });
        to.add("SecureDirectoryStream.deleteFile", () -> {
            Files.writeString(folder.resolve("secure"), "");
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                ((SecureDirectoryStream<Path>) stream).deleteFile(Path.of("secure"));
            }
        });
    }
}
