package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostPackagesTest {
    @Test
    void exportsLoggingAtTheVersionsOfItsJars() {
        List<String> exports = List.of(HostPackages.exports().split(","));
        assertThat(exports)
                .doesNotHaveDuplicates()
                .allMatch(export -> export.matches("[\\w.]+;version=\"[\\w.-]+\""))
                .contains("org.slf4j;version=\"1.7.36\"", "org.slf4j.spi;version=\"1.7.36\"")
                .anyMatch(export -> export.matches("org\\.slf4j;version=\"2\\..*"))
                .anyMatch(export -> export.startsWith("ch.qos.logback.classic;version=\"1.5"))
                .anyMatch(export -> export.startsWith("ch.qos.logback.core.rolling;version=\"1.5"))
                .anyMatch(export -> export.startsWith("org.osgi.service.log;version=\"1.5"));
    }
}
