package dev.pergola.vetting.internal.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.testing.Sources;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class files that no compiler makes (R119). */
class DamagedClassesTest {
    private static final Map<String, byte[]> CLASSES = Sources.compile(Map.of("a.B", """
                    package a;
                    public class B<T extends Comparable<T>> {
                      @Deprecated int[] field = {1, 2};
                      Object go(String s, int i) throws Exception {
                        switch (i) { case 1: return s + i; case 2: return (java.util.concurrent.Callable<Object>) () -> go2(s); default: break; }
                        switch (s) { case "a": return B.class; default: throw new IllegalStateException(s); }
                      }
                      static Object go2(String s) throws Exception { synchronized (s) { return Runtime.getRuntime().exec(s); } }
                    }
                    """));

    @TempDir
    Path folder;

    /** Whatever the damage, there is a verdict: a reader that throws would refuse the jar, and not say why. */
    @Test
    void everyOneIsReadOrSaidToBeUnreadable() throws IOException {
        byte[] whole = CLASSES.get("a/B.class");
        Random random = new Random(42);
        ScanVetter vetter = new ScanVetter(new Analyses(), null);
        int unreadable = 0;
        int read = 0;
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            int hits = 1 + random.nextInt(4);
            // The first bytes decide whether it is looked at; what is behind them is what a fuzzer wants.
            for (int hit = 0; hit < hits; hit++) {
                damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt(256);
            }
            TestJar jar = new TestJar().entry("a/B.class", damaged);
            List<Verdict> verdicts = vetter.vet(TestJar.plugin(jar.in(folder), jar.headers()));
            boolean refused = verdicts.stream().anyMatch(v -> v.check().equals("scan.class.unreadable"));
            if (refused) unreadable++;
            else read++;
        }
        assertThat(unreadable).isGreaterThan(25);
        assertThat(read).isGreaterThan(25);
    }
}
