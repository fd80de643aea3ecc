package dev.pergola.sandbox.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {
    @TempDir
    Path folder;

    private HostMemory memory;

    @BeforeEach
    void host() throws IOException {
        memory = new HostMemory(folder.resolve("proc"), folder.resolve("cgroup"));
        write("proc/meminfo", "MemTotal:       8000000 kB\nMemFree:  1000 kB\nMemAvailable:    2000000 kB\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void whatTheHostCouldGiveCounts() {
        assertThat(memory.available()).hasValue(2_000_000L * 1024);
    }

    @Test
    void aGroupThatHasLessLeftCountsMore() throws IOException {
        write("proc/self/cgroup", "0::/pergola\n");
        write("cgroup/pergola/memory.max", "500000000\n");
        write("cgroup/pergola/memory.current", "450000000\n");
        write("cgroup/pergola/memory.stat", "anon 400000000\ninactive_file 30000000\n");

        assertThat(memory.available()).as("what is only cached is given up").hasValue(80_000_000);
    }

    /** As where the kernel has a group of its own within that of its service, beside those of the sandboxes. */
    @Test
    void theLimitOfAGroupAboveCountsToo() throws IOException {
        write("proc/self/cgroup", "0::/service/pergola-kernel\n");
        write("cgroup/service/pergola-kernel/memory.max", "max\n");
        write("cgroup/service/pergola-kernel/memory.current", "1000000\n");
        write("cgroup/service/memory.max", "500000000\n");
        write("cgroup/service/memory.current", "499000000\n");

        assertThat(memory.available()).hasValue(1_000_000);
    }

    @Test
    void filesThatAreInUseAndOnlyCachedAreGivenUpToo() throws IOException {
        write("proc/self/cgroup", "0::/pergola\n");
        write("cgroup/pergola/memory.max", "500000000\n");
        write("cgroup/pergola/memory.current", "500000000\n");
        write("cgroup/pergola/memory.stat", "active_file 200000000\nslab_reclaimable 1000000\nanon 250000000\n");

        assertThat(memory.available()).hasValue(201_000_000);
    }

    /** The name is that on the host. */
    @Test
    void inAContainerTheRootIsTheGroup() throws IOException {
        write("proc/self/cgroup", "4:memory:/docker/0123\n");
        write("cgroup/memory/memory.limit_in_bytes", "300000000\n");
        write("cgroup/memory/memory.usage_in_bytes", "200000000\n");

        assertThat(memory.available()).hasValue(100_000_000);
    }

    @Test
    void oneWithoutALimitDoesNotCount() throws IOException {
        write("proc/self/cgroup", "0::/pergola\n");
        write("cgroup/pergola/memory.max", "max\n");
        write("cgroup/pergola/memory.current", "450000000\n");

        assertThat(memory.available()).hasValue(2_000_000L * 1024);
    }

    @Test
    void soDoesAGroupOfTheFirstVersion() throws IOException {
        write("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/jvm\n0::/\n");
        write("cgroup/memory/jvm/memory.limit_in_bytes", "100000000\n");
        write("cgroup/memory/jvm/memory.usage_in_bytes", "99000000\n");
        write("cgroup/memory/jvm/memory.stat", "inactive_file 1\ntotal_inactive_file 500000\n");

        assertThat(memory.available()).hasValue(1_500_000);
    }

    @Test
    void aLimitThatIsNoneDoesNotOverflow() throws IOException {
        write("proc/self/cgroup", "4:memory:/\n");
        write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("cgroup/memory/memory.usage_in_bytes", "99000000\n");

        assertThat(memory.available()).hasValue(2_000_000L * 1024);
    }

    @Test
    void whereNobodyTellsNothingIsKnown() {
        assertThat(new HostMemory(folder.resolve("none"), folder.resolve("none")).available())
                .isEmpty();
    }

    @Test
    void thisHostHasSome() {
        assertThat(HostMemory.ofThisHost().available())
                .satisfiesAnyOf(
                        known -> assertThat(known).isEmpty(),
                        known -> assertThat(known.getAsLong()).isPositive());
    }
}
