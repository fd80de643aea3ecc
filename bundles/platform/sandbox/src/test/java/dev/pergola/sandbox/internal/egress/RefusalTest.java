package dev.pergola.sandbox.internal.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.ResourceLimitExceededException;
import java.net.InetAddress;
import java.net.SocketPermission;
import java.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a connection that was refused, for whoever called. */
@SuppressWarnings("removal")
class RefusalTest {
    private static Target target() throws MalformedException {
        return Target.parse("api.example:443", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "SocketException: SOCKS: Connection not allowed by ruleset, true",
        "IOException: Server returned HTTP response code: 403 for URL: http://x/, true",
        "IllegalStateException: status 403, true",
        "IOException: no way to api.example:443, true",
        "at org.example.Code.run(Code.java:403), false",
        "IOException: 4031 of 14030, false",
        "IOException: another:403, false",
        "NullPointerException, false"
    })
    void itIsBehindAFailureThatLooksLikeIt(String failure, boolean behind) throws Exception {
        assertThat(Refusal.notGranted(target(), false).explains(failure, true)).isEqualTo(behind);
    }

    @Test
    void whatWasNotGrantedSaysWhatWasAskedFor() throws Exception {
        assertThat(Refusal.notGranted(target(), false).asThrown())
                .isInstanceOfSatisfying(AccessControlException.class, thrown -> {
                    assertThat(thrown.getPermission())
                            .isEqualTo(new SocketPermission("api.example:443", "connect,resolve"));
                    assertThat(thrown).hasMessageContaining("network.http api.example:443");
                });
    }

    @Test
    void anAddressIsNotExplainedByAPermissionThatThePluginMayHave() throws Exception {
        InetAddress address = InetAddress.getByName("10.1.2.3");
        Target database = Target.parse("db.example:5432", 0);

        assertThat(Refusal.special(database, address, "an address of a private network", false)
                        .asThrown())
                .isExactlyInstanceOf(SecurityException.class)
                .hasMessage(
                        "db.example is at 10.1.2.3, which is an address of a private network: to connect there takes a"
                                + " grant that names it, network.socket 10.1.2.3:5432");
    }

    @Test
    void tooManyIsALimitAndNothingEnforcedIsNobodysFault() throws Exception {
        assertThat(Refusal.tooMany(target(), 3).asThrown()).isInstanceOf(ResourceLimitExceededException.class);
        assertThat(Refusal.notEnforced(target()).asThrown()).isInstanceOf(IllegalStateException.class);
    }
}
