package dev.pergola.sandbox.internal.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.permissionadmin.PermissionInfo;

/** What a permission for sockets says of a host and a port. */
class RuleTest {
    private static Optional<Rule> rule(String name, String actions) {
        return Rule.of(true, new PermissionInfo("java.net.SocketPermission", name, actions), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com:1, true",
        "example.com, www.example.com:1, false",
        "example.com:443, example.com:443, true",
        "Example.com:443, EXAMPLE.com:443, true",
        "example.com:443, example.com:80, false",
        "example.com:8000-8100, example.com:8050, true",
        "example.com:8000-8100, example.com:8101, false",
        "example.com:1024-, example.com:65535, true",
        "example.com:-1023, example.com:1024, false",
        "*.example.com:443, a.b.example.com:443, true",
        "*.example.com:443, example.com:443, false",
        "*.example.com:443, badexample.com:443, false",
        "*.1, 192.0.2.1:443, false",
        "*, 192.0.2.1:443, true",
        "*:443, any.example:443, true",
        "*:443, any.example:80, false",
        "localhost:80, 127.0.0.1:80, true",
        "localhost, [0:0:0:0:0:0:0:1]:80, true",
        "localhost:80, 127.0.0.2:80, false",
        "127.0.0.1:80, localhost:80, true",
        "127.0.0.1:80, localhost:81, false",
        "127.0.0.1, 127.0.0.2:80, false",
        "[::1]:80, [0:0:0:0:0:0:0:1]:80, true"
    })
    void names(String granted, String target, boolean named) throws Exception {
        assertThat(rule(granted, "connect,resolve").orElseThrow().names(Target.parse(target, 0)))
                .isEqualTo(named);
    }

    @Test
    void whatIsNotAboutConnectingSaysNothing() {
        assertThat(rule("localhost:80", "listen,resolve")).isEmpty();
        assertThat(rule("*", "accept,resolve")).isEmpty();
        assertThat(Rule.of(true, new PermissionInfo("java.io.FilePermission", "/x", "read"), Optional.empty()))
                .isEmpty();
        assertThat(Rule.of(true, new PermissionInfo("java.security.AllPermission", "", ""), Optional.empty()))
                .isPresent();
    }
}
