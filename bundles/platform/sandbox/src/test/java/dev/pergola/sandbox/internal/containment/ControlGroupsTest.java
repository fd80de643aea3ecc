package dev.pergola.sandbox.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written where, in trees as the two versions of control groups have them. */
class ControlGroupsTest {
    private static final Limits LIMITS = new Limits(64, 256, 50, 100, 64, 1, 1);

    @TempDir
    Path root;

    private Path own(String... lines) throws IOException {
        return Files.write(root.resolve("own"), List.of(lines));
    }

    private static Path group(Path parent) throws IOException {
        try (var all = Files.newDirectoryStream(parent, "pergola-[0-9]*")) {
            return all.iterator().next();
        }
    }

    @Test
    void inVersionTwoThisProcessMakesRoomForGroupsBelowItsOwn() throws IOException {
        Path mine = Files.createDirectories(root.resolve("system.slice/pergola.service"));
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids");
        Files.writeString(mine.resolve("cgroup.procs"), "4711\n");
        Files.writeString(mine.resolve("cgroup.subtree_control"), "");

        ControlGroups.below(root, own("0::/system.slice/pergola.service"));
        assertThat(mine.resolve("pergola-kernel/cgroup.procs")).hasContent("4711");
        assertThat(mine.resolve("cgroup.subtree_control")).hasContent("+memory +cpu +pids");
        // What the kernel makes of that.
        Files.writeString(mine.resolve("cgroup.subtree_control"), "cpu memory pids");
        ControlGroups groups = ControlGroups.below(root, root.resolve("own")).orElseThrow();
        assertThat(groups.version()).isEqualTo(2);
        ControlGroup made = groups.make(LIMITS);
        made.limitCpu(50);

        Path group = group(mine);
        assertThat(group.resolve("memory.max")).hasContent(Long.toString(256L << 20));
        assertThat(group.resolve("pids.max")).hasContent("100");
        assertThat(group.resolve("cpu.max")).hasContent("25000 50000");
        assertThat(made.entrances()).containsExactly(group.resolve("cgroup.procs"));
        Files.writeString(group.resolve("memory.events"), "low 0\noom 1\noom_kill 2\n");
        assertThat(made.memoryKills()).isEqualTo(2);
    }

    @Test
    void inVersionTwoWithoutDelegationThereAreNone() throws IOException {
        Path mine = Files.createDirectories(root.resolve("user.slice"));
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids");
        Files.writeString(mine.resolve("cgroup.procs"), "");
        Files.writeString(mine.resolve("cgroup.subtree_control"), "memory");
        mine.resolve("cgroup.subtree_control").toFile().setWritable(false);

        Files.writeString(root.resolve("own"), "0::/user.slice");
        // Root may write to it all the same; there it is the kernel that says no.
        if (!Files.isWritable(mine.resolve("cgroup.subtree_control")))
            assertThat(ControlGroups.below(root, root.resolve("own"))).isEmpty();
    }

    @Test
    void inVersionOneThereIsOneForEachController() throws IOException {
        for (String controller : List.of("memory", "cpu,cpuacct", "pids"))
            Files.createDirectories(root.resolve(controller).resolve("mine"));

        ControlGroups groups = ControlGroups.below(
                        root, own("4:memory:/mine", "3:cpu,cpuacct:/mine", "2:pids:/mine", "1:name=systemd:/mine"))
                .orElseThrow();
        ControlGroup made = groups.make(LIMITS);
        made.limitCpu(200);

        assertThat(groups.version()).isEqualTo(1);
        assertThat(group(root.resolve("memory/mine")).resolve("memory.limit_in_bytes"))
                .hasContent(Long.toString(256L << 20));
        assertThat(group(root.resolve("pids/mine")).resolve("pids.max")).hasContent("100");
        assertThat(group(root.resolve("cpu,cpuacct/mine")).resolve("cpu.cfs_quota_us"))
                .hasContent("100000");
        assertThat(made.entrances()).hasSize(3);
    }

    @Test
    void aPathThatIsOnlyOutsideOfTheContainerIsTheRootInside() throws IOException {
        for (String controller : List.of("memory", "cpu", "pids")) Files.createDirectories(root.resolve(controller));

        assertThat(ControlGroups.below(root, own("4:memory:/docker/abc", "3:cpu:/docker/abc", "2:pids:/docker/abc")))
                .isPresent();
    }

    @Test
    void whereAControllerIsMissingThereAreNone() throws IOException {
        Files.createDirectories(root.resolve("memory"));

        assertThat(ControlGroups.below(root, own("4:memory:/"))).isEmpty();
    }
}
