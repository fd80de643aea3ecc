package dev.pergola.guard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every operation, by code that may not and by code that may (R135, R147). */
class OperationsIT {
    @TempDir
    private static Path stage;

    @TestFactory
    Stream<DynamicTest> operationsAreRefusedAndGranted() {
        List<String> lines = GuardedJava.run(stage, Child.class).stream()
                .filter(line -> line.chars().filter(c -> c == '|').count() >= 3)
                .toList();
        assertThat(lines).hasSizeGreaterThan(500);
        return lines.stream().map(OperationsIT::test);
    }

    private static DynamicTest test(String line) {
        String[] parts = line.split("\\|", 4);
        String expected = parts[0].equals("harmless") || parts[1].equals("granted") ? "allowed" : "denied ";
        String name = parts[0] + ": " + parts[2] + ", " + parts[1];
        return DynamicTest.dynamicTest(name, () -> assertThat(parts[3]).startsWith(expected));
    }
}
