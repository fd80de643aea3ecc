package dev.pergola.sandbox.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What may be in one folder. What was there before is no reason to end anybody, who may be about to tidy up; it may not become
 * more. Not safe for use by several threads.
 */
final class FolderQuota {
    private static final long MEGABYTE = 1L << 20;
    /** More than that is not even counted. */
    private static final long MOST_FILES = 1_000_000;

    private final Path folder;
    private final long mostBytes;
    private final long mostFiles;
    private Size size;

    private FolderQuota(Path folder, Size there, long mostBytes, long mostFiles) {
        this.folder = folder;
        this.size = there;
        this.mostBytes = mostBytes;
        this.mostFiles = mostFiles;
    }

    /** So much, with what is there now. */
    static FolderQuota of(Path folder, long bytes, long files) {
        Size there = Size.of(folder, Long.MAX_VALUE, MOST_FILES);
        return new FolderQuota(
                folder, there, Math.max(bytes, there.bytes), Math.min(MOST_FILES, Math.max(files, there.files)));
    }

    /** So much beyond what is there now. */
    static FolderQuota beyond(Path folder, long bytes, long files) {
        Size there = Size.of(folder, Long.MAX_VALUE, MOST_FILES);
        return new FolderQuota(folder, there, there.bytes + bytes, there.files + files);
    }

    /** Looks what is in it. */
    void look() {
        size = Size.of(folder, mostBytes, mostFiles);
    }

    /** In bytes, as of the last look. */
    long bytes() {
        return size.bytes;
    }

    /** What is wrong with it, where something is, in a sentence about this. */
    Optional<String> met(String subject) {
        if (size.hidden) return Optional.of(subject + " has a folder in it that cannot be looked into");
        if (size.files > mostFiles) return Optional.of(subject + " has more than " + mostFiles + " files");
        return size.bytes > mostBytes
                ? Optional.of(subject + " has " + size.bytes / MEGABYTE + " MiB or more")
                : Optional.empty();
    }

    /** Adds up files until there are more bytes, or more files, than there may be. */
    private static final class Size extends SimpleFileVisitor<Path> {
        private final long most;
        private final long mostFiles;
        private long bytes;
        private long files;
        private boolean hidden;

        private Size(long most, long mostFiles) {
            this.most = most;
            this.mostFiles = mostFiles;
        }

        static Size of(Path folder, long most, long mostFiles) {
            Size size = new Size(most, mostFiles);
            try {
                if (Files.isDirectory(folder)) Files.walkFileTree(folder, size);
            } catch (IOException e) {
                size.hidden = true;
            }
            return size;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return count(0);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return count(attributes.size());
        }

        private FileVisitResult count(long more) {
            bytes += more;
            files++;
            return bytes > most || files > mostFiles ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            hidden |= !(why instanceof NoSuchFileException);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException why) {
            hidden |= why != null && !(why instanceof NoSuchFileException);
            return FileVisitResult.CONTINUE;
        }
    }
}
