package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.Resource;
import dev.pergola.vetting.internal.code.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What lies in the jar beside its classes. */
final class PayloadRules implements Consumer<Resource> {
    static final Rule EXECUTABLE = new Rule(
            "scan.payload.executable",
            Level.BLOCK,
            "carries a program for the operating system",
            "Leave it out; the operator installs programs");
    static final Rule LIBRARY = new Rule(
            "scan.native.library",
            Level.HOLD,
            "carries a native library",
            "Ask for the permission native.load with @RequiresPermission, or leave it out");
    static final Rule SCRIPT = new Rule(
            "scan.payload.script",
            Level.HOLD,
            "carries a script for a command interpreter",
            "Leave it out; the operator installs scripts");
    static final Rule CLASS = new Rule(
            "scan.payload.class",
            Level.BLOCK,
            "hides a class in a file that is none by its name",
            "Ship all code as classes of the jar");
    static final Rule PACKED = new Rule(
            "scan.payload.packed",
            Level.WARN,
            "carries a packed or encrypted file that nobody can look into",
            "Say in the documentation what it is, or ship it plain");

    static final List<Rule> ALL = List.of(EXECUTABLE, LIBRARY, SCRIPT, CLASS, PACKED);

    private static final Pattern LIBRARY_NAME = Pattern.compile(".*\\.(?:so|dll|dylib|jnilib|a)(?:\\.\\d+)*");
    private static final Pattern SCRIPT_NAME =
            Pattern.compile(".*\\.(?:bat|cmd|ps1|psm1|sh|bash|vbs|wsf|hta|scr|com|pif)");
    private static final int PACKED_BYTES = 16 * 1024;
    private static final double PACKED_ENTROPY = 7.95;
    /** Files that are packed for a reason, each with how it begins. */
    private static final List<int[]> PACKED_FORMATS = List.of(
            new int[] {0x89, 'P', 'N', 'G'},
            new int[] {0xff, 0xd8, 0xff},
            new int[] {'G', 'I', 'F', '8'},
            new int[] {'R', 'I', 'F', 'F'},
            new int[] {0x1f, 0x8b},
            new int[] {'w', 'O', 'F', 'F'},
            new int[] {'w', 'O', 'F', '2'},
            new int[] {'B', 'Z', 'h'},
            new int[] {0xfd, '7', 'z', 'X', 'Z'},
            new int[] {0x28, 0xb5, 0x2f, 0xfd},
            new int[] {'O', 'g', 'g', 'S'},
            new int[] {'I', 'D', '3'},
            new int[] {'%', 'P', 'D', 'F'},
            new int[] {0, 0, 0, 0x20, 'f', 't', 'y', 'p'});

    private final Findings findings;

    PayloadRules(Findings findings) {
        this.findings = findings;
    }

    @Override
    public void accept(Resource resource) {
        String name = resource.fileName();
        if (resource.startsWith(0xca, 0xfe, 0xba, 0xbe) && !isFatBinary(resource)) {
            findings.at(resource.where(), CLASS, "begins as a class file does");
        } else if (isProgram(resource)) {
            if (LIBRARY_NAME.matcher(name).matches()) {
                findings.at(resource.where(), LIBRARY, resource.size() + " bytes");
            } else {
                findings.at(resource.where(), EXECUTABLE, "begins as a program does");
            }
        } else if (resource.startsWith('d', 'e', 'x', '\n')) {
            findings.at(resource.where(), CLASS, "begins as code for Android does");
        } else if (resource.startsWith('#', '!') || SCRIPT_NAME.matcher(name).matches()) {
            findings.at(resource.where(), SCRIPT, resource.size() + " bytes");
        } else if (resource.size() >= PACKED_BYTES
                && PACKED_FORMATS.stream().noneMatch(resource::startsWith)
                && resource.entropy() > PACKED_ENTROPY) {
            findings.at(resource.where(), PACKED, resource.size() + " bytes that look like noise");
        }
        if (resource.isText()) texts(resource);
    }

    private void texts(Resource resource) {
        String text = new String(resource.sample(), StandardCharsets.ISO_8859_1);
        TextRules.look(new Text(text, 0), (rule, detail) -> {
            // Prose may name anything; it is code that must not. What is encoded or secret is so wherever it stands.
            boolean counts = rule.equals(TextRules.ENCODED) || rule.equals(TextRules.SECRET);
            if (counts) findings.at(resource.where(), rule, detail);
        });
    }

    private static boolean isProgram(Resource resource) {
        return resource.startsWith(0x7f, 'E', 'L', 'F')
                || resource.startsWith(0xfe, 0xed, 0xfa, 0xce)
                || resource.startsWith(0xfe, 0xed, 0xfa, 0xcf)
                || resource.startsWith(0xce, 0xfa, 0xed, 0xfe)
                || resource.startsWith(0xcf, 0xfa, 0xed, 0xfe)
                || isFatBinary(resource)
                || isWindows(resource);
    }

    /** Programs for several processors of a Mac begin as class files do; theirs is a small number of processors. */
    private static boolean isFatBinary(Resource resource) {
        byte[] start = resource.sample();
        return resource.startsWith(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0)
                && start.length > 7
                && start[7] > 0
                && start[7] < 40;
    }

    private static boolean isWindows(Resource resource) {
        byte[] bytes = resource.sample();
        if (!resource.startsWith('M', 'Z') || bytes.length < 64) return false;
        int header = (bytes[60] & 0xff) | (bytes[61] & 0xff) << 8 | (bytes[62] & 0xff) << 16 | bytes[63] << 24;
        return header > 0 && header < bytes.length - 1 && bytes[header] == 'P' && bytes[header + 1] == 'E';
    }
}
