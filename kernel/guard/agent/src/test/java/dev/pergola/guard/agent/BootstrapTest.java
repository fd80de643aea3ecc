package dev.pergola.guard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.guard.Guard;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What runs inside JDK methods must not need the JDK to link it. */
class BootstrapTest {
    @Test
    void nothingInItIsLinkedByInvokedynamicOrLiesOutsideJavaBase() throws Exception {
        List<String> found = new ArrayList<>();
        for (byte[] code : classes()) new ClassReader(code).accept(new Finder(found), 0);

        assertThat(found).isEmpty();
    }

    private static List<byte[]> classes() throws Exception {
        Path place = Path.of(
                Guard.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<byte[]> classes = new ArrayList<>();
        if (Files.isDirectory(place)) {
            collect(place, classes);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
                collect(jar.getPath("/"), classes);
            }
        }
        assertThat(classes).hasSizeGreaterThan(15);
        return classes;
    }

    private static void collect(Path root, List<byte[]> classes) throws Exception {
        try (Stream<Path> files = Files.walk(root.resolve("dev/pergola/guard"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    classes.add(in.readAllBytes());
                }
            }
        }
    }

    private static final class Finder extends ClassVisitor {
        private final List<String> found;
        private String name = "";

        private Finder(List<String> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public void visit(int version, int access, String type, String signature, String parent, String[] interfaces) {
            name = type;
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String descriptor, String sig, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInvokeDynamicInsn(String what, String type, Handle by, Object... arguments) {
                    found.add(name + '.' + method + " links " + what);
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                    check(owner);
                }

                @Override
                public void visitTypeInsn(int opcode, String type) {
                    check(type);
                }

                private void check(String type) {
                    String java = type.replaceAll("^\\[+L?|;$", "").replace('/', '.');
                    if (java.startsWith("dev.pergola.guard.") || java.length() == 1) return;
                    try {
                        Class<?> loaded = Class.forName(java, false, null);
                        if (loaded.getModule() != Object.class.getModule()) found.add(name + " needs " + java);
                    } catch (ClassNotFoundException missing) {
                        found.add(name + " needs " + java);
                    }
                }
            };
        }
    }
}
