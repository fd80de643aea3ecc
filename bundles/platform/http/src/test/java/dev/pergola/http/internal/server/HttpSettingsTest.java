package dev.pergola.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {
    @Test
    void hasDefaults() {
        HttpSettings settings = settings(Map.of());
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.maxBodyBytes()).isEqualTo(64L << 20);
        assertThat(settings.uploadMaxBytes()).isEqualTo(256L << 20);
        assertThat(settings.allowedHosts()).containsExactlyInAnyOrder("localhost", "127.0.0.1", "[::1]");
        assertThat(HttpSettings.enabled(name -> null)).isTrue();
        assertThat(HttpSettings.enabled(Map.of("pergola.http.enabled", "false")::get))
                .isFalse();
    }

    @Test
    void allowsAnyHostWhereItListensToOthers() {
        assertThat(settings(Map.of("pergola.http.host", "0.0.0.0")).allowedHosts())
                .isEmpty();
        assertThat(settings(Map.of("pergola.http.host", "0.0.0.0", "pergola.http.allowed-hosts", "A.example, b"))
                        .allowedHosts())
                .containsExactlyInAnyOrder("a.example", "b");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1", "::1, [::1]", "localhost, localhost"})
    void knowsHowToReachItself(String host, String reachable) {
        assertThat(settings(Map.of("pergola.http.host", host)).reachableHost()).isEqualTo(reachable);
    }

    @ParameterizedTest
    @CsvSource({
        "pergola.http.port, 65536",
        "pergola.http.port, -1",
        "pergola.http.port, http",
        "pergola.http.max-body-mb, 0",
        "pergola.http.upload-max-mb, 1.5",
        "pergola.http.host, no host.invalid"
    })
    void namesThePropertyThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> settings(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }

    @Test
    void needsADataDirectory() {
        assertThatThrownBy(() -> HttpSettings.from(name -> null)).hasMessageContaining("pergola.data");
    }

    private static HttpSettings settings(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent("pergola.data", "/data");
        return HttpSettings.from(all::get);
    }
}
