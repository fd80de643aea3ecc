package dev.pergola.vetting.internal.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.vetting.internal.testing.Sources;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class files and archives that are made to harm whoever reads them (R119). */
class HostileClassesTest {
    private static final byte[] CLASS = Sources.compile(Map.of("a.B", """
                    package a;
                    public class B<T extends Comparable<T>> {
                      @Deprecated int[] field = {1, 2};
                      Object go(String s, int i) throws Exception {
                        switch (i) { case 1: return s + i; case 2: return (Runnable) () -> go2(s); default: break; }
                        switch (s) { case "a": return B.class; default: throw new IllegalStateException(s); }
                      }
                      static void go2(String s) { synchronized (s) { System.out.println(s); } }
                    }
                    """)).get("a/B.class");

    @TempDir
    Path folder;

    @Test
    void aClassThatEndsTooEarlyIsUnreadable() throws IOException {
        for (int length = 0; length < CLASS.length; length += 7) {
            byte[] half = java.util.Arrays.copyOf(CLASS, length);
            assertThat(read(new TestJar().entry("a/B.class", half)).oddities())
                    .as("cut at %d", length)
                    .extracting(Oddity::kind)
                    .containsExactly(Oddity.Kind.CLASS_UNREADABLE);
        }
    }

    @Test
    void aJarInAJarOnTheClassPathIsLoadableAndOthersAreNot() throws IOException {
        byte[] inner = new TestJar().entry("a/B.class", CLASS).bytes();
        Archive archive = read(new TestJar()
                .header("Bundle-ClassPath", "lib/on.jar, classes")
                .entry("lib/on.jar", inner)
                .entry("lib/off.jar", inner)
                .entry("classes/a/B.class", CLASS)
                .entry("a/B.class", CLASS));

        List<String> loadable = new ArrayList<>();
        for (ClassCode type : archive.classes()) {
            if (type.origin().loadable()) loadable.add(type.origin().entry());
        }
        assertThat(archive.classes()).hasSize(4);
        assertThat(loadable).containsExactlyInAnyOrder("lib/on.jar!/a/B.class", "classes/a/B.class");
    }

    @Test
    void aVariantForALaterJavaIsKeptApart() throws IOException {
        Archive archive = read(new TestJar()
                .header("Multi-Release", "true")
                .entry("a/B.class", CLASS)
                .entry("META-INF/versions/21/a/B.class", CLASS));

        assertThat(archive.classes())
                .extracting(type -> type.origin().release())
                .containsExactlyInAnyOrder(0, 21);
    }

    @Test
    void limitsHoldForTheJarAndTheJarsInItTogether() throws IOException {
        byte[] inner = new TestJar().entry("a", "1").entry("b", "2").bytes();
        TestJar jar = new TestJar().entry("x.jar", inner).entry("y.jar", inner);
        ArchiveLimits tight = new ArchiveLimits(6, 10, 1000, 1000, 1 << 20, 100, 2);

        Archive archive = ArchiveReader.read(jar.in(folder), tight, budget(), resource -> {});

        assertThat(archive.oddities()).extracting(Oddity::kind).contains(Oddity.Kind.TOO_MUCH);
    }

    @Test
    void aDescriptionThatCannotBeReadMakesEverythingAnEntryPoint() throws IOException {
        TestJar jar = new TestJar()
                .header("Service-Component", "OSGI-INF/a.xml")
                .entry("OSGI-INF/a.xml", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x")
                .entry("a/B.class", CLASS);

        assertThat(read(jar).entryPointsUnknown()).isTrue();
    }

    private Archive read(TestJar jar) throws IOException {
        return ArchiveReader.read(jar.in(folder), ArchiveLimits.DEFAULT, budget(), resource -> {});
    }

    private static Budget budget() {
        return Budget.of(Duration.ofSeconds(20));
    }
}
