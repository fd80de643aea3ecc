package dev.pergola.vetting.internal.code;

import dev.pergola.vetting.internal.code.ClassCode.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a jar and the jars inside of it. Nested jars are written to a file and read from there: only a reader that goes
 * by the directory at the end of the file sees what the framework will see.
 */
public final class ArchiveReader {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d{1,3})/(.+)");
    private static final Pattern UNSAFE = Pattern.compile("^/|^[A-Za-z]:|\\\\|(^|/)\\.\\.(/|$)|[\\x00-\\x1f]");
    /** Class file version of Java 1.0. */
    private static final int MAJOR_OFFSET = 44;

    private final ArchiveLimits limits;
    private final Budget budget;
    private final Consumer<Resource> resources;
    private final ClassFile classFile = new ClassFile();
    private final Components componentReader = new Components();
    private final List<ClassCode> classes = new ArrayList<>();
    private final List<Oddity> oddities = new ArrayList<>();
    private final Map<String, Set<String>> components = new HashMap<>();
    private final Set<String> providers = new HashSet<>();
    private final int feature = Runtime.version().feature();
    private Map<String, String> headers = Map.of();
    private ClassPath classPath = new ClassPath(Map.of());
    private boolean entryPointsUnknown;
    private final byte[] buffer = new byte[16 * 1024];
    private int entries;
    private long unpacked;

    private ArchiveReader(ArchiveLimits limits, Budget budget, Consumer<Resource> resources) {
        this.limits = limits;
        this.budget = budget;
        this.resources = resources;
    }

    /**
     * Reads.
     *
     * @param resources gets every entry that is no class and no archive
     */
    public static Archive read(Path jar, ArchiveLimits limits, Budget budget, Consumer<Resource> resources)
            throws IOException {
        ArchiveReader reader = new ArchiveReader(limits, budget, resources);
        reader.outermost(jar);
        return new Archive(
                reader.headers,
                reader.classes,
                reader.oddities,
                reader.components,
                reader.providers,
                reader.entryPointsUnknown);
    }

    private void outermost(Path jar) throws IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            byte[] start = in.readNBytes(4);
            if (!isArchive(start)) odd(Oddity.Kind.PREFIX, "", "The file does not begin as a jar does");
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            headers = manifest(zip);
            classPath = new ClassPath(headers);
            entries(zip, "", 0, true);
            for (String description : classPath.descriptions()) {
                if (description.indexOf('*') < 0 && zip.getEntry(description) == null) entryPointsUnknown = true;
            }
        } catch (ZipException | IllegalArgumentException e) {
            odd(Oddity.Kind.UNREADABLE, "", String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> manifest(ZipFile zip) throws IOException {
        @Nullable ZipEntry entry = zip.getEntry(MANIFEST);
        Map<String, String> headers = new LinkedHashMap<>();
        if (entry == null) return headers;
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(1 << 20);
            new Manifest(new ByteArrayInputStream(bytes))
                    .getMainAttributes()
                    .forEach((k, v) -> headers.put(k.toString(), v.toString()));
        }
        return headers;
    }

    private void entries(ZipFile zip, String jar, int depth, boolean loadable) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (Enumeration<? extends ZipEntry> list = zip.entries(); list.hasMoreElements(); ) {
            budget.check();
            ZipEntry entry = list.nextElement();
            String where = jar.isEmpty() ? entry.getName() : jar + "!/" + entry.getName();
            if (++entries > limits.entries()) {
                odd(Oddity.Kind.TOO_MUCH, where, "more than " + limits.entries() + " entries");
                return;
            }
            if (!names.add(entry.getName())) odd(Oddity.Kind.DUPLICATE, where, "is there twice");
            if (UNSAFE.matcher(entry.getName()).find()) odd(Oddity.Kind.OUTSIDE, where, "leads out of the jar");
            if (entry.isDirectory() && entry.getSize() <= 0) continue;
            try {
                entry(zip, entry, new Place(jar, where, depth, loadable));
            } catch (ZipException | java.io.EOFException e) {
                odd(Oddity.Kind.UNREADABLE, where, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Where an entry is. */
    private record Place(String jar, String where, int depth, boolean loadable) {}

    private void entry(ZipFile zip, ZipEntry entry, Place place) throws IOException {
        String name = entry.getName();
        boolean onClassPath = place.jar().isEmpty() && classPath.jars().contains(name);
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] start = in.readNBytes(4);
            if (onClassPath || isArchive(start) || name.endsWith(".jar")) {
                nested(start, in, entry, place, onClassPath);
                return;
            }
            boolean isClass = name.endsWith(".class");
            int most = isClass ? limits.classBytes() : limits.sampleBytes();
            ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.max(64, Math.min(most, entry.getSize())));
            long size = copy(start, in, out, most, entry, place);
            if (isClass && size > most) {
                odd(Oddity.Kind.TOO_MUCH, place.where(), "is a class file of more than " + most + " bytes");
            } else if (isClass) {
                type(out.toByteArray(), name, place);
            } else {
                resource(new Resource(place.where(), size, out.toByteArray()), name, place);
            }
        }
    }

    private void resource(Resource resource, String name, Place place) {
        if (place.jar().isEmpty() && classPath.describes(name)) description(resource);
        if (name.startsWith("META-INF/services/")) {
            new String(resource.sample(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("#", 2)[0].trim().replace('.', '/'))
                    .filter(line -> !line.isEmpty())
                    .forEach(providers::add);
        }
        resources.accept(resource);
    }

    private void description(Resource resource) {
        try {
            componentReader.read(resource.sample()).forEach((type, methods) -> {
                Set<String> all = new HashSet<>(components.getOrDefault(type, Set.of()));
                all.addAll(methods);
                components.put(type, all);
            });
        } catch (XMLStreamException | RuntimeException e) {
            entryPointsUnknown = true;
        }
    }

    private void nested(byte[] start, InputStream in, ZipEntry entry, Place place, boolean onClassPath)
            throws IOException {
        if (place.depth() >= limits.depth()) {
            odd(Oddity.Kind.TOO_MUCH, place.where(), "lies deeper than " + limits.depth() + " jars");
            return;
        }
        Path file = Files.createTempFile("vetting-", ".jar");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                copy(start, in, out, Integer.MAX_VALUE, entry, place);
            }
            if (!isArchive(start)) odd(Oddity.Kind.PREFIX, place.where(), "does not begin as a jar does");
            try (ZipFile zip = new ZipFile(file.toFile())) {
                entries(zip, place.where(), place.depth() + 1, onClassPath);
            } catch (ZipException | IllegalArgumentException e) {
                odd(Oddity.Kind.UNREADABLE, place.where(), String.valueOf(e.getMessage()));
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void type(byte[] bytes, String name, Place place) {
        Matcher versioned = VERSIONED.matcher(name);
        int release = versioned.matches() ? Integer.parseInt(versioned.group(1)) : 0;
        String path = release > 0 ? versioned.group(2) : name;
        if (classes.size() >= limits.classes()) {
            odd(Oddity.Kind.TOO_MUCH, place.where(), "more than " + limits.classes() + " classes");
            return;
        }
        int java = ClassFile.major(bytes) - MAJOR_OFFSET;
        if (java > feature && release <= feature) {
            odd(Oddity.Kind.CLASS_TOO_NEW, place.where(), "is for Java " + java + ", and this is " + feature);
        }
        try {
            classes.add(classFile.read(
                    bytes, type -> new Origin(place.jar(), place.where(), found(type, path, place), release)));
        } catch (UnreadableClassException e) {
            // Nobody on this Java reads it: it is for a later one, which this version of ASM may not know.
            if (release > feature) return;
            odd(Oddity.Kind.CLASS_UNREADABLE, place.where(), String.valueOf(e.getMessage()));
        }
    }

    private boolean found(String type, String path, Place place) {
        if (!place.loadable()) return false;
        return place.jar().isEmpty() ? classPath.finds(type, path) : path.equals(type + ".class");
    }

    /** Reads an entry to its end, keeps the first bytes of it, and gives its size. */
    private long copy(byte[] start, InputStream in, OutputStream out, int most, ZipEntry entry, Place place)
            throws IOException {
        long size = start.length;
        out.write(start);
        unpacked += start.length;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (size < most) out.write(buffer, 0, (int) Math.min(n, most - size));
            size += n;
            unpacked += n;
            if (limits.isBomb(entry.getCompressedSize(), size) || unpacked > limits.unpackedBytes()) {
                odd(Oddity.Kind.BOMB, place.where(), "unpacks to " + size + " bytes and more");
                return size;
            }
            budget.check();
        }
        return size;
    }

    private static boolean isArchive(byte[] start) {
        return start.length >= 4
                && start[0] == 'P'
                && start[1] == 'K'
                && (start[2] == 3 && start[3] == 4 || start[2] == 5 && start[3] == 6);
    }

    private void odd(Oddity.Kind kind, String where, String detail) {
        oddities.add(new Oddity(kind, where, detail));
    }
}
