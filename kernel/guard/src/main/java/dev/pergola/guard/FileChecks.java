package dev.pergola.guard;

import java.io.FilePermission;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Of files and links. Paths are texts, or paths of the JDK's own file system.
 * See {@link Checks} for what they have in common.
 */
public final class FileChecks {
    private static final int READ_WRITE_BIT = 2;
    private static final int DELETE_BIT = 16;

    private FileChecks() {}

    public static void read(@Nullable Object path, boolean direct, String operation) {
        file(path, true, "read", direct, operation);
    }

    /** Of a link, not of what it points to. */
    public static void readLink(@Nullable Object path, boolean direct, String operation) {
        file(path, false, "read", direct, operation);
    }

    public static void write(@Nullable Object path, boolean direct, String operation) {
        file(path, true, "write", direct, operation);
    }

    /** Of a link or a name in a folder, not of what it points to. */
    public static void writeLink(@Nullable Object path, boolean direct, String operation) {
        file(path, false, "write", direct, operation);
    }

    public static void delete(@Nullable Object path, boolean direct, String operation) {
        file(path, false, "delete", direct, operation);
    }

    public static void open(
            @Nullable Object path, boolean read, boolean write, boolean delete, boolean direct, String operation) {
        if (read) read(path, direct, operation);
        if (write) write(path, direct, operation);
        if (delete) delete(path, direct, operation);
    }

    /** @param mode the bits of a random access file */
    public static void openMode(@Nullable Object path, int mode, boolean direct, String operation) {
        open(path, true, (mode & READ_WRITE_BIT) != 0, (mode & DELETE_BIT) != 0, direct, operation);
    }

    /**
     * @param folder the descriptor of the folder that is held open and that the path is relative to, which the operating
     *     system says where it is; or -1
     */
    public static void openAt(
            int folder,
            @Nullable Object path,
            boolean read,
            boolean write,
            boolean delete,
            boolean direct,
            String operation) {
        if (Enforcement.isActive()) open(RealPath.at(folder, path), read, write, delete, direct, operation);
    }

    public static void attributes(@Nullable Object path, boolean follow, boolean direct, String operation) {
        file(path, follow, "read", direct, operation);
    }

    public static void change(@Nullable Object path, boolean follow, boolean direct, String operation) {
        file(path, follow, "write", direct, operation);
    }

    public static void readBoth(@Nullable Object one, @Nullable Object other, boolean direct, String operation) {
        read(one, direct, operation);
        read(other, direct, operation);
    }

    public static void copy(@Nullable Object from, @Nullable Object to, boolean direct, String operation) {
        read(from, direct, operation);
        writeLink(to, direct, operation);
    }

    /** From one name to another: where what goes there can be read, it takes reading. */
    public static void move(@Nullable Object from, @Nullable Object to, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        String source = RealPath.text(from);
        String target = RealPath.text(to);
        if (domains.length == 0 || source == null || target == null) return;
        String realSource = RealPath.of(source, false);
        String realTarget = RealPath.of(target, false);
        Decisions.check(domains, new FilePermission(realSource, "write"), operation);
        Decisions.check(domains, new FilePermission(realTarget, "write"), operation);
        Decisions.checkWhere(
                domains, new FilePermission(realTarget, "read"), new FilePermission(realSource, "read"), operation);
    }

    /** A second name for a file gives all that the first one gives. */
    public static void link(@Nullable Object name, @Nullable Object file, boolean direct, String operation) {
        writeLink(name, direct, operation);
        read(file, direct, operation);
        write(file, direct, operation);
    }

    /** Where a link points to is relative to where it is. */
    public static void symbolicLink(@Nullable Object name, @Nullable Object target, boolean direct, String operation) {
        if (Enforcement.isActive()) link(name, RealPath.beside(name, target), direct, operation);
    }

    public static void readIn(@Nullable Object folder, @Nullable Object name, boolean direct, String operation) {
        if (Enforcement.isActive()) read(RealPath.text(folder, name), direct, operation);
    }

    public static void deleteIn(@Nullable Object folder, @Nullable Object name, boolean direct, String operation) {
        if (Enforcement.isActive()) delete(RealPath.text(folder, name), direct, operation);
    }

    private static void file(@Nullable Object path, boolean follow, String actions, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length == 0) return;
        String text = RealPath.text(path);
        if (text == null) return;
        String real = RealPath.of(text, follow);
        if (actions.equals("read") && RealPath.isPublic(real)) return;
        Decisions.check(domains, new FilePermission(real, actions), operation);
    }
}
