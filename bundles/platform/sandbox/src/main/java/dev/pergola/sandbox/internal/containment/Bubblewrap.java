package dev.pergola.sandbox.internal.containment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of {@code bwrap(1)}: name spaces of its own for everything, a file system in which there is nothing but what
 * is named, no right that a user might have been given, and an end with the thread that started it.
 */
final class Bubblewrap {
    private static final String READ_ONLY = "--ro-bind";
    private static final String BINARIES = "usr/bin";
    private static final int SCRATCH_OF_DEVICES = 16;

    /** What programs are linked with. Not the programs. */
    private static final List<String> LIBRARIES = List.of("lib", "lib64", "lib32", "libx32");

    private final Path bwrap;
    private final Path javaHome;
    private final List<Path> linked;
    private final Optional<Unprivileged> user;

    /**
     * With a program, and the Java that is to run in it.
     *
     * @param user whom to become; for a kernel that runs as root
     */
    Bubblewrap(Path bwrap, Path javaHome, Optional<Unprivileged> user) {
        this.bwrap = bwrap;
        this.javaHome = javaHome;
        this.linked = Tools.linkedFrom(javaHome);
        this.user = user;
    }

    /**
     * A command that runs another in a box, under the filter in an open file.
     *
     * @param berth the place of the box in a {@link MountNamespace}, where it is run in one
     */
    List<String> around(List<String> command, Box box, Limits limits, Optional<Integer> filter, Optional<Path> berth) {
        List<String> all = new ArrayList<>(List.of(bwrap.toString()));
        all.addAll(List.of("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"));
        // Who is root needs no name space of users to become somebody else, and should not be root of one.
        if (user.isEmpty()) all.addAll(List.of("--unshare-user", "--disable-userns"));
        // There, whoever is not root is its root.
        if (user.isEmpty() && berth.isPresent()) all.addAll(Tools.ownIds());
        all.addAll(List.of("--hostname", "sandbox", "--die-with-parent", "--new-session", "--cap-drop", "ALL"));
        user.ifPresent(unprivileged -> all.addAll(unprivileged.rightsToBecome()));
        system(all);
        all.addAll(List.of("--proc", "/proc"));
        if (user.isPresent()) all.addAll(List.of(READ_ONLY, "/proc/sys", "/proc/sys"));
        all.addAll(List.of("--dev", "/dev"));
        empty(all, Path.of("/dev/shm"), SCRATCH_OF_DEVICES);
        // It is kept in memory, with no limit, and is that of whoever runs in the box.
        all.addAll(List.of("--remount-ro", "/dev"));
        empty(all, box.scratch(), limits.scratchMegabytes());
        for (int i = 0; i < box.jars().size(); i++) {
            Path jar = box.jars().get(i);
            bind(all, READ_ONLY, user.isPresent() ? Unprivileged.copy(box, i) : jar, jar);
        }
        for (Path path : box.readable()) bind(all, READ_ONLY, path);
        for (Path path : box.writable()) bind(all, "--bind", path);
        // Nothing can be made in it; what is shown there later is a mount of its own.
        berth.ifPresent(place -> bind(all, READ_ONLY, place, box.berth().orElseThrow()));
        bind(all, "--bind", box.folder());
        // A root without its rights may not enter the folder of somebody else, whom it becomes afterwards.
        String begin = user.isPresent() ? "/" : box.folder().toString();
        all.addAll(List.of("--remount-ro", "/", "--chdir", begin));
        filter.ifPresent(file -> all.addAll(List.of("--seccomp", Integer.toString(file))));
        all.add("--");
        user.ifPresent(unprivileged -> all.addAll(unprivileged.command()));
        all.addAll(command);
        return all;
    }

    private void system(List<String> all) {
        for (String library : LIBRARIES) {
            Path folder = Path.of("/usr", library);
            if (Files.isDirectory(folder)) bind(all, READ_ONLY, folder);
            Path link = Path.of("/", library);
            if (Files.isSymbolicLink(link)) all.addAll(List.of("--symlink", "usr/" + library, link.toString()));
            else if (Files.isDirectory(link)) bind(all, READ_ONLY, link);
        }
        for (String file : List.of("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"))
            if (Files.exists(Path.of(file))) bind(all, READ_ONLY, Path.of(file));
        user.ifPresent(unprivileged -> {
            bind(all, READ_ONLY, unprivileged.program());
            if (Files.isSymbolicLink(Path.of("/bin"))) all.addAll(List.of("--symlink", BINARIES, "/bin"));
        });
        bind(all, READ_ONLY, javaHome);
        for (Path each : linked) bind(all, READ_ONLY, each);
    }

    private static void bind(List<String> all, String how, Path path) {
        bind(all, how, path, path);
    }

    /** Folders on the way are made first, as those that bwrap makes by itself are nobody's but its own user's. */
    private static void bind(List<String> all, String how, Path from, Path path) {
        for (int names = 1; names < path.getNameCount(); names++)
            all.addAll(List.of("--perms", "0755", "--dir", "/" + path.subpath(0, names)));
        all.addAll(List.of(how, from.toString(), path.toString()));
    }

    private static void empty(List<String> all, Path path, int megabytes) {
        String bytes = Long.toString(megabytes * Limits.MEGABYTE);
        all.addAll(List.of("--perms", "1777", "--size", bytes, "--tmpfs", path.toString()));
    }
}
